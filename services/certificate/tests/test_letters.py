"""Introduction letters through the API: what is taken, what is refused, what is kept (security 12 to 14)."""

import struct
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from minio import Minio
from PIL import Image

pytestmark = pytest.mark.servers

JpegOf = Callable[..., bytes]


def png() -> bytes:
    out = BytesIO()
    Image.new("RGB", (10, 10)).save(out, "PNG")
    return out.getvalue()


def bomb(jpeg: bytes) -> bytes:
    frame = jpeg.index(b"\xff\xc0")
    return jpeg[: frame + 5] + struct.pack(">HH", 30_000, 30_000) + jpeg[frame + 9 :]


async def test_a_unit_archive_without_a_letter_is_refused(office: Any) -> None:
    reply = await office.apply(office.person(archive_type="unit"))
    assert reply.refusal == (422, "certificate.letter.required")
    assert reply.json["errors"][0]["field"] == "letter"


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda _: png(), (422, "certificate.letter.not_jpeg")),
        (lambda jpeg: jpeg[: len(jpeg) // 2], (422, "certificate.letter.not_jpeg")),
        (lambda _: b"", (422, "certificate.letter.not_jpeg")),
        (lambda jpeg: b"<html><script>alert(1)</script>" + jpeg, (422, "certificate.letter.not_jpeg")),
        (lambda jpeg: jpeg + bytes(10 * 1024 * 1024), (413, "certificate.letter.too_large")),
        (bomb, (413, "certificate.letter.too_large")),
    ],
    ids=["png", "truncated", "empty", "html first", "over 10 MiB", "picture bomb"],
)
async def test_what_is_no_letter_is_refused_and_nothing_is_done(
    office: Any, jpeg_of: JpegOf, make: Callable[[bytes], bytes], refusal: tuple[int, str]
) -> None:
    person = office.person(archive_type="unit")
    reply = await office.apply(person, letter=make(jpeg_of()))
    assert reply.refusal == refusal
    assert (await office.ask("GET", "/api/me/applications", person.headers)).json["items"] == []


@pytest.mark.parametrize("options", [{"mode": "CMYK"}, {"progressive": True}, {"mode": "L"}], ids=str)
async def test_every_kind_of_jpeg_is_taken(office: Any, jpeg_of: JpegOf, options: dict[str, Any]) -> None:
    taken = await office.applied(office.person(archive_type="unit"), letter=jpeg_of(**options))
    assert taken["letter"]["filename"] == "单位介绍信11.jpg"


async def test_reviewers_see_the_picture_upright_and_nothing_else_of_the_file(office: Any, jpeg_of: JpegOf) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "CameraMaker"
    exif.get_ifd(0x8825)[1] = "N"
    original = jpeg_of((600, 800), exif=exif) + b"<html><script>alert(1)</script></html>"
    taken = await office.applied(office.person(archive_type="unit"), letter=original)
    reply = await office.ask("GET", f"/api/staff/applications/{taken['application_id']}/letter", office.reviewer())
    assert (reply.status, reply.headers["Content-Type"]) == (200, "image/jpeg")
    assert len(reply.body) == taken["letter"]["size"]
    assert Image.open(BytesIO(reply.body)).size == (800, 600)
    assert b"CameraMaker" not in reply.body
    assert b"<html>" not in reply.body
    [audited] = await office.rows(
        "SELECT actor FROM audit WHERE action = 'letter.opened' AND object_id = $1::uuid", taken["application_id"]
    )
    assert audited["actor"] == "staff:reviewer"


async def test_letters_are_stored_sealed_under_person_and_content(office: Any, jpeg_of: JpegOf) -> None:
    person = office.person(archive_type="unit")
    await office.applied(person, letter=jpeg_of())
    await office.applied(person, "political_review", letter=jpeg_of())
    s3 = office.settings.letters_s3
    client = Minio(
        s3.endpoint,
        access_key=s3.access_key,
        secret_key=s3.secret_key.get_secret_value(),
        secure=False,
        region=s3.region,
    )
    [stored] = list(client.list_objects(s3.bucket, prefix=f"{person.person_id}/"))
    response = client.get_object(s3.bucket, str(stored.object_name))
    assert b"JFIF" not in response.read()
    response.close()
    response.release_conn()


async def test_a_picture_that_nobody_asked_for_is_not_kept(office: Any, jpeg_of: JpegOf) -> None:
    taken = await office.applied(office.person(), letter=jpeg_of())
    assert taken["letter"] is None
    reply = await office.ask("GET", f"/api/staff/applications/{taken['application_id']}/letter", office.reviewer())
    assert reply.refusal == (404, "certificate.letter.not_found")
