"""What archive and identity tell: facts that hold no longer, and the audit log. On real servers."""

from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio
from certificate.domain.archive_facts import Facts
from kernel.clock import now
from kernel.contracts.archive import ImportCompleted, RecordChanged
from kernel.contracts.identity import (
    EvidenceDeleted,
    PasswordChanged,
    PersonRegistered,
    PhoneChanged,
    StaffActed,
    StaffSignedIn,
)
from kernel.events import Event
from kernel.testing import Bus

pytestmark = pytest.mark.servers

HOLDS = "SELECT 1 FROM certificate WHERE record_id = $1 AND facts_hold = $2 AND record_version = $3"


@pytest_asyncio.fixture(loop_scope="session", autouse=True)
async def worker(office: Any) -> AsyncIterator[None]:
    async with office.working():
        yield


def changed(bus: Bus, record_id: UUID, facts: Facts | None, version: int) -> RecordChanged:
    sealed = facts.as_json() if facts else {}
    return RecordChanged(
        record_id=record_id,
        version=version,
        change="changed" if facts else "removed",
        fields=("name",),
        changed_at=now(),
        facts=bus.sealer.seal(RecordChanged, record_id, sealed),
    )


async def test_facts_hold_as_long_as_the_letter_says_what_the_register_says(
    office: Any, bus: Bus, facts_of: Callable[..., Facts]
) -> None:
    person = office.person()
    taken = await office.applied(person)
    await office.decide(taken["application_id"])

    async def hear(facts: Facts | None, version: int, *, holds: bool) -> None:
        await bus.publish(changed(bus, person.record_id, facts, version), times=2)
        await office.until(HOLDS, person.record_id, holds, version, rows=1)

    await hear(facts_of(fees_paid_until="2028-01", version=2), 2, holds=True)
    await hear(facts_of(archive_number="7", version=3), 3, holds=False)
    await hear(facts_of(version=4), 4, holds=True)
    await hear(None, 5, holds=False)


async def test_older_news_of_a_record_changes_nothing(office: Any, bus: Bus, facts_of: Callable[..., Facts]) -> None:
    person = office.person()
    taken = await office.applied(person)
    await office.decide(taken["application_id"])
    await bus.publish(changed(bus, person.record_id, facts_of(version=5), 5))
    await office.until(HOLDS, person.record_id, True, 5, rows=1)
    late = await bus.publish(changed(bus, person.record_id, facts_of(archive_number="7", version=3), 3))
    await office.until("SELECT 1 FROM inbox WHERE message_id = $1", late, rows=1)
    await office.until(HOLDS, person.record_id, True, 5, rows=1)


async def test_what_others_tell_is_kept_once_in_the_audit_log(office: Any, bus: Bus) -> None:
    import_id, person_id, evidence_id, review_id, session_id = (uuid4() for _ in range(5))
    changed_id, moved_id, recovered_id = (uuid4() for _ in range(3))
    told: list[tuple[Event, UUID, str, str]] = [
        (
            ImportCompleted(
                import_id=import_id,
                requested_by="clerk",
                rows=5,
                added=1,
                changed=1,
                unchanged=2,
                refused=1,
                completed_at=now(),
            ),
            import_id,
            "register.imported",
            "staff:clerk",
        ),
        (
            PersonRegistered(person_id=person_id, record_id=uuid4(), registered_at=now(), proven_by="face"),
            person_id,
            "person.registered",
            f"person:{person_id}",
        ),
        (
            PasswordChanged(person_id=changed_id, changed_at=now(), recipient="sealed"),
            changed_id,
            "person.password_changed",
            f"person:{changed_id}",
        ),
        (
            PhoneChanged(person_id=moved_id, changed_at=now(), recipient="sealed"),
            moved_id,
            "person.phone_changed",
            f"person:{moved_id}",
        ),
        (
            PhoneChanged(person_id=recovered_id, changed_at=now(), recipient="sealed", recovered=True),
            recovered_id,
            "person.phone_recovered",
            f"person:{recovered_id}",
        ),
        (
            EvidenceDeleted(evidence_id=evidence_id, objects=3, reason="passed", deleted_at=now()),
            evidence_id,
            "evidence.deleted",
            "system",
        ),
        (
            StaffActed(
                actor="reviewer", action="identity_review.opened", object_id=review_id, account=None, acted_at=now()
            ),
            review_id,
            "identity_review.opened",
            "staff:reviewer",
        ),
        (
            StaffSignedIn(username="reviewer", session_id=session_id, at=now()),
            session_id,
            "staff.signed_in",
            "staff:reviewer",
        ),
    ]
    for event, object_id, action, actor in told:
        message_id = await bus.publish(event, times=3)
        await office.until("SELECT 1 FROM inbox WHERE message_id = $1", message_id, rows=1)
        rows = await office.rows("SELECT actor, action FROM audit WHERE object_id = $1", object_id)
        assert [tuple(row) for row in rows] == [(actor, action)]


@pytest.mark.parametrize("routing_key", ["archive.record_changed.v1", "identity.person_registered.v1"])
async def test_what_cannot_be_read_is_a_dead_letter(bus: Bus, routing_key: str) -> None:
    await bus.publish_raw(b"no envelope", routing_key)
    [dead] = await bus.dead_letters("certificate")
    assert dead.body == b"no envelope"


async def test_facts_sealed_for_another_record_are_a_dead_letter(
    office: Any, bus: Bus, facts_of: Callable[..., Facts]
) -> None:
    person = office.person()
    forged = changed(bus, uuid4(), facts_of(), 2).model_copy(update={"record_id": person.record_id})
    await bus.publish(forged)
    [dead] = await bus.dead_letters("certificate")
    assert b"archive.record_changed.v1" in dead.body
