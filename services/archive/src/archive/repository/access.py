"""The access log: who of the staff saw or changed which record. Rows are only ever added."""

from collections.abc import Iterable
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import insert

from archive.domain.access import Action
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
