"""An account is closed: what its person leaves behind. On real servers."""

from typing import Any
from uuid import UUID

import pytest
from kernel.clock import now
from kernel.contracts.certificate import ApplicationWithdrawn, CertificateIssued
from kernel.contracts.identity import AccountClosed
from kernel.testing import Bus

pytestmark = [pytest.mark.servers, pytest.mark.usefixtures("signer")]


async def close(office: Any, bus: Bus, person_id: UUID) -> None:
    event = AccountClosed(person_id=person_id, closed_at=now())
    await bus.publish(event, times=2)
    await office.until("SELECT 1 FROM closed_account WHERE person_id = $1", person_id, rows=1)


async def state_of(office: Any, application_id: Any) -> str:
    [row] = await office.rows("SELECT state FROM application WHERE id = $1", UUID(str(application_id)))
    return str(row["state"])


async def test_what_waits_is_withdrawn_and_told_once(office: Any, bus: Bus) -> None:
    person, other = office.person(), office.person()
    waiting = (await office.applied(person))["application_id"]
    returned = (await office.applied(person, "political_review"))["application_id"]
    await office.decide(returned, decision="reject", comment="请补充")
    untouched = (await office.applied(other))["application_id"]
    await close(office, bus, person.person_id)
    for application_id in (waiting, returned):
        assert await state_of(office, application_id) == "withdrawn"
        await office.told(bus, ApplicationWithdrawn, application_id)
        rows = await office.rows(
            "SELECT actor FROM audit WHERE object_id = $1::uuid AND action = 'application.withdrawn'", application_id
        )
        assert [row["actor"] for row in rows] == [f"person:{person.person_id}"]
    assert await state_of(office, untouched) == "submitted"
    rows = await office.rows("SELECT action FROM audit WHERE object_id = $1", person.person_id)
    assert [row["action"] for row in rows] == ["person.account_closed"]
    assert (await office.decide(waiting)).refusal == (409, "certificate.application.wrong_state")


async def test_what_is_approved_goes_on(office: Any, signer: Any, bus: Bus) -> None:
    person = office.person()
    wanted = await signer.approved(person)
    await close(office, bus, person.person_id)
    assert await state_of(office, wanted.application_id) == "approved"
    await bus.publish(await signer.completed(wanted))
    await office.told(bus, CertificateIssued, str(wanted.application_id))


async def test_what_came_in_at_the_same_moment_is_not_approved(office: Any, bus: Bus) -> None:
    person = office.person()
    await close(office, bus, person.person_id)
    late = (await office.applied(person))["application_id"]
    assert (await office.decide(late)).refusal == (409, "certificate.application.account_closed")
    assert await state_of(office, late) == "submitted"
    assert (await office.decide(late, decision="reject", comment="已注销")).status == 200


async def test_their_person_does_not_withdraw_what_was_sent_back(office: Any) -> None:
    person = office.person()
    returned = (await office.applied(person))["application_id"]
    await office.decide(returned, decision="reject", comment="请补充")
    reply = await office.ask("POST", f"/api/me/applications/{returned}/withdrawal", person.headers)
    assert reply.refusal == (409, "certificate.application.wrong_state")
