"""A record's end: marked, not deleted."""

from uuid import UUID

from kernel.db import Transaction
from kernel.sealed import Sealer
from sqlalchemy import func, select, update

from archive.domain.lookup import facts_place, removal_place
from archive.domain.record import Facts, Record, RecordAlreadyRemoved, RecordNotFound, RegisterBusy
from archive.tables import REGISTER_LOCK
from archive.tables import record as table

_RETRY_SECONDS = 10


async def mark_removed(record_id: UUID, *, by: str, reason: str, tx: Transaction, sealer: Sealer) -> Record:
    """Mark a record as removed; returns it with its new version.

    Raises:
        RecordNotFound: there is none of that id.
        RecordAlreadyRemoved: it is removed.
        RegisterBusy: an import is merging.
    """
    if not await tx.scalar(select(func.pg_try_advisory_xact_lock(REGISTER_LOCK))):
        raise RegisterBusy(retry_after=_RETRY_SECONDS)
    changed = await tx.execute(
        update(table)
        .where(table.c.id == record_id, table.c.removed_at.is_(None))
        .values(
            version=table.c.version + 1,
            updated_at=tx.now,
            removed_at=tx.now,
            removed_by=by,
            removal_reason=sealer.seal(reason, about=removal_place(record_id)),
        )
        .returning(table.c.version, table.c.facts)
    )
    row = changed.one_or_none()
    if row is not None:
        facts = Facts.from_canonical(sealer.open(row.facts, about=facts_place(record_id)))
        return Record(record_id, row.version, facts, tx.now)
    if await tx.scalar(select(table.c.id).where(table.c.id == record_id)) is None:
        raise RecordNotFound
    raise RecordAlreadyRemoved
