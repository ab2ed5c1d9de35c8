"""Verification by the file itself, and what may be sent instead of one. On real servers."""

import hashlib
import os
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData
from kernel.contracts.certificate import CertificateIssued

pytestmark = pytest.mark.servers

LIMIT = 5 * 1024 * 1024


async def upload(office: Any, data: bytes, name: str = "pdf", **more: str) -> Any:
    form = FormData()
    for field, value in more.items():
        form.add_field(field, value)
    form.add_field(name, BytesIO(data), filename="证明信.pdf", content_type="application/pdf")
    return await office.ask("POST", "/api/verifications", data=form)


def codes(reply: Any) -> list[str]:
    assert reply.status == 200, reply.body
    return [reason["code"].removeprefix("certificate.verification.") for reason in reply.json["reasons"]]


async def test_the_very_bytes_are_known_and_no_others(office: Any, signer: Any) -> None:
    wanted = await signer.approved(office.person())
    pdf = b"%PDF-1.4 letter\n" + os.urandom(60_000)
    await signer.bus.publish(await signer.completed(wanted, pdf))
    await office.told(signer.bus, CertificateIssued, str(wanted.application_id))
    genuine = await upload(office, pdf)
    assert codes(genuine) == ["valid"]
    assert (genuine.json["issued"], genuine.json["status"], genuine.json["number"]) == (True, "valid", wanted.number)
    by_hash = await office.ask("POST", "/api/verifications", json={"sha256": hashlib.sha256(pdf).hexdigest()})
    assert by_hash.json == genuine.json
    flipped = bytearray(pdf)
    flipped[1000] ^= 1
    for altered in (pdf[:-1], pdf + b"\n", bytes(flipped), pdf[: len(pdf) // 2]):
        reply = await upload(office, altered)
        assert codes(reply) == ["not_found"]
        assert (reply.json["issued"], reply.json["status"], reply.json["number"]) == (False, None, None)


@pytest.mark.parametrize("data", [b"", b"MZ\x90", b"<html>", os.urandom(2000), b" " * 2000 + b"%PDF-1.4"])
async def test_what_is_no_pdf_is_said_so(office: Any, data: bytes) -> None:
    assert codes(await upload(office, data)) == ["not_pdf", "not_found"]


async def test_a_file_may_have_five_mebibytes(office: Any) -> None:
    assert codes(await upload(office, b"%PDF-" + bytes(LIMIT - 5))) == ["not_found"]
    for size in (LIMIT + 1, 6 * 1024 * 1024):
        reply = await upload(office, b"%PDF-" + bytes(size - 5))
        assert reply.refusal == (413, "certificate.verification.too_large")


async def test_a_body_without_announced_end_is_cut_off(office: Any) -> None:
    async def endless() -> Any:
        yield b'--b\r\nContent-Disposition: form-data; name="pdf"; filename="a.pdf"\r\n\r\n%PDF-'
        for _ in range(100):
            yield bytes(64 * 1024)
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    reply = await office.ask("POST", "/api/verifications", headers, data=endless())
    assert reply.refusal == (413, "certificate.verification.too_large")


async def test_wrong_fields_are_named(office: Any) -> None:
    async def faults(reply: Any) -> list[tuple[str, str]]:
        assert reply.refusal == (422, "kernel.request.invalid")
        return [(error["field"], error["code"]) for error in reply.json["errors"]]

    assert await faults(await upload(office, b"%PDF-", name="file")) == [("file", "kernel.field.extra_forbidden")]
    assert await faults(await upload(office, b"%PDF-", note="x")) == [("note", "kernel.field.extra_forbidden")]
    text = FormData()
    text.add_field("pdf", "words", content_type="text/plain")
    assert (await office.ask("POST", "/api/verifications", data=text)).status == 422
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    empty = await office.ask("POST", "/api/verifications", headers, data=b"--b--\r\n")
    assert empty.refusal[0] == 422
    for body in ('{"sha256": 1}', "{}", "[]", "null", "{", "", '{"sha256": "' + "0" * 64 + '", "x": 1}'):
        reply = await office.ask("POST", "/api/verifications", {"Content-Type": "application/json"}, data=body)
        assert reply.refusal == (422, "kernel.request.invalid"), body


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"--b\r\n\r\n--b--"),
        ("multipart/form-data; boundary=b", b"no boundary anywhere"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="pdf"; filename="a"\r\n\r\ncut',
        ),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Type: x\r\n\r\nunnamed\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b; charset=nonsense", b"--b\r\n\xff: \xff\r\n\r\n\r\n--b--"),
        ("text/plain", b"0" * 64),
        ("application/pdf", b"%PDF-1.4"),
        ("application/x-www-form-urlencoded", b"sha256=" + b"0" * 64),
        ("application/json", b"{" * 20_000),
        ("application/json; charset=utf-16", b"\xff\xfe{\x00}\x00"),
    ],
)
async def test_what_cannot_be_read_is_refused_and_nothing_more(office: Any, content_type: str, body: bytes) -> None:
    reply = await office.ask("POST", "/api/verifications", {"Content-Type": content_type}, data=body)
    assert reply.refusal[0] in {413, 422}, reply.body


async def test_many_parts_are_refused(office: Any) -> None:
    form = FormData()
    for number in range(1000):
        form.add_field("pdf", BytesIO(b"%PDF-"), filename=f"{number}.pdf")
    assert (await office.ask("POST", "/api/verifications", data=form)).refusal[0] == 422
