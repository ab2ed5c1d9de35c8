"""What the person asks to have printed: purpose (用途) and receiver (接收单位)."""

from dataclasses import dataclass

from kernel.errors import DomainError, Kind
from kernel.repertoire import named, unprintable

MAX_LENGTH = 60


class WordingTooLong(DomainError):
    """More than fits on the letter."""

    code = "certificate.wording.too_long"
    kind = Kind.INVALID
    message = "内容不能超过60个字"


class WordingUnprintable(DomainError):
    """A character that no letter prints; the message names it."""

    code = "certificate.wording.unprintable"
    kind = Kind.INVALID
    message = "内容含有不能打印的字符{character}，请修改"


@dataclass(frozen=True, slots=True)
class Wording:
    """Both texts as they will be printed; None where nothing was asked for."""

    purpose: str | None = None
    receiver: str | None = None

    @classmethod
    def of(cls, purpose: str | None, receiver: str | None) -> "Wording":
        """Take what a form sent.

        Raises:
            WordingTooLong: One of them has more than 60 characters.
            WordingUnprintable: One of them holds a character that no letter prints.
        """
        return cls(_printable("purpose", purpose), _printable("receiver", receiver))


def _printable(field: str, text: str | None) -> str | None:
    stripped = (text or "").strip()
    if len(stripped) > MAX_LENGTH:
        raise WordingTooLong(field=field)
    if (character := unprintable(stripped)) is not None:
        raise WordingUnprintable(field=field, character=named(character))
    return stripped or None
