"""``Idempotency-Key`` on applications and decisions: a request that is sent again has one effect and one answer."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

pytestmark = pytest.mark.servers


async def apply(office: Any, person: Any, key: str, **fields: str) -> Any:
    data = {"certificate_type": "custody"} | fields
    return await office.ask("POST", "/api/me/applications", person.headers | {"Idempotency-Key": key}, data=data)


async def test_an_application_sent_again_is_the_same_application(office: Any) -> None:
    person, key = office.person(), str(uuid4())
    first = await apply(office, person, key, purpose="入职")
    assert first.status == 201
    again = await apply(office, person, key, purpose="入职")
    assert (again.status, again.json) == (201, first.json)
    other = await apply(office, person, key, purpose="离职")
    assert other.refusal == (409, "kernel.idempotency.key_reused")
    without = await office.apply(person)
    assert without.refusal == (409, "certificate.application.already_pending")


async def test_a_letter_sent_again_in_another_envelope_is_the_same(office: Any, jpeg_of: Any) -> None:
    person, key = office.person(archive_type="unit"), str(uuid4())
    headers = person.headers | {"Idempotency-Key": key}
    replies = [
        await office.ask(
            "POST",
            "/api/me/applications",
            headers,
            data=office.form_with_letter(jpeg_of(size), {"certificate_type": "custody"}),
        )
        for size in ((60, 80), (60, 80), (60, 90))
    ]
    assert [reply.status for reply in replies] == [201, 201, 409]
    assert replies[0].json == replies[1].json


async def test_sent_many_times_at_once_there_is_one_application(office: Any) -> None:
    person, key = office.person(), str(uuid4())
    replies = await asyncio.gather(*(apply(office, person, key) for _ in range(6)))
    assert [reply.status for reply in replies] == [201] * 6
    assert len({reply.body for reply in replies}) == 1
    rows = await office.rows("SELECT 1 FROM application WHERE person_id = $1", person.person_id)
    assert len(rows) == 1


async def test_a_refused_application_may_be_sent_with_its_key_once_the_reason_is_gone(office: Any) -> None:
    person, key = office.person(), str(uuid4())
    office.register.away = True
    try:
        assert (await apply(office, person, key)).refusal == (503, "kernel.dependency.away")
    finally:
        office.register.away = False
    assert (await apply(office, person, key)).status == 201


async def test_a_decision_sent_again_is_one_decision(office: Any) -> None:
    taken = await office.applied(office.person())
    headers = office.reviewer() | {"Idempotency-Key": "decision-1"}
    first = await office.decide(taken["application_id"], headers)
    again = await office.decide(taken["application_id"], headers)
    assert (first.status, again.status, again.json) == (200, 200, first.json)
    other = await office.decide(taken["application_id"], headers, decision="reject", comment="不行")
    assert other.refusal == (409, "kernel.idempotency.key_reused")
    rows = await office.rows("SELECT 1 FROM certificate WHERE application_id = $1::uuid", taken["application_id"])
    assert len(rows) == 1
