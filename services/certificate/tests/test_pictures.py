"""Letters are decoded as JPEG and nothing else, and encoded anew (security 12 to 14)."""

import contextlib
import struct
from collections.abc import Callable
from io import BytesIO

import pytest
from certificate.adapters.pictures import LONG_SIDE, reencode
from certificate.domain.letter import LetterNotJpeg, LetterTooLarge
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

JpegOf = Callable[..., bytes]


def decoded(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def test_nothing_of_the_original_but_the_pixels_is_kept(jpeg_of: JpegOf) -> None:
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    original = jpeg_of(exif=exif, comment=b"a secret comment", icc_profile=b"a profile" * 20)
    result = reencode(original + b"<html><script>alert(1)</script></html>PK\x03\x04")
    for trace in (b"CameraMaker", b"Exif", b"secret", b"profile", b"<html>", b"PK\x03\x04"):
        assert trace in original + b"<html>PK\x03\x04"
        assert trace not in result
    assert not decoded(result).getexif()


def test_a_turned_picture_is_set_upright(jpeg_of: JpegOf) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    picture = decoded(reencode(jpeg_of((600, 800), exif=exif)))
    assert picture.size == (800, 600)
    assert picture.getpixel((700, 100))[2] > picture.getpixel((700, 100))[0]  # type: ignore[index]
    assert picture.getpixel((100, 100)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
def test_every_kind_of_jpeg_is_taken(mode: str, *, progressive: bool, jpeg_of: JpegOf) -> None:
    picture = decoded(reencode(jpeg_of(mode=mode, progressive=progressive)))
    assert picture.format == "JPEG"
    assert picture.mode == ("L" if mode == "L" else "RGB")
    white = picture.convert("RGB").crop((500, 700, 501, 701)).tobytes()
    assert min(white) > 240


def test_more_pixels_than_a_printer_shows_are_scaled_down(jpeg_of: JpegOf) -> None:
    assert max(decoded(reencode(jpeg_of((5000, 4000)))).size) == LONG_SIDE


def test_a_picture_bomb_is_refused_by_its_header(jpeg_of: JpegOf) -> None:
    small = jpeg_of((64, 64))
    frame = small.index(b"\xff\xc0")
    bomb = small[: frame + 5] + struct.pack(">HH", 30_000, 30_000) + small[frame + 9 :]
    with pytest.raises(LetterTooLarge):
        reencode(bomb)


def test_what_is_no_whole_jpeg_is_refused(jpeg_of: JpegOf) -> None:
    png, gif = BytesIO(), BytesIO()
    Image.new("RGB", (10, 10)).save(png, "PNG")
    Image.new("RGB", (10, 10)).save(gif, "GIF")
    whole = jpeg_of()
    for data in (
        b"",
        png.getvalue(),
        gif.getvalue(),
        whole[: len(whole) // 2],
        whole[:4],
        b"<html></html>",
        b"%PDF-1.7",
    ):
        with pytest.raises(LetterNotJpeg):
            reencode(data)


@settings(max_examples=200, deadline=None)
@given(place=st.floats(0, 1), byte=st.integers(0, 255))
def test_any_damage_is_decoded_or_refused(place: float, byte: int, jpeg_of: JpegOf) -> None:
    damaged = bytearray(jpeg_of((64, 64)))
    damaged[int(place * (len(damaged) - 1))] = byte
    with contextlib.suppress(LetterNotJpeg, LetterTooLarge):
        assert decoded(reencode(bytes(damaged))).format == "JPEG"
