"""Disputes: a person raises one, clerks list them beside the records, one of them resolves it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

import structlog
from kernel.db import Transaction
from kernel.ids import new_id

from archive.domain.access import Action
from archive.domain.dispute import (
    CommentRequired,
    Dispute,
    DisputeAlreadyResolved,
    Resolution,
    State,
    remark,
    statement,
)
from archive.domain.record import Record
from archive.queries import Records
from archive.repository.access import record_access
from archive.repository.disputes import Disputes
from archive.resources import Resources

log = structlog.get_logger()

SYSTEM: Final = "system"
ACCOUNT_CLOSED: Final = "提出异议的人已注销账户，异议关闭"


@dataclass(frozen=True, slots=True)
class DisputeFact:
    """What a person sends: ``fact`` is one of ``record.FIELDS``."""

    record_id: UUID
    person_id: UUID
    fact: str
    stated_value: str = field(repr=False)
    comment: str = field(repr=False)


async def dispute_fact(command: DisputeFact, tx: Transaction, resources: Resources) -> Dispute:
    """Raise a dispute about one fact of one's own record.

    Raises:
        StatementMissing: it does not say what is right.
        TextUnprintable: a text holds characters that nobody sees.
        RecordNotFound: the record is gone.
        DisputeAlreadyOpen: the fact is disputed already.
    """
    dispute = Dispute(
        id=new_id(),
        record_id=command.record_id,
        person_id=command.person_id,
        fact=command.fact,
        stated_value=statement(command.stated_value),
        comment=remark(command.comment),
        state=State.OPEN,
        created_at=tx.now,
    )
    await Records(tx, resources.sealer, resources.index).get(command.record_id)
    await Disputes(tx, resources.sealer).add(dispute)
    log.info("dispute.raised", dispute_id=str(dispute.id), record_id=str(command.record_id), fact=command.fact)
    return dispute


async def resolve_dispute(
    dispute_id: UUID, decision: State, comment: str, username: str, tx: Transaction, resources: Resources
) -> tuple[Dispute, Record]:
    """Resolve a dispute once; returns it with its record.

    Raises:
        TextUnprintable: the comment holds characters that nobody sees.
        CommentRequired: it is refused without a word.
        DisputeNotFound: there is none of that id.
        DisputeAlreadyResolved: somebody was faster.
    """
    comment = remark(comment)
    if decision is State.REFUSED and not comment:
        raise CommentRequired(field="comment")
    disputes = Disputes(tx, resources.sealer)
    dispute = await disputes.get_for_update(dispute_id)
    if dispute.state is not State.OPEN:
        raise DisputeAlreadyResolved
    await disputes.resolve(dispute_id, decision, Resolution(by=username, at=tx.now, comment=comment))
    await record_access(tx, username=username, action=Action.DISPUTE_RESOLVED, record_ids=[dispute.record_id])
    log.info("dispute.resolved", dispute_id=str(dispute_id), state=decision.value, username=username)
    record = await Records(tx, resources.sealer, resources.index).get_even_removed(dispute.record_id)
    return await disputes.get_for_update(dispute_id), record


async def close_disputes(person_id: UUID, tx: Transaction, resources: Resources) -> None:
    """Close what somebody who has closed their account leaves open; the record's next holder may dispute anew."""
    disputes = Disputes(tx, resources.sealer)
    for dispute in await disputes.open_by_for_update(person_id):
        await disputes.resolve(dispute.id, State.REFUSED, Resolution(by=SYSTEM, at=tx.now, comment=ACCOUNT_CLOSED))
        log.info("dispute.closed", dispute_id=str(dispute.id), person_id=str(person_id))


async def list_disputes(
    state: State | None, username: str, tx: Transaction, resources: Resources, *, limit: int, before: UUID | None
) -> Sequence[tuple[Dispute, Record]]:
    """Disputes with their records, newest first, below the id ``before``; who looked is written down.

    One more than ``limit`` tells that there are more; it is not shown, and not written down as seen.
    """
    found = await Disputes(tx, resources.sealer).page(state, limit=limit + 1, before=before)
    record_ids = {dispute.record_id for dispute in found}
    records = await Records(tx, resources.sealer, resources.index).several_even_removed(record_ids)
    seen = sorted({dispute.record_id for dispute in found[:limit]})
    await record_access(tx, username=username, action=Action.DISPUTE_LISTED, record_ids=seen)
    return [(dispute, records[dispute.record_id]) for dispute in found]
