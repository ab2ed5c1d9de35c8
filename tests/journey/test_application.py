"""Manual 3.2 and 3.3: what the register says, and asking for a certificate."""

import io
import zipfile
from typing import Any

import pytest
from cast import Http, refused, registered, staff
from native.journey import Person, upload
from native.people import introduction_letter
from PIL import Image

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

IN_ARREARS = "您的存档费处于欠费状态，不能开具证明信，需到人才中心缴纳后再申请开具！"
DISMISSED = "您已经从该单位离职，不能申请开具证明信，请联系人才中心办理档案转接业务"
PENDING = "相同类别的证明申请正在审核中，请等待审核完成后再申请"


async def eligibility(person: Person, certificate_type: str = "custody") -> dict[str, Any]:
    found: dict[str, Any] = await person.call(
        "GET", "/api/me/eligibility", params={"certificate_type": certificate_type}
    )
    return found


async def test_given_an_archive_its_facts_are_shown(http: Http) -> None:
    (person,) = await registered(http, archive_type="unit", fees_paid_until="2015-01", dismissed_on="2014-09-30")
    holder = person.holder
    shown = await person.call("GET", "/api/me/archive")
    expected = {
        "name": holder.name,
        "id_number": holder.id_number,
        "sex": holder.sex,
        "archive_type": "unit",
        "archive_type_label": "单位存档",
        "archive_number": holder.archive_number,
        "dismissed_on": "2014-09-30",
        "fees_paid_until": "2015-01",
    }
    assert {name: shown[name] for name in expected} == expected


async def test_there_are_two_types(http: Http) -> None:
    async with http.get("/api/certificate-types") as answer:
        items = (await answer.json())["items"]
    assert {item["certificate_type"]: item["label"] for item in items} == {
        "custody": "存档证明",
        "political_review": "政审证明",
    }


async def test_given_a_dismissed_person_applying_is_refused(http: Http) -> None:
    (person,) = await registered(http, archive_type="unit", dismissed_on="2014-09-30")
    before = await eligibility(person)
    assert before["eligible"] is False
    assert {check["code"]: check["message"] for check in before["checks"] if not check["ok"]} == {
        "certificate.application.dismissed_from_unit": DISMISSED
    }
    code = "certificate.application.dismissed_from_unit"
    await refused(person.apply("custody", introduction_letter()), 403, code, DISMISSED)


@pytest.mark.parametrize(("paid_until", "eligible"), [("2014-11", False), ("2014-12", True), ("", True)])
async def test_given_fees_paid_until_a_month(http: Http, paid_until: str, eligible: bool) -> None:
    (person,) = await registered(http, fees_paid_until=paid_until)
    before = await eligibility(person)
    assert before["eligible"] is eligible
    assert before["letter_required"] is False
    if eligible:
        assert (await person.apply("custody"))["state"] == "submitted"
    else:
        await refused(person.apply("custody"), 403, "certificate.application.fees_in_arrears", IN_ARREARS)


async def test_given_a_unit_in_arrears_only_the_person_pays_no_fees(http: Http) -> None:
    (person,) = await registered(http, archive_type="unit", fees_paid_until="2010-01")
    assert (await person.apply("custody", introduction_letter()))["state"] == "submitted"


async def test_given_a_unit_archive_the_letter_is_required_and_a_jpg(http: Http) -> None:
    (person,) = await registered(http, archive_type="unit")
    assert (await eligibility(person))["letter_required"] is True
    await refused(person.apply("custody"), 422, "certificate.letter.required")
    png, archive = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (400, 600), "white").save(png, "PNG")
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("letter.jpg", introduction_letter())
    for wrong in (png.getvalue(), archive.getvalue(), b"", b"<html>", introduction_letter()[:-20_000]):
        await refused(person.apply("custody", wrong), 422, "certificate.letter.not_jpeg")
    await refused(
        person.apply("custody", introduction_letter() + bytes(11 * 1024 * 1024)), 413, "certificate.letter.too_large"
    )
    assert (await person.call("GET", "/api/me/applications"))["items"] == []


async def test_given_no_letter_a_urlencoded_form_is_enough(http: Http) -> None:
    (person,) = await registered(http)
    application = await person.call(
        "POST", "/api/me/applications", 201, data={"certificate_type": "custody", "purpose": "购房"}
    )
    assert application["state_label"] == "待审核"


async def test_given_a_pending_application_another_of_its_type_is_refused(http: Http) -> None:
    (person,) = await registered(http)
    first = await person.apply("custody")
    assert first["submitted_at"].endswith("+08:00")
    await refused(person.apply("custody"), 409, "certificate.application.already_pending", PENDING)
    assert not (await eligibility(person))["eligible"]
    second = await person.apply("political_review")
    listed = (await person.call("GET", "/api/me/applications"))["items"]
    assert [item["application_id"] for item in listed] == [second["application_id"], first["application_id"]]


async def test_given_a_second_thought_it_is_withdrawn_and_another_may_follow(http: Http) -> None:
    (person,) = await registered(http)
    application = await person.apply("custody")
    path = f"/api/me/applications/{application['application_id']}"
    assert (await person.call("POST", f"{path}/withdrawal"))["state_label"] == "已撤回"
    await refused(person.call("POST", f"{path}/withdrawal"), 409, "certificate.application.wrong_state")
    reviewer = await staff(http, "reviewer")
    await refused(reviewer.decide(application["application_id"]), 409, "certificate.application.wrong_state")
    await person.apply("custody")


async def test_given_words_that_cannot_be_printed_they_are_refused_by_field(http: Http) -> None:
    (person,) = await registered(http)
    body = await refused(person.apply("custody", purpose="字" * 61), 422, "certificate.wording.too_long")
    assert [error["field"] for error in body["errors"]] == ["purpose"]
    await refused(person.apply("custody", receiver="某\x07局"), 422, "certificate.wording.unprintable")
    await refused(person.apply("custody", receiver="某\u202e局"), 422, "certificate.wording.unprintable")
    await refused(person.apply("diploma"), 422, "certificate.type.unknown")
    await refused(person.apply("custody", state="approved"), 422, "kernel.request.invalid")
    application = await person.apply("custody", purpose='<img src="/etc/passwd">&amp;=cmd', receiver="甲&乙")
    shown = await person.call("GET", f"/api/me/applications/{application['application_id']}")
    assert shown["purpose"] == '<img src="/etc/passwd">&amp;=cmd'


async def test_given_a_repeated_request_with_its_key_the_answer_is_the_same(http: Http) -> None:
    (person,) = await registered(http)
    headers = {"Authorization": f"Bearer {person.token}", "Idempotency-Key": person.holder.archive_number}

    async def send(**fields: str) -> tuple[int, dict[str, Any]]:
        async with http.post("/api/me/applications", data=fields, headers=headers) as answer:
            return answer.status, await answer.json()

    first = await send(certificate_type="custody")
    assert first[0] == 201
    assert await send(certificate_type="custody") == first
    assert (await send(certificate_type="political_review"))[0] == 409


async def test_a_body_that_is_too_large_for_any_letter_is_stopped_at_the_gateway(http: Http) -> None:
    (person,) = await registered(http)
    form = upload("letter", bytes(33 * 1024 * 1024), "letter.jpg")
    await refused(person.call("POST", "/api/me/applications", 201, data=form), 413, "gateway.body.too_large")
