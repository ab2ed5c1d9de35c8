"""Letters made harmless: decoded as JPEG and nothing else, turned upright, encoded anew. Runs in a thread."""

from io import BytesIO

from PIL import Image, ImageOps

from certificate.domain.letter import MAX_PIXELS, LetterNotJpeg, LetterTooLarge

# The pixel limit below is checked on the header, before anything is decoded; Pillow's own would only warn.
Image.MAX_IMAGE_PIXELS = None

LONG_SIDE = 3508  # A4 at 300 dots an inch: more says nothing more about a letter
QUALITY = 85


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
            upright = ImageOps.exif_transpose(picture)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, EOFError) as error:
        raise LetterNotJpeg(field="letter") from error
    pixels = upright if upright.mode in {"L", "RGB"} else upright.convert("RGB")
    if max(pixels.size) > LONG_SIDE:
        pixels.thumbnail((LONG_SIDE, LONG_SIDE))
    pixels.info.clear()
    encoded = BytesIO()
    pixels.save(encoded, "JPEG", quality=QUALITY)
    return encoded.getvalue()
