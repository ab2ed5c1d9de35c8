"""What phones upload: decoded, upright, without metadata; the rest is refused."""

import contextlib
from io import BytesIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from identity.adapters.captcha_media import draw_captcha
from identity.adapters.pictures import MAX_PICTURE_BYTES, MAX_VIDEO_BYTES, reencode_picture, video_type
from identity.domain.face import EvidenceTooLarge, EvidenceUnreadable, VideoUnreadable
from PIL import Image


def encoded(kind: str, size: tuple[int, int] = (64, 40), mode: str = "RGB", **options: object) -> bytes:
    out = BytesIO()
    Image.new(mode, size).save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L"), ("PNG", "RGBA"), ("PNG", "P")]
)
def test_a_picture_comes_out_as_rgb_jpeg(kind: str, mode: str) -> None:
    with Image.open(BytesIO(reencode_picture(encoded(kind, mode=mode)))) as clean:
        assert (clean.format, clean.mode, clean.size) == ("JPEG", "RGB", (64, 40))


def turned(kind: str) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "a camera's name"
    exif.get_ifd(0x8825)[2] = (31.0, 13.0, 0.0)  # where it was taken
    return encoded(kind, exif=exif)


TURNED = {kind: turned(kind) for kind in ("JPEG", "PNG")}


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_turned_photo_is_made_upright_and_loses_its_metadata(kind: str) -> None:
    clean = reencode_picture(TURNED[kind])
    with Image.open(BytesIO(clean)) as image:
        assert image.size == (40, 64)
        assert not image.getexif()
    assert b"camera" not in clean


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@example(place=41, byte=0, kind="JPEG")
@given(place=st.integers(0, 400), byte=st.integers(0, 255), kind=st.sampled_from(["JPEG", "PNG"]))
def test_any_damage_is_decoded_or_refused(place: int, byte: int, kind: str) -> None:
    damaged = bytearray(TURNED[kind])
    damaged[min(place, len(damaged) - 1)] = byte
    with contextlib.suppress(EvidenceUnreadable):
        assert reencode_picture(bytes(damaged)).startswith(b"\xff\xd8")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"PK\x03\x04" + bytes(100),
        encoded("GIF", mode="P"),
        encoded("JPEG")[:-200],
        encoded("PNG")[:60],
        encoded("PNG", size=(8, 8)),
    ],
    ids=["empty", "html", "zip", "gif", "cut jpeg", "cut png", "dot"],
)
def test_what_is_no_photo_is_refused(content: bytes) -> None:
    with pytest.raises(EvidenceUnreadable):
        reencode_picture(content)


def test_a_picture_bomb_is_refused_by_its_header() -> None:
    bomb = encoded("PNG", size=(30_000, 30_000), mode="1")
    assert len(bomb) < 1_000_000
    with pytest.raises(EvidenceUnreadable):
        reencode_picture(bomb)


def test_too_many_bytes_are_refused_before_anything_is_read() -> None:
    with pytest.raises(EvidenceTooLarge):
        reencode_picture(bytes(MAX_PICTURE_BYTES + 1))
    with pytest.raises(EvidenceTooLarge):
        video_type(b"\0\0\0\x18ftypisom" + bytes(MAX_VIDEO_BYTES))


@pytest.mark.parametrize(
    ("head", "media_type"),
    [
        (b"\0\0\0\x18ftypisom", "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", "video/quicktime"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "video/quicktime"),
        (b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm", "video/webm"),
    ],
)
def test_videos_are_known_by_their_first_bytes(head: bytes, media_type: str) -> None:
    assert video_type(head + bytes(100)) == media_type


@pytest.mark.parametrize("content", [b"", b"RIFF\0\0\0\0AVI LIST", b"\x1a\x45\xdf\xa3" + bytes(90), encoded("JPEG")])
def test_other_files_are_no_videos(content: bytes) -> None:
    with pytest.raises(VideoUnreadable):
        video_type(content)


def test_a_captcha_is_drawn_as_png() -> None:
    with Image.open(BytesIO(draw_captcha("a3k7"))) as picture:
        assert picture.format == "PNG"
        assert picture.size == (160, 60)
