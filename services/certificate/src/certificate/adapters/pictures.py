"""Letters made harmless: decoded as JPEG and nothing else, turned upright, encoded anew. Runs in a thread."""

import struct
from io import BytesIO
from typing import Final

from PIL import ExifTags, Image

from certificate.domain.letter import MAX_PIXELS, LetterNotJpeg, LetterTooLarge

# The pixel limit below is checked on the header, before anything is decoded; Pillow's own would only warn.
Image.MAX_IMAGE_PIXELS = None

LONG_SIDE: Final = 3508  # A4 at 300 dots an inch: more says nothing more about a letter
QUALITY: Final = 85
UPRIGHT: Final = {  # EXIF's orientation, undone
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
DAMAGE: Final = (
    OSError,
    ValueError,
    SyntaxError,
    LookupError,
    TypeError,
    EOFError,
    struct.error,
)  # all seen in fuzzing


def reencode(original: bytes) -> bytes:
    """A new JPEG of the picture's pixels alone: no EXIF, comment, profile, thumbnail or trailing bytes.

    Raises:
        LetterNotJpeg: It does not decode as a whole JPEG.
        LetterTooLarge: Its header announces more pixels than are decoded here.
    """
    try:
        with Image.open(BytesIO(original), formats=["JPEG"]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise LetterTooLarge(field="letter")
            picture.draft(None, (LONG_SIDE, LONG_SIDE))  # the decoder itself scales down by 2, 4 or 8 where it can
            picture.load()
            upright = picture.transpose(UPRIGHT[turned]) if (turned := _orientation(picture)) in UPRIGHT else picture
            pixels = upright.copy() if upright.mode in {"L", "RGB"} else upright.convert("RGB")
    except DAMAGE as error:
        raise LetterNotJpeg(field="letter") from error
    if max(pixels.size) > LONG_SIDE:
        pixels.thumbnail((LONG_SIDE, LONG_SIDE))
    pixels.info.clear()
    encoded = BytesIO()
    pixels.save(encoded, "JPEG", quality=QUALITY)
    return encoded.getvalue()


def _orientation(picture: Image.Image) -> int:
    """EXIF's orientation; a picture with damaged EXIF is taken as it lies."""
    try:
        return int(picture.getexif().get(ExifTags.Base.Orientation, 1))
    except DAMAGE:
        return 1
