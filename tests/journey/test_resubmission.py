"""Manual 3.4 and 3.5: where an application stands, correcting it, and the certificate."""

import asyncio
import hashlib
from typing import Any

import pytest
from cast import Http, refused, registered, staff
from native.journey import Client, Member
from native.people import introduction_letter

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


async def test_given_a_rejected_letter_a_new_one_is_sent_in_and_approved(http: Http) -> None:
    (person,) = await registered(http, archive_type="unit")
    reviewer = await staff(http, "reviewer")
    first = await person.apply("custody", introduction_letter("草稿"), purpose="入职")
    path = f"/api/me/applications/{first['application_id']}"
    await reviewer.decide(first["application_id"], "reject", reasons=["letter_unacceptable"], comment="请盖章")
    rejected = await person.call("GET", path)
    assert rejected["state_label"] == "审核未通过"
    (reason,) = rejected["rejection"]["reasons"]
    assert (reason["label"], reason["field"]) == ("单位介绍信内容不合格", "letter")
    assert rejected["rejection"]["rejected_at"].endswith("+08:00")
    assert rejected["letter"]["filename"] == "单位介绍信.jpg"

    nothing = person.resubmit(first["application_id"])
    await refused(nothing, 422, "certificate.resubmission.nothing_changed")
    as_json = person.call("POST", f"{path}/resubmission", json={"purpose": "转正"})
    await refused(as_json, 422, "kernel.request.not_a_form")
    await refused(person.resubmit(first["application_id"], b"no picture"), 422, "certificate.letter.not_jpeg")
    again = await person.resubmit(first["application_id"], introduction_letter())
    assert again["state_label"] == "待审核"
    assert again["submitted_at"] >= rejected["rejection"]["rejected_at"]
    shown = await person.call("GET", path)
    assert shown["rejection"] is None
    assert shown["purpose"] == "入职", "what was not changed stays"
    assert [step["state"] for step in shown["history"]] == ["submitted", "rejected", "submitted"]
    await refused(person.resubmit(first["application_id"]), 409, "certificate.application.wrong_state")

    await reviewer.decide(first["application_id"])
    certificate_id = await person.wait_issued(first["application_id"])
    assert (await person.call("GET", path))["state_label"] == "已完成"
    assert (await person.download(certificate_id)).startswith(b"%PDF")


async def test_given_a_decision_in_between_two_types_do_not_disturb_each_other(http: Http) -> None:
    (person,) = await registered(http)
    reviewer = await staff(http, "reviewer")
    custody = await person.apply("custody")
    review = await person.apply("political_review")
    await reviewer.decide(custody["application_id"], "reject", comment="用途填写不清楚")
    await refused(
        reviewer.decide(review["application_id"], archive_checked=False),
        422,
        "certificate.decision.archive_not_checked",
    )
    await reviewer.decide(review["application_id"])
    await person.wait_issued(review["application_id"])
    labels = {
        item["label"]: item["state_label"] for item in (await person.call("GET", "/api/me/applications"))["items"]
    }
    assert labels == {"存档证明": "审核未通过", "政审证明": "已完成"}


async def test_given_a_certificate_it_is_listed_and_downloaded_as_a_file(http: Http) -> None:
    (person,) = await registered(http)
    application = await person.apply("custody")
    await (await staff(http, "reviewer")).decide(application["application_id"])
    certificate_id = await person.wait_issued(application["application_id"])
    (listed,) = (await person.call("GET", "/api/me/certificates"))["items"]
    assert listed["certificate_id"] == certificate_id
    assert listed["label"] == "存档证明"
    assert listed["display_number"] == f"证信〔{listed['number'][3:7]}〕{listed['number'][8:]}号"
    assert listed["state"] == "issued"
    headers = {"Authorization": f"Bearer {person.token}"}
    path = f"/api/me/certificates/{certificate_id}/pdf"
    async with http.get(path, headers=headers) as answer:
        pdf = await answer.read()
        tag = answer.headers["ETag"]
        assert answer.content_type == "application/pdf"
        assert tag.strip('"') == hashlib.sha256(pdf).hexdigest()
        assert "filename*=UTF-8''%E5%AD%98%E6%A1%A3%E8%AF%81%E6%98%8E" in answer.headers["Content-Disposition"]
    async with http.get(path, headers=headers | {"If-None-Match": tag}) as answer:
        assert answer.status == 304
    async with http.head(path, headers=headers) as answer:
        assert (answer.status, answer.headers["ETag"], await answer.read()) == (200, tag, b"")


async def test_given_another_persons_application_it_does_not_exist(http: Http) -> None:
    owner, stranger = await registered(http, 2, archive_type="unit")
    application = await owner.apply("custody", introduction_letter())
    missing = (404, "certificate.application.not_found")
    await refused(stranger.resubmit(application["application_id"], introduction_letter()), *missing)
    await refused(stranger.call("GET", f"/api/me/applications/{application['application_id']}"), *missing)
    await refused(stranger.call("GET", "/api/me/applications/7"), *missing)
    await refused(stranger.call("GET", "/api/me/application"), 404, "kernel.path.not_found")
    await refused(stranger.call("PUT", "/api/me/applications"), 405, "kernel.method.not_allowed")
    await refused(Client(http).call("GET", "/api/me/applications"), 401, "gateway.token.missing")
    await refused(Client(http, "x").call("GET", "/api/me/applications"), 401, "gateway.token.invalid")


async def test_pages_of_a_list_follow_each_other(http: Http) -> None:
    (person,) = await registered(http)
    for _ in range(3):
        application = await person.apply("custody")
        await person.call("POST", f"/api/me/applications/{application['application_id']}/withdrawal")
    seen: list[str] = []
    query: dict[str, str] = {"limit": "2"}
    while True:
        page = await person.call("GET", "/api/me/applications", params=query)
        seen += [item["submitted_at"] for item in page["items"]]
        if page["next_cursor"] is None:
            break
        query["cursor"] = page["next_cursor"]
    assert len(seen) == 3
    assert seen == sorted(seen, reverse=True)
    await refused(person.call("GET", "/api/me/applications?cursor=x"), 422, "kernel.cursor.invalid")
    await refused(person.call("GET", "/api/me/applications?limit=101"), 422, "kernel.request.invalid")


async def test_given_a_name_that_no_font_can_print_staff_read_which_character_it_is(http: Http) -> None:
    (person,) = await registered(http, name="李\U00031359")
    reviewer = await staff(http, "reviewer")
    application_id = (await person.apply("custody"))["application_id"]
    await reviewer.decide(application_id)
    unsigned = (await _given_up(reviewer, application_id))["certificate"]
    assert unsigned["signing_error_message"] == "字符“\U00031359”（U+31359）没有可用的字形，无法签发"
    shown = await person.call("GET", f"/api/me/applications/{application_id}")
    assert "U+31359" not in str(shown), "words for the staff"


async def _given_up(reviewer: Member, application_id: str) -> dict[str, Any]:
    """The application as staff see it when its letter turned out to be impossible."""
    for _ in range(200):
        seen: dict[str, Any] = await reviewer.call("GET", f"/api/staff/applications/{application_id}")
        if seen["certificate"]["signing_error"]:
            return seen
        await asyncio.sleep(0.05)
    raise AssertionError("no failure was shown")


async def test_given_a_letter_that_no_font_can_print_it_is_sent_back_corrected_and_issued(http: Http) -> None:
    (person,) = await registered(http)
    reviewer = await staff(http, "reviewer")
    await refused(person.apply("custody", receiver="派出所😀"), 422, "certificate.wording.unprintable")
    application_id = (await person.apply("custody", receiver="市\U00031359局"))["application_id"]
    await reviewer.decide(application_id)
    seen = await _given_up(reviewer, application_id)
    assert seen["certificate"]["signing_error"] == "signing.glyph.missing"
    assert "“\U00031359”（U+31359）" in seen["certificate"]["signing_error_message"]
    await reviewer.decide(application_id, "reject", reasons=["receiver_unclear"])
    await person.call("POST", f"/api/me/applications/{application_id}/resubmission", data={"receiver": "市公安局"})
    await reviewer.decide(application_id)
    await person.wait_issued(application_id)
    (certificate,) = (await person.call("GET", "/api/me/certificates"))["items"]
    assert certificate["number"] != seen["certificate"]["number"]
    assert f"/verify/{certificate['number']}?c=" in certificate["verify_url"]
