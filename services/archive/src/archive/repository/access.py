"""The access log: who of the staff saw or changed which record. Rows are only ever added."""

from collections.abc import Iterable
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import insert, select

from archive.domain.access import Access, Action
from archive.tables import access


async def record_access(tx: Transaction, *, username: str, action: Action, record_ids: Iterable[UUID]) -> None:
    """Write it down, in the transaction of what is done: both happen or neither."""
    rows = [
        {
            "id": new_id(),
            "at": tx.now,
            "actor": f"staff:{username}",
            "action": action,
            "record_id": record_id,
            "request_id": tx.request_id,
        }
        for record_id in record_ids
    ]
    if rows:
        await tx.execute(insert(access), rows)


async def list_accesses(
    tx: Transaction, *, actor: str | None, record_id: UUID | None, limit: int, before: UUID | None
) -> list[Access]:
    """The log newest first, below the id ``before``; of one actor or one record, if named.

    ``actor`` may leave out ``staff:``.
    """
    query = select(access)
    if actor is not None:
        query = query.where(access.c.actor.in_([actor, f"staff:{actor}"]))
    if record_id is not None:
        query = query.where(access.c.record_id == record_id)
    if before is not None:
        query = query.where(access.c.id < before)
    rows = await tx.execute(query.order_by(access.c.id.desc()).limit(limit))
    return [Access(row.id, row.at, row.actor, Action(row.action), row.record_id, row.request_id) for row in rows]
