"""Files handed out: the PDF and its ETag, pictures of its pages, the form of the introduction letter."""

import asyncio
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import pypdfium2
import pytest
from certificate.adapters.letter_template import as_xls, as_xlsx
from certificate.api.conditional import etag_matches
from certificate.page_cache import PageCache
from kernel.contracts.certificate import CertificateIssued
from openpyxl import load_workbook
from PIL import Image

ISSUER = "示例人才交流服务中心"
ETAG = '"0123abcd"'


def two_pages(number: str) -> bytes:
    document = pypdfium2.PdfDocument.new()
    for _ in range(2):
        document.new_page(595, 842)
    out = BytesIO()
    document.save(out)
    document.close()
    return out.getvalue() + b"% " + number.encode()


async def issued(office: Any, signer: Any, person: Any, pdf: bytes | None = None) -> Any:
    wanted = await signer.approved(person)
    await signer.bus.publish(await signer.completed(wanted, two_pages(wanted.number) if pdf is None else pdf))
    await office.told(signer.bus, CertificateIssued, str(wanted.application_id))
    return wanted


@pytest.mark.parametrize(
    ("header", "matches"),
    [
        (None, False),
        ("", False),
        ("*", True),
        (" * ", True),
        (ETAG, True),
        (f"W/{ETAG}", True),
        (f'"x", W/"y",{ETAG}', True),
        ('"x", "y"', False),
        ("0123abcd", False),
        ('"0123ABCD"', False),
        ('"', False),
        ('"0123abcd', False),
    ],
)
def test_if_none_match(header: str | None, *, matches: bool) -> None:
    assert etag_matches(header, ETAG) is matches


def test_the_cache_gives_up_what_was_not_asked_for_the_longest() -> None:
    cache = PageCache(10)
    cache.put((b"a", 1), b"1234")
    cache.put((b"b", 1), b"1234")
    assert cache.get((b"a", 1)) == b"1234"
    cache.put((b"c", 1), b"1234")
    assert [cache.get((name, 1)) for name in (b"a", b"b", b"c")] == [b"1234", None, b"1234"]
    cache.put((b"d", 1), b"12345678901")
    assert cache.get((b"d", 1)) is None
    assert cache.get((b"a", 1)) == b"1234"


@pytest.mark.servers
async def test_pages_are_pictures_until_the_last_one(office: Any, signer: Any) -> None:
    person = office.person()
    wanted = await issued(office, signer, person)
    path = f"/api/me/certificates/{wanted.certificate_id}/pages"
    replies = await asyncio.gather(*(office.ask("GET", f"{path}/{n}.png", person.headers) for n in (1, 2, 1, 2, 1)))
    for reply in replies:
        assert (reply.status, reply.headers["Content-Type"]) == (200, "image/png")
        with Image.open(BytesIO(reply.body), formats=["PNG"]) as picture:
            assert abs(picture.width - 595 * 110 / 72) <= 1
            assert abs(picture.height - 842 * 110 / 72) <= 1
    for number in (0, -1, 3, 10**30):
        reply = await office.ask("GET", f"{path}/{number}.png", person.headers)
        assert reply.refusal == (404, "certificate.page.not_found")
    for page in (f"{path}/one.png", f"{path}/{'9' * 5000}.png"):
        assert (await office.ask("GET", page, person.headers)).refusal == (404, "certificate.page.not_found")
    known = person.headers | {"If-None-Match": f"W/{replies[0].headers['ETag']}"}
    assert (await office.ask("GET", f"{path}/1.png", known)).status == 304
    another = await office.ask("GET", f"{path}/1.png", office.person().headers)
    assert another.refusal == (404, "certificate.certificate.not_found")
    assert (await office.ask("GET", f"{path}/1.png")).status == 401


@pytest.mark.servers
async def test_before_it_is_signed_there_are_no_pages(office: Any, signer: Any) -> None:
    person = office.person()
    wanted = await signer.approved(person)
    path = f"/api/me/certificates/{wanted.certificate_id}/pages/1.png"
    assert (await office.ask("GET", path, person.headers)).refusal == (409, "certificate.certificate.not_ready")


@pytest.mark.servers
async def test_what_cannot_be_drawn_is_said_so(office: Any, signer: Any) -> None:
    person = office.person()
    wanted = await issued(office, signer, person, b"%PDF-1.4 not to be drawn")
    path = f"/api/me/certificates/{wanted.certificate_id}/pages/1.png"
    assert (await office.ask("GET", path, person.headers)).refusal == (503, "certificate.certificate.damaged")


@pytest.mark.servers
async def test_the_pdf_is_not_sent_to_whom_has_it_nor_for_head(office: Any, signer: Any) -> None:
    person = office.person()
    wanted = await issued(office, signer, person)
    path = f"/api/me/certificates/{wanted.certificate_id}/pdf"
    whole = await office.ask("GET", path, person.headers)
    head = await office.ask("HEAD", path, person.headers)
    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Content-Disposition"):
        assert head.headers[name] == whole.headers[name]
    for header in ("*", f"W/{whole.headers['ETag']}", f'"other", {whole.headers["ETag"]}'):
        reply = await office.ask("GET", path, person.headers | {"If-None-Match": header})
        assert (reply.status, reply.body, reply.headers["ETag"]) == (304, b"", whole.headers["ETag"])
    other = await office.ask("GET", path, person.headers | {"If-None-Match": '"other"'})
    assert (other.status, other.body) == (200, whole.body)


def test_the_form_opens_in_both_kinds() -> None:
    sheet = load_workbook(BytesIO(as_xlsx(ISSUER))).active
    assert sheet is not None
    text = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    for word in ("单位介绍信", ISSUER, "姓名", "身份证号码", "存档证明", "政审证明", "盖章", "填写说明", "JPG"):
        assert word in text
    assert "=" not in text
    old = as_xls(ISSUER)
    assert old.startswith(b"\xd0\xcf\x11\xe0")
    assert "单位介绍信".encode("utf-16-le") in old


@pytest.mark.servers
@pytest.mark.parametrize(
    ("suffix", "media_type"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("xls", "application/vnd.ms-excel"),
    ],
)
async def test_anybody_may_download_the_form(office: Any, suffix: str, media_type: str) -> None:
    path = f"/api/letter-template.{suffix}"
    reply = await office.ask("GET", path)
    assert (reply.status, reply.headers["Content-Type"]) == (200, media_type)
    named = unquote(reply.headers["Content-Disposition"].split("UTF-8''")[1])
    assert named == f"单位介绍信模板.{suffix}"
    assert (await office.ask("GET", path, {"If-None-Match": reply.headers["ETag"]})).status == 304
