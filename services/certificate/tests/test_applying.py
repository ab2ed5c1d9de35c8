"""Applying, listing, withdrawing and sending in again, through the API on real servers (manual 3.3, 3.4)."""

import asyncio
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from kernel.contracts.certificate import ApplicationResubmitted, ApplicationSubmitted, ApplicationWithdrawn
from kernel.testing import Bus

pytestmark = pytest.mark.servers

JpegOf = Callable[..., bytes]


async def test_the_types_are_listed_without_login(office: Any) -> None:
    reply = await office.ask("GET", "/api/certificate-types")
    assert reply.json == {
        "items": [
            {"certificate_type": "custody", "label": "存档证明"},
            {"certificate_type": "political_review", "label": "政审证明"},
        ]
    }


async def test_rules_are_checked_before_the_form_is_shown(office: Any) -> None:
    dismissed = office.person(archive_type="unit", dismissed_on=date(2020, 1, 1))
    reply = await office.ask("GET", "/api/me/eligibility?certificate_type=custody", dismissed.headers)
    assert reply.status == 200
    assert reply.json["eligible"] is False
    assert reply.json["letter_required"] is True
    refused = [check for check in reply.json["checks"] if not check["ok"]]
    assert refused == [
        {
            "code": "certificate.application.dismissed_from_unit",
            "ok": False,
            "message": "您已经从该单位离职，不能申请开具证明信，请联系人才中心办理档案转接业务",
        }
    ]
    fine = office.person()
    reply = await office.ask("GET", "/api/me/eligibility?certificate_type=custody", fine.headers)
    assert (reply.json["eligible"], reply.json["letter_required"]) == (True, False)
    await office.applied(fine)
    reply = await office.ask("GET", "/api/me/eligibility?certificate_type=custody", fine.headers)
    assert reply.json["eligible"] is False
    unknown = await office.ask("GET", "/api/me/eligibility?certificate_type=experience", fine.headers)
    assert unknown.refusal == (422, "certificate.type.unknown")


async def test_an_application_is_recorded_with_time_and_state(office: Any) -> None:
    person = office.person()
    reply = await office.apply(person, purpose="户口迁移", receiver="某派出所")
    assert reply.status == 201
    taken = reply.json
    assert (taken["state"], taken["state_label"], taken["label"]) == ("submitted", "待审核", "存档证明")
    assert taken["submitted_at"].endswith("+08:00")
    assert (taken["purpose"], taken["receiver"], taken["letter"]) == ("户口迁移", "某派出所", None)
    assert [step["state"] for step in taken["history"]] == ["submitted"]
    again = await office.ask("GET", f"/api/me/applications/{taken['application_id']}", person.headers)
    assert again.json == taken


async def test_a_submission_is_an_event(office: Any, bus: Bus) -> None:
    person = office.person()
    async with office.working():
        taken = await office.applied(person)
        event = await office.told(bus, ApplicationSubmitted, taken["application_id"])
    assert (event.person_id, event.certificate_type, event.version) == (person.person_id, "custody", 1)


async def test_arrears_and_dismissals_are_refused_with_the_manuals_words(office: Any) -> None:
    reply = await office.apply(office.person(fees_paid_until="2014-11"))
    assert reply.refusal == (403, "certificate.application.fees_in_arrears")
    assert reply.json["detail"] == "您的存档费处于欠费状态，不能开具证明信，需到人才中心缴纳后再申请开具！"
    reply = await office.apply(office.person(archive_type="unit", dismissed_on=date(2020, 1, 1)))
    assert reply.refusal == (403, "certificate.application.dismissed_from_unit")
    assert (await office.apply(office.person(fees_paid_until=None))).status == 201


async def test_no_second_application_of_a_type_while_one_is_pending(office: Any, jpeg_of: JpegOf) -> None:
    person = office.person()
    await office.applied(person)
    reply = await office.apply(person)
    assert reply.refusal == (409, "certificate.application.already_pending")
    assert reply.json["detail"] == "相同类别的证明申请正在审核中，请等待审核完成后再申请"
    assert (await office.apply(person, "political_review")).status == 201
    unit = office.person(archive_type="unit")
    await office.applied(unit, letter=jpeg_of())
    assert (await office.apply(unit)).refusal == (409, "certificate.application.already_pending")


async def test_of_parallel_applications_exactly_one_wins(office: Any) -> None:
    person = office.person()
    replies = await asyncio.gather(*(office.apply(person) for _ in range(5)))
    assert sorted(reply.status for reply in replies) == [201, 409, 409, 409, 409]
    assert {reply.json["code"] for reply in replies if reply.status == 409} == {
        "certificate.application.already_pending"
    }


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"state": "issued"}, "kernel.request.invalid"),
        ({"purpose": "长" * 61}, "certificate.wording.too_long"),
        ({"receiver": "派出所\u202e"}, "certificate.wording.unprintable"),
        ({"receiver": "派出所☎"}, "certificate.wording.unprintable"),
        ({"certificate_type": "experience"}, "certificate.type.unknown"),
    ],
)
async def test_what_the_form_does_not_know_or_cannot_print_is_refused(
    office: Any, form: dict[str, str], code: str
) -> None:
    reply = await office.apply(office.person(), **form)
    assert reply.refusal == (422, code)
    assert reply.json["errors"][0]["field"] == next(iter(form))


async def test_another_persons_application_is_not_there(office: Any) -> None:
    taken = await office.applied(office.person())
    other = office.person()
    path = f"/api/me/applications/{taken['application_id']}"
    for method, sub in (("GET", ""), ("POST", "/withdrawal"), ("POST", "/resubmission")):
        reply = await office.ask(method, path + sub, other.headers)
        assert reply.refusal == (404, "certificate.application.not_found")
    assert (await office.ask("GET", path)).refusal == (401, "kernel.token.invalid")
    assert (await office.ask("GET", path, office.reviewer())).status == 401


async def test_the_list_has_the_latest_first_and_pages(office: Any) -> None:
    person = office.person()
    taken = [await office.applied(person), await office.applied(person, "political_review")]
    for each in taken:
        await office.ask("POST", f"/api/me/applications/{each['application_id']}/withdrawal", person.headers)
    taken.append(await office.applied(person))
    seen: list[dict[str, Any]] = []
    asked: dict[str, Any] = {"limit": 2}
    while asked.get("cursor", "first page") is not None:
        reply = await office.ask("GET", "/api/me/applications", person.headers, params=asked)
        assert len(reply.json["items"]) <= 2
        seen += reply.json["items"]
        asked["cursor"] = reply.json["next_cursor"]
    assert [each["application_id"] for each in seen] == [each["application_id"] for each in reversed(taken)]
    assert [each["state_label"] for each in seen] == ["待审核", "已撤回", "已撤回"]
    bad = await office.ask("GET", "/api/me/applications?cursor=rubbish", person.headers)
    assert bad.refusal == (422, "kernel.cursor.invalid")


async def test_a_withdrawn_application_makes_room_for_another(office: Any, bus: Bus) -> None:
    person = office.person()
    async with office.working():
        taken = await office.applied(person)
        path = f"/api/me/applications/{taken['application_id']}/withdrawal"
        reply = await office.ask("POST", path, person.headers)
        assert (reply.status, reply.json["state_label"]) == (200, "已撤回")
        assert (await office.ask("POST", path, person.headers)).refusal == (409, "certificate.application.wrong_state")
        await office.applied(person)
        event = await office.told(bus, ApplicationWithdrawn, taken["application_id"])
    assert event.version == 2


async def test_a_rejected_application_is_corrected_and_sent_in_again(office: Any, bus: Bus, jpeg_of: JpegOf) -> None:
    person = office.person(archive_type="unit")
    taken = await office.applied(person, letter=jpeg_of(), purpose="入职")
    path = f"/api/me/applications/{taken['application_id']}"
    early = await office.ask("POST", f"{path}/resubmission", person.headers)
    assert early.refusal == (409, "certificate.application.wrong_state")
    await office.decide(
        taken["application_id"], decision="reject", reasons=["letter_unacceptable"], comment="请加盖公章"
    )
    rejected = (await office.ask("GET", path, person.headers)).json
    assert rejected["state_label"] == "审核未通过"
    assert rejected["rejection"]["reasons"][0]["label"] == "单位介绍信内容不合格"
    assert rejected["rejection"]["comment"] == "请加盖公章"
    assert rejected["rejection"]["rejected_at"].endswith("+08:00")
    async with office.working():
        form = office.form_with_letter(jpeg_of((300, 400)), {"receiver": "某单位"}, filename="改好的.jpg")
        reply = await office.ask("POST", f"{path}/resubmission", person.headers, data=form)
        assert reply.status == 200, reply.body
        event = await office.told(bus, ApplicationResubmitted, taken["application_id"])
    again = reply.json
    assert (again["state"], again["rejection"], again["purpose"], again["receiver"]) == (
        "submitted",
        None,
        "入职",
        "某单位",
    )
    assert again["letter"]["filename"] == "改好的.jpg"
    assert [step["state"] for step in again["history"]] == ["submitted", "rejected", "submitted"]
    assert event.version == 3


async def test_a_rejected_application_waits_while_a_newer_one_is_pending(office: Any) -> None:
    person = office.person()
    taken = await office.applied(person)
    await office.decide(taken["application_id"], decision="reject", comment="不行")
    await office.applied(person)
    path = f"/api/me/applications/{taken['application_id']}/resubmission"
    reply = await office.ask("POST", path, person.headers, data={"purpose": "入职"})
    assert reply.refusal == (409, "certificate.application.already_pending")


async def test_of_parallel_resubmissions_exactly_one_wins(office: Any) -> None:
    person = office.person()
    taken = await office.applied(person)
    await office.decide(taken["application_id"], decision="reject", comment="不行")
    path = f"/api/me/applications/{taken['application_id']}/resubmission"
    replies = await asyncio.gather(
        *(office.ask("POST", path, person.headers, data={"purpose": "入职"}) for _ in range(4))
    )
    assert sorted(reply.status for reply in replies) == [200, 409, 409, 409]


async def test_what_is_sent_empty_is_taken_away_and_what_is_not_sent_stays(office: Any) -> None:
    person = office.person()
    taken = await office.applied(person, purpose="入职", receiver="某单位")
    await office.decide(taken["application_id"], decision="reject", reasons=["purpose_unclear"])
    path = f"/api/me/applications/{taken['application_id']}/resubmission"
    unknown = await office.ask("POST", path, person.headers, data={"certificate_type": "custody"})
    assert unknown.refusal == (422, "kernel.request.invalid")
    reply = await office.ask("POST", path, person.headers, data={"purpose": ""})
    assert (reply.status, reply.json["purpose"], reply.json["receiver"]) == (200, None, "某单位")


async def test_archive_away_is_said_and_nothing_is_done(office: Any) -> None:
    person = office.person()
    office.register.away = True
    try:
        reply = await office.apply(person)
    finally:
        office.register.away = False
    assert reply.refusal == (503, "kernel.dependency.away")
    assert int(reply.headers["Retry-After"]) > 0
    assert (await office.ask("GET", "/api/me/applications", person.headers)).json["items"] == []


async def test_a_record_gone_from_the_register_is_refused(office: Any) -> None:
    person = office.person()
    del office.register.records[person.record_id]
    assert (await office.apply(person)).refusal == (409, "certificate.record.not_in_register")


async def test_nothing_personal_is_stored_in_clear(office: Any) -> None:
    person = office.person(name="独孤求败")
    taken = await office.applied(person, purpose="迁往华山", receiver="华山派出所")
    await office.decide(taken["application_id"], decision="reject", comment="请独孤先生重新提交")
    for table in ("application", "application_history", "audit", "outbox"):
        for row in await office.rows(f"SELECT * FROM {table}"):  # noqa: S608 - names of our own
            stored = repr(tuple(row.values()))
            assert not any(secret in stored for secret in ("独孤", "华山", "11010519491231002X"))
