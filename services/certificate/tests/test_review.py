"""The review through the API (R17, B9, B10, B12)."""

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from certificate.domain.archive_facts import Facts
from kernel.contracts.certificate import ApplicationApproved, ApplicationRejected
from kernel.sealed import BlindIndex
from kernel.testing import Bus
from pydantic import SecretStr

pytestmark = pytest.mark.servers


async def test_an_approval_sends_the_sealed_letter_to_signing(office: Any, bus: Bus) -> None:
    person = office.person()
    taken = await office.applied(person, purpose="户口迁移")
    async with office.working():
        reply = await office.decide(taken["application_id"])
        assert (reply.status, reply.json["state"], reply.json["version"]) == (200, "approved", 2)
        event = await office.told(bus, ApplicationApproved, taken["application_id"])
    assert str(event.application_id) == taken["application_id"]
    assert "冯海峰" not in event.model_dump_json()
    letter = bus.sealer.open(event, event.facts)
    assert letter["number"] == event.number
    assert letter["display_number"].startswith("证信〔20")
    assert (letter["name"], letter["id_number"], letter["sex"]) == ("冯海峰", "11010519491231002X", "男")
    assert (letter["archive_type"], letter["archive_number"]) == ("individual", "220752019523")
    assert (letter["purpose"], letter["receiver"]) == ("户口迁移", None)
    assert len(letter["check_code"]) == 12
    assert len(letter["issued_on"]) == 10
    mine = await office.ask("GET", f"/api/me/applications/{taken['application_id']}", person.headers)
    assert (mine.json["state_label"], mine.json["certificate_id"]) == ("审核通过，正在签发", None)


async def test_a_rejection_carries_its_reasons(office: Any, bus: Bus) -> None:
    taken = await office.applied(office.person())
    path = taken["application_id"]
    assert (await office.decide(path, decision="reject")).refusal == (422, "certificate.decision.reason_required")
    unknown = await office.decide(path, decision="reject", reasons=["whatever"])
    assert unknown.refusal == (422, "certificate.decision.reason_unknown")
    async with office.working():
        reply = await office.decide(path, decision="reject", reasons=["letter_unacceptable"])
        assert (reply.status, reply.json["state_label"]) == (200, "审核未通过")
        event = await office.told(bus, ApplicationRejected, taken["application_id"])
    assert event.reasons == ("letter_unacceptable",)


async def test_deciding_twice_or_on_a_stale_version_is_refused(office: Any) -> None:
    taken = await office.applied(office.person())
    stale = await office.decide(taken["application_id"], version=7)
    assert stale.refusal == (409, "certificate.application.version_conflict")
    assert (await office.decide(taken["application_id"])).status == 200
    again = await office.decide(taken["application_id"])
    assert again.refusal == (409, "certificate.application.already_decided")
    missing = await office.decide(str(uuid4()))
    assert missing.refusal == (404, "certificate.application.not_found")


async def test_of_parallel_decisions_exactly_one_wins(office: Any) -> None:
    taken = await office.applied(office.person())
    replies = await asyncio.gather(
        *(office.decide(taken["application_id"]) for _ in range(3)),
        *(office.decide(taken["application_id"], decision="reject", comment="不行") for _ in range(3)),
    )
    assert sorted(reply.status for reply in replies) == [200, 409, 409, 409, 409, 409]
    history = await office.rows(
        "SELECT state FROM application_history WHERE application_id = $1::uuid ORDER BY version",
        taken["application_id"],
    )
    assert len(history) == 2
    certificates = await office.rows(
        "SELECT 1 FROM certificate WHERE application_id = $1::uuid", taken["application_id"]
    )
    assert len(certificates) == (history[1]["state"] == "approved")


async def test_nobody_decides_on_their_own_application(office: Any) -> None:
    taken = await office.applied(office.person())
    index = BlindIndex(SecretStr(office.lab.index_key)).of("id_number", "11010519491231002X").hex()
    reply = await office.decide(taken["application_id"], office.reviewer(idx=index))
    assert reply.refusal == (403, "certificate.decision.own_application")
    assert (await office.decide(taken["application_id"], office.reviewer(idx="00" * 32))).status == 200


async def test_without_the_role_nothing_is_shown_or_decided(office: Any) -> None:
    taken = await office.applied(office.person())
    clerk = office.lab.tokens.staff("clerk")
    assert (await office.decide(taken["application_id"], clerk)).refusal == (403, "kernel.role.missing")
    one = f"/api/staff/applications/{taken['application_id']}"
    for path in ("/api/staff/applications", one, f"{one}/letter", "/api/staff/rejection-reasons"):
        assert (await office.ask("GET", path, clerk)).status == 403
        assert (await office.ask("GET", path, office.person().headers)).status == 401
    assert (await office.decide(taken["application_id"], office.lab.tokens.staff("admin"))).status == 200


async def test_a_political_review_needs_the_tick(office: Any) -> None:
    taken = await office.applied(office.person(), "political_review")
    reply = await office.decide(taken["application_id"])
    assert reply.refusal == (422, "certificate.decision.archive_not_checked")
    assert reply.json["detail"] == "审核通过政审证明须确认“已查阅档案，未见异常记载”"
    assert (await office.decide(taken["application_id"], archive_checked=True)).status == 200


async def test_an_unknown_field_in_a_decision_is_refused(office: Any) -> None:
    taken = await office.applied(office.person())
    assert (await office.decide(taken["application_id"], reviewer="me")).refusal == (422, "kernel.request.invalid")


async def test_the_reviewer_sees_what_moved_on_in_the_register(
    office: Any, bus: Bus, facts_of: Callable[..., Facts]
) -> None:
    person = office.person(fees_paid_until=None)
    taken = await office.applied(person)
    office.register.records[person.record_id] = facts_of(archive_number="7", fees_paid_until=None, version=2)
    reply = await office.ask("GET", f"/api/staff/applications/{taken['application_id']}", office.reviewer())
    assert reply.status == 200
    opened = reply.json
    assert (opened["snapshot"]["archive_number"], opened["record"]["archive_number"]) == ("220752019523", "7")
    assert opened["differences"] == [{"field": "archive_number", "submitted": "220752019523", "current": "7"}]
    assert opened["notices"] == ["缴费截止时间未登记"]
    assert (opened["version"], opened["claimed_by"], opened["certificate"]) == (1, None, None)
    assert opened["history"][0]["actor"] == "person"
    audited = await office.rows(
        "SELECT actor FROM audit WHERE action = 'application.opened' AND object_id = $1::uuid", taken["application_id"]
    )
    assert [row["actor"] for row in audited] == ["staff:reviewer"]
    async with office.working():
        await office.decide(taken["application_id"])
        event = await office.told(bus, ApplicationApproved, taken["application_id"])
    assert bus.sealer.open(event, event.facts)["archive_number"] == "7"


async def test_a_record_gone_from_the_register_is_shown_and_cannot_be_approved(office: Any) -> None:
    person = office.person()
    taken = await office.applied(person)
    del office.register.records[person.record_id]
    opened = await office.ask("GET", f"/api/staff/applications/{taken['application_id']}", office.reviewer())
    assert opened.json["record"] is None
    refused = await office.decide(taken["application_id"])
    assert refused.refusal == (409, "certificate.record.not_in_register")
    assert (await office.decide(taken["application_id"], decision="reject", reasons=["record_wrong"])).status == 200


async def test_archive_away_lets_an_approval_wait(office: Any) -> None:
    taken = await office.applied(office.person())
    office.register.away = True
    try:
        assert (await office.decide(taken["application_id"])).refusal == (503, "kernel.dependency.away")
    finally:
        office.register.away = False
    assert (await office.decide(taken["application_id"])).status == 200


async def test_the_list_is_filtered_masked_and_says_since_when_people_wait(office: Any) -> None:
    person = office.person()
    custody = await office.applied(person)
    review = await office.applied(person, "political_review")
    await office.decide(review["application_id"], decision="reject", comment="不行")

    async def listed(query: str) -> list[dict[str, Any]]:
        reply = await office.ask("GET", f"/api/staff/applications?limit=100&{query}", office.reviewer())
        assert reply.status == 200, reply.body
        mine = {custody["application_id"], review["application_id"]}
        return [item for item in reply.json["items"] if item["application_id"] in mine]

    [waiting] = await listed("state=submitted&certificate_type=custody")
    assert (waiting["holder_masked"], waiting["version"], waiting["claimed_by"]) == ("冯**", 1, None)
    assert waiting["waiting_since"] == waiting["submitted_at"]
    [decided] = await listed("state=rejected")
    assert decided["waiting_since"] is None
    assert [each["application_id"] for each in await listed("")] == [
        review["application_id"],
        custody["application_id"],
    ]
    assert [each["application_id"] for each in await listed("sort=oldest")][:1] in ([], [custody["application_id"]])
    wrong = await office.ask("GET", "/api/staff/applications?certificate_type=experience", office.reviewer())
    assert wrong.refusal == (422, "certificate.type.unknown")


async def test_rejection_reasons_are_listed(office: Any) -> None:
    reply = await office.ask("GET", "/api/staff/rejection-reasons", office.reviewer())
    assert reply.json["items"][0] == {
        "code": "letter_unacceptable",
        "label": "单位介绍信内容不合格",
        "field": "letter",
    }
