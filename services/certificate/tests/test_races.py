"""What happens at once: of two that exclude each other one wins, and nothing is lost between a look and a commit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from certificate.app import open_resources
from certificate.domain.archive_facts import Facts
from certificate.handlers.follow_register import judge_certificates
from certificate.repository.applications import Applications
from certificate.repository.certificates import Certificates
from certificate.resources import Resources
from kernel.clock import now
from kernel.contracts.archive import RecordChanged
from kernel.testing import Bus

pytestmark = pytest.mark.servers

FactsOf = Callable[..., Facts]
MOVED_ON = "220752019524"


@pytest_asyncio.fixture(loop_scope="session")
async def resources(office: Any) -> AsyncIterator[Resources]:
    async with open_resources(office.settings) as opened:
        yield opened


def changed(resources: Resources, record_id: UUID, facts: Facts | None, version: int) -> RecordChanged:
    return RecordChanged(
        record_id=record_id,
        version=version,
        change="changed" if facts else "removed",
        fields=("archive_number",),
        changed_at=now(),
        facts=resources.event_sealer.seal(RecordChanged, record_id, facts.as_json() if facts else {}),
    )


async def holds(office: Any, record_id: UUID) -> tuple[bool, int]:
    [row] = await office.rows("SELECT facts_hold, record_version FROM certificate WHERE record_id = $1", record_id)
    return row["facts_hold"], row["record_version"]


@pytest.mark.parametrize("removed", [False, True])
async def test_news_between_the_look_up_and_the_decision_count(
    office: Any, bus: Bus, resources: Resources, facts_of: FactsOf, *, removed: bool
) -> None:
    person = office.person()
    taken = await office.applied(person)
    news = None if removed else facts_of(archive_number=MOVED_ON, version=2)

    async def tell() -> None:
        message = await bus.publish(changed(resources, person.record_id, news, 2))
        await office.until("SELECT 1 FROM inbox WHERE message_id = $1", message, rows=1)

    async with office.working():
        office.register.before_answer = tell
        try:
            assert (await office.decide(taken["application_id"])).status == 200
        finally:
            office.register.before_answer = None
    assert await holds(office, person.record_id) == (False, 2)


async def test_news_that_change_nothing_printed_leave_the_facts_standing(
    office: Any, resources: Resources, facts_of: FactsOf
) -> None:
    person = office.person()
    taken = await office.applied(person)
    async with resources.database.transaction() as tx:
        later = changed(resources, person.record_id, facts_of(fees_paid_until="2030-01", version=3), 3)
        await judge_certificates(later, tx, resources)
    assert (await office.decide(taken["application_id"])).status == 200
    assert await holds(office, person.record_id) == (True, 3)


async def test_news_that_are_not_committed_yet_are_waited_for(
    office: Any, resources: Resources, facts_of: FactsOf
) -> None:
    person = office.person()
    taken = await office.applied(person)
    async with resources.database.transaction() as tx:
        moved_on = changed(resources, person.record_id, facts_of(archive_number=MOVED_ON, version=2), 2)
        await judge_certificates(moved_on, tx, resources)
        decision = asyncio.create_task(office.decide(taken["application_id"]))
        await asyncio.sleep(0.3)
        assert not decision.done()
    assert (await decision).status == 200
    assert await holds(office, person.record_id) == (False, 2)


async def test_news_wait_for_an_approval_that_is_not_committed_yet(
    office: Any, resources: Resources, facts_of: FactsOf
) -> None:
    person = office.person()
    taken = await office.applied(person)

    async def hear() -> None:
        async with resources.database.transaction() as tx:
            moved_on = changed(resources, person.record_id, facts_of(archive_number=MOVED_ON, version=2), 2)
            await judge_certificates(moved_on, tx, resources)

    async with resources.database.transaction() as tx:
        application = await Applications(tx, resources.sealer).get(UUID(taken["application_id"]))
        await Certificates(tx, resources).reserve(application, facts_of(), approved_at=tx.now)
        hearing = asyncio.create_task(hear())
        await asyncio.sleep(0.3)
        assert not hearing.done()
    await hearing
    assert await holds(office, person.record_id) == (False, 2)


async def test_of_decisions_at_once_all_but_one_hear_that_it_is_decided(office: Any) -> None:
    for decision in ("approve", "reject"):
        taken = await office.applied(office.person())
        replies = await asyncio.gather(
            *(office.decide(taken["application_id"], decision=decision, comment="不行") for _ in range(6))
        )
        refusals = [reply.refusal for reply in replies if reply.status != 200]
        assert refusals == [(409, "certificate.application.already_decided")] * 5
        if decision == "approve":
            rows = await office.rows(
                "SELECT 1 FROM certificate WHERE application_id = $1::uuid", taken["application_id"]
            )
            assert len(rows) == 1


async def test_of_submissions_at_once_all_but_one_hear_that_one_is_pending(office: Any, jpeg_of: Any) -> None:
    for letter, facts in ((None, {}), (jpeg_of(), {"archive_type": "unit"})):
        person = office.person(**facts)
        replies = await asyncio.gather(*(office.apply(person, letter=letter) for _ in range(6)))
        refusals = [reply.refusal for reply in replies if reply.status != 201]
        assert refusals == [(409, "certificate.application.already_pending")] * 5


async def test_a_withdrawal_and_a_decision_at_once(office: Any) -> None:
    for _ in range(5):
        person = office.person()
        taken = (await office.applied(person))["application_id"]
        decided, withdrawn = await asyncio.gather(
            office.decide(taken),
            office.ask("POST", f"/api/me/applications/{taken}/withdrawal", person.headers),
        )
        assert sorted([decided.status, withdrawn.status]) == [200, 409]
        late = decided if decided.status == 409 else withdrawn
        assert late.refusal == (409, "certificate.application.wrong_state")
        certificates = await office.rows("SELECT 1 FROM certificate WHERE application_id = $1::uuid", taken)
        assert len(certificates) == (decided.status == 200)


async def test_a_claim_and_anothers_decision_at_once(office: Any) -> None:
    for _ in range(5):
        taken = (await office.applied(office.person()))["application_id"]
        colleague = office.lab.tokens.staff("colleague", "reviewer")
        claimed, decided = await asyncio.gather(
            office.ask("POST", f"/api/staff/applications/{taken}/claim", colleague), office.decide(taken)
        )
        assert decided.status in {200, 409}
        if decided.status == 409:
            assert decided.refusal == (409, "certificate.application.claimed")
            assert claimed.status == 200
