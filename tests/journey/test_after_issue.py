"""After the issue: made anew, taken back, looked at as a picture, verified by the file itself."""

import asyncio
import io
from typing import Any

import aiohttp
import pytest
from cast import Http, refused, registered, staff
from native.journey import Person, upload
from PIL import Image

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


async def issued(http: Http) -> tuple[Person, str, str]:
    """A person with a certificate: the person, the application's id, the certificate's."""
    (person,) = await registered(http)
    application = await person.apply("custody")
    await (await staff(http, "reviewer")).decide(application["application_id"])
    return person, application["application_id"], await person.wait_issued(application["application_id"])


async def verified(person: Person, pdf: bytes) -> dict[str, Any]:
    """What anybody is told about a file."""
    verdict: dict[str, Any] = await Person(person.session, holder=person.holder).call(
        "POST", "/api/verifications", data=upload("pdf", pdf, "证明信.pdf")
    )
    return verdict


async def successor_of(person: Person, certificate_id: str) -> dict[str, Any]:
    """The certificate that took another one's place."""
    for _ in range(600):
        listed = (await person.call("GET", "/api/me/certificates"))["items"]
        if listed[0]["certificate_id"] != certificate_id:
            newest: dict[str, Any] = listed[0]
            return newest
        await asyncio.sleep(0.05)
    raise AssertionError("never issued anew")


async def test_given_a_letter_made_anew_the_old_one_counts_no_more(http: Http) -> None:
    person, application_id, old_id = await issued(http)
    old = await person.download(old_id)
    assert (await verified(person, old))["status"] == "valid"
    assert (await verified(person, old + b"\n"))["issued"] is False
    reviewer = await staff(http, "reviewer")
    wanted = await reviewer.call(
        "POST", f"/api/staff/certificates/{old_id}/reissue", expect=202, json={"reason": "姓名更正"}
    )
    new = await successor_of(person, old_id)
    assert (new["certificate_id"], new["number"]) == (wanted["certificate_id"], wanted["number"])
    assert (await verified(person, old))["status"] == "superseded"
    assert (await verified(person, await person.download(new["certificate_id"])))["status"] == "valid"
    application = await person.call("GET", f"/api/me/applications/{application_id}")
    assert (application["state"], application["certificate_id"]) == ("issued", new["certificate_id"])

    await reviewer.call("POST", f"/api/staff/certificates/{new['certificate_id']}/revocation", json={"reason": "误发"})
    problem = await refused(person.download(new["certificate_id"]), 409, "certificate.certificate.revoked")
    assert "误发" in problem["detail"]
    (line,) = (await reviewer.call("GET", "/api/staff/certificates", params={"q": new["number"]}))["items"]
    assert (line["state"], line["state_label"], line["revocation"]["reason"]) == ("revoked", "已撤销", "误发")
    application = await person.call("GET", f"/api/me/applications/{application_id}")
    assert application["state_label"] == "已撤销"


async def test_given_a_phone_without_a_pdf_reader_the_page_is_a_picture(http: Http) -> None:
    person, _, certificate_id = await issued(http)
    path = f"/api/me/certificates/{certificate_id}/pages"
    headers = {"Authorization": f"Bearer {person.token}"}
    async with http.get(f"{path}/1.png", headers=headers) as answer:
        assert (answer.status, answer.content_type) == (200, "image/png")
        with Image.open(io.BytesIO(await answer.read()), formats=["PNG"]) as picture:
            assert picture.size == (910, 1287)
            red, green, blue = picture.getpixel((613, 696))
            assert (red > 180, green < 80, blue < 80) == (True, True, True), "the seal is on the picture"
    async with http.get(f"{path}/2.png", headers=headers) as answer:
        assert answer.status == 404


async def test_given_a_unit_its_letter_is_written_on_the_centres_form(http: Http) -> None:
    for suffix, magic in (("xlsx", b"PK"), ("xls", b"\xd0\xcf\x11\xe0")):
        async with http.get(f"/api/letter-template.{suffix}") as answer:
            assert answer.status == 200
            assert (await answer.read()).startswith(magic)
            assert "%E5%8D%95%E4%BD%8D%E4%BB%8B%E7%BB%8D%E4%BF%A1" in answer.headers["Content-Disposition"]


async def test_given_a_file_of_six_mebibytes_it_is_refused_with_its_own_code(http: Http) -> None:
    form = aiohttp.FormData()
    form.add_field("pdf", io.BytesIO(b"%PDF-" + bytes(6 * 1024 * 1024)), filename="a.pdf")
    async with http.post("/api/verifications", data=form) as answer:
        assert (answer.status, (await answer.json(content_type=None))["code"]) == (
            413,
            "certificate.verification.too_large",
        )
