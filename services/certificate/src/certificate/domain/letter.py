"""The introduction letter (单位介绍信) that a unit's archive needs: a JPG picture."""

from dataclasses import dataclass

from kernel.errors import DomainError, Kind

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
NAME_LENGTH = 100


class LetterRequired(DomainError):
    """R12: no application on a unit's archive without the unit's letter."""

    code = "certificate.letter.required"
    kind = Kind.INVALID
    message = "单位存档人员申请证明信须上传单位介绍信"


class LetterNotJpeg(DomainError):
    """Something that cannot be decoded as a JPEG picture, whatever it is called."""

    code = "certificate.letter.not_jpeg"
    kind = Kind.INVALID
    message = "单位介绍信须为JPG格式的图片，请重新上传"


class LetterTooLarge(DomainError):
    """Too many bytes, or a header that announces too many pixels."""

    code = "certificate.letter.too_large"
    kind = Kind.TOO_LARGE
    message = "单位介绍信图片过大：文件不能超过10MB，图片不能超过5000万像素"


class LetterMissing(DomainError):
    """Asked for the letter of an application that needs none."""

    code = "certificate.letter.not_found"
    kind = Kind.NOT_FOUND
    message = "该申请没有单位介绍信"


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was taken.

    Attributes:
        key: object key in the letters' bucket; holds the SHA-256 of the re-encoded picture.
        filename: the person's own name for it, for their eyes and the reviewer's.
        size: bytes of the re-encoded picture.
    """

    key: str
    filename: str
    size: int


def tidy_filename(given: str | None) -> str:
    """The last part of the name a browser sent, without characters that no reader sees."""
    name = (given or "").replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(char for char in name if char.isprintable()).strip()
    return visible[-NAME_LENGTH:] or "单位介绍信.jpg"
