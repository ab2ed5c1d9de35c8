"""Reads what phones upload: ID photos are decoded and encoded anew, videos recognised by their first bytes."""

import contextlib
import io
import struct

from PIL import Image, ImageOps

from identity.domain.face import EvidenceTooLarge, EvidenceUnreadable, VideoUnreadable

MAX_PICTURE_BYTES = 10 * 1024 * 1024
MAX_VIDEO_BYTES = 20 * 1024 * 1024
_MAX_PIXELS = 50_000_000
_MAX_SIDE = 12_000
_MIN_SIDE = 16
_LONG_SIDE = 3508  # A4 at 300 dots an inch; larger JPEGs are scaled down as they are decoded
_WEBM_HEAD = b"\x1a\x45\xdf\xa3"
_DAMAGE = (OSError, ValueError, SyntaxError, LookupError, TypeError, struct.error)  # all seen in fuzzing
_MP4_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"}


def reencode_picture(content: bytes) -> bytes:
    """An upright RGB JPEG without any of the original's bytes or metadata; call it off the event loop.

    The header's dimensions are checked before anything is decoded.

    Raises:
        EvidenceTooLarge: more bytes than allowed.
        EvidenceUnreadable: neither JPEG nor PNG, broken, or of absurd dimensions.
    """
    if len(content) > MAX_PICTURE_BYTES:
        raise EvidenceTooLarge(field="file")
    try:
        with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
            width, height = image.size
            if not min(width, height) >= _MIN_SIDE or max(width, height) > _MAX_SIDE or width * height > _MAX_PIXELS:
                raise EvidenceUnreadable(field="file")
            image.draft(None, (_LONG_SIDE, _LONG_SIDE))
            image.load()
            with contextlib.suppress(*_DAMAGE):  # with a damaged EXIF a photo is taken as it lies
                ImageOps.exif_transpose(image, in_place=True)
            clean = image.convert("RGB")
    except (*_DAMAGE, Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise EvidenceUnreadable(field="file") from None
    clean.info.clear()
    encoded = io.BytesIO()
    clean.save(encoded, "JPEG", quality=90)
    return encoded.getvalue()


def video_type(content: bytes) -> str:
    """The media type of a video.

    Raises:
        EvidenceTooLarge: more bytes than allowed.
        VideoUnreadable: neither MP4 nor MOV nor WebM.
    """
    if len(content) > MAX_VIDEO_BYTES:
        raise EvidenceTooLarge(field="file")
    if content[4:8] in _MP4_BOXES:
        return "video/quicktime" if content[8:10] == b"qt" or content[4:8] != b"ftyp" else "video/mp4"
    if content.startswith(_WEBM_HEAD) and b"webm" in content[:64]:
        return "video/webm"
    raise VideoUnreadable(field="file")
