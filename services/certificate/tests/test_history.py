"""The history of an application over rejections and resubmissions (R17, R19, B8)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from kernel.contracts.certificate import ApplicationResubmitted, ApplicationWithdrawn
from kernel.testing import Bus

pytestmark = pytest.mark.servers


async def mine(office: Any, person: Any, application_id: str) -> dict[str, Any]:
    reply = await office.ask("GET", f"/api/me/applications/{application_id}", person.headers)
    assert reply.status == 200
    answer: dict[str, Any] = reply.json
    return answer


async def resubmit(office: Any, person: Any, application_id: str, data: Any = None) -> Any:
    return await office.ask("POST", f"/api/me/applications/{application_id}/resubmission", person.headers, data=data)


async def test_rejected_twice_and_corrected_twice(office: Any, bus: Bus, jpeg_of: Callable[..., bytes]) -> None:
    person = office.person(archive_type="unit")
    taken = (await office.apply(person, letter=jpeg_of(), purpose="入职")).json
    application_id = taken["application_id"]
    await office.decide(application_id, decision="reject", reasons=["letter_unacceptable"], comment="请加盖公章")
    rejected = await mine(office, person, application_id)
    assert rejected["state_label"] == "审核未通过"
    assert rejected["rejection"] == {
        "reasons": [{"code": "letter_unacceptable", "label": "单位介绍信内容不合格", "field": "letter"}],
        "comment": "请加盖公章",
        "rejected_at": rejected["history"][-1]["at"],
    }
    async with office.working():
        letter = office.form_with_letter(jpeg_of((300, 400)), {}, filename="加盖公章.jpg")
        first = await resubmit(office, person, application_id, letter)
        assert (first.status, first.json["rejection"]) == (200, None)
        await office.decide(application_id, decision="reject", version=3, reasons=["purpose_unclear"])
        second = await resubmit(office, person, application_id, {"purpose": "办理入职", "receiver": "某单位"})
        assert second.status == 200, second.body
        assert (await office.decide(application_id, version=5)).status == 200
        events = await bus.heard(ApplicationResubmitted, count=2)
    assert [each.version for each in events if str(each.application_id) == application_id] == [3, 5]
    shown = await mine(office, person, application_id)
    assert [(step["version"], step["state"], step["changed"]) for step in shown["history"]] == [
        (1, "submitted", []),
        (2, "rejected", []),
        (3, "submitted", ["letter"]),
        (4, "rejected", []),
        (5, "submitted", ["purpose", "receiver"]),
        (6, "approved", []),
    ]
    assert [reason["code"] for step in shown["history"] for reason in step["reasons"]] == [
        "letter_unacceptable",
        "purpose_unclear",
    ]
    assert (shown["letter"]["filename"], shown["purpose"]) == ("加盖公章.jpg", "办理入职")
    assert all("actor" not in step for step in shown["history"])
    letters = await office.rows(
        "SELECT letter_key FROM application_history WHERE application_id = $1::uuid AND letter_key IS NOT NULL"
        " ORDER BY version",
        application_id,
    )
    keys = [row["letter_key"] for row in letters]
    assert (len(keys), keys[0] != keys[1], keys[1] == keys[2]) == (3, True, True)


async def test_the_latest_submission_time_is_the_one_shown(office: Any) -> None:
    person = office.person()
    application_id = (await office.applied(person))["application_id"]
    await office.rows(
        "UPDATE application_history SET at = '2026-01-02T00:00:00Z' WHERE application_id = $1::uuid", application_id
    )
    await office.rows(
        "UPDATE application SET submitted_at = '2026-01-02T00:00:00Z' WHERE id = $1::uuid", application_id
    )
    await office.decide(application_id, decision="reject", comment="不行")
    again = (await resubmit(office, person, application_id, {"purpose": "入职"})).json
    assert again["submitted_at"] > "2026-01-03"
    assert again["history"][0]["at"] == "2026-01-02T08:00:00+08:00"
    assert again["history"][-1]["at"] == again["submitted_at"]
    listed = (await office.ask("GET", "/api/me/applications", person.headers)).json["items"]
    assert [item["submitted_at"] for item in listed] == [again["submitted_at"]]
    [line] = (await office.ask("GET", f"/api/staff/applications?q={application_id}", office.reviewer())).json["items"]
    assert (line["waiting_since"], line["version"]) == (again["submitted_at"], 3)


async def test_what_the_register_corrected_meanwhile_is_named(office: Any) -> None:
    person = office.person()
    application_id = (await office.applied(person))["application_id"]
    await office.decide(application_id, decision="reject", reasons=["record_wrong"])
    office.register.records[person.record_id] = replace(
        office.register.records[person.record_id], archive_number="7", fees_paid_until="2028-01", version=2
    )
    again = (await resubmit(office, person, application_id)).json
    assert again["history"][-1]["changed"] == ["archive_number", "fees_paid_until"]
    opened = await office.ask("GET", f"/api/staff/applications/{application_id}", office.reviewer())
    assert (opened.json["differences"], opened.json["snapshot"]["archive_number"]) == ([], "7")
    assert opened.json["history"][-1]["changed"] == ["archive_number", "fees_paid_until"]
    assert [step["actor"] for step in opened.json["history"]] == ["person", "staff:reviewer", "person"]


async def test_the_same_picture_sent_again_is_no_change(office: Any, jpeg_of: Callable[..., bytes]) -> None:
    person = office.person(archive_type="unit")
    application_id = (await office.apply(person, letter=jpeg_of())).json["application_id"]
    await office.decide(application_id, decision="reject", reasons=["letter_unreadable"])
    again = await resubmit(office, person, application_id, office.form_with_letter(jpeg_of(), {}))
    assert again.json["history"][-1]["changed"] == []


async def test_the_rules_hold_for_a_resubmission_too(office: Any) -> None:
    for facts, code in (
        ({"fees_paid_until": "2014-11"}, "certificate.application.fees_in_arrears"),
        ({"archive_type": "unit"}, "certificate.letter.required"),
    ):
        person = office.person()
        application_id = (await office.applied(person))["application_id"]
        await office.decide(application_id, decision="reject", comment="不行")
        office.register.records[person.record_id] = replace(
            office.register.records[person.record_id], version=2, **facts
        )
        assert (await resubmit(office, person, application_id)).json["code"] == code
        assert (await mine(office, person, application_id))["state"] == "rejected"


async def test_a_withdrawal_ends_an_application_for_good(office: Any, bus: Bus) -> None:
    person = office.person()
    application_id = (await office.applied(person))["application_id"]
    await office.decide(application_id, decision="reject", comment="不行")
    path = f"/api/me/applications/{application_id}/withdrawal"
    rejected = await office.ask("POST", path, person.headers)
    assert rejected.refusal == (409, "certificate.application.wrong_state")
    assert rejected.json["detail"] == "申请当前状态为“审核未通过”，不能进行此操作"
    await resubmit(office, person, application_id, {"purpose": "入职"})
    async with office.working():
        withdrawn = await office.ask("POST", path, person.headers)
        assert (withdrawn.status, withdrawn.json["state_label"]) == (200, "已撤回")
        event = await office.told(bus, ApplicationWithdrawn, application_id)
    assert event.version == 4
    assert [step["state"] for step in withdrawn.json["history"]] == ["submitted", "rejected", "submitted", "withdrawn"]
    for reply in (
        await office.ask("POST", path, person.headers),
        await resubmit(office, person, application_id),
        await office.decide(application_id, version=4),
    ):
        assert reply.refusal == (409, "certificate.application.wrong_state")


async def test_without_any_field_it_is_sent_in_again_only_when_the_record_was_corrected(
    office: Any, facts_of: Callable[..., Any], jpeg_of: Callable[..., bytes]
) -> None:
    person = office.person(archive_type="unit", fees_paid_until=None)
    letter = jpeg_of()
    application_id = (await office.apply(person, letter=letter, purpose="入职")).json["application_id"]
    unchanged = await resubmit(office, person, application_id)
    assert unchanged.refusal == (409, "certificate.application.wrong_state")
    for version in (1, 3):
        await office.decide(application_id, decision="reject", version=version, reasons=["record_wrong"])
        for nothing in (None, {"purpose": "入职", "receiver": ""}, office.form_with_letter(b"", {}, filename="")):
            unchanged = await resubmit(office, person, application_id, nothing)
            assert unchanged.refusal == (422, "certificate.resubmission.nothing_changed")
        again = office.form_with_letter(letter, {}) if version == 1 else {"purpose": "入职手续"}
        assert (await resubmit(office, person, application_id, again)).status == 200
    await office.decide(application_id, decision="reject", version=5, reasons=["record_wrong"])
    office.register.records[person.record_id] = facts_of(
        archive_type="unit", fees_paid_until=None, archive_number="7", version=2
    )
    corrected = await resubmit(office, person, application_id)
    assert (corrected.status, corrected.json["history"][-1]["changed"]) == (200, ["archive_number"])
