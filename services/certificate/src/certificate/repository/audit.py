"""The audit log: who did what to what. Rows are only ever added; a job links them to a chain later."""

from typing import Any
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import insert, select

from certificate import tables


async def record_audit(tx: Transaction, *, actor: str, action: str, object_id: UUID, **details: Any) -> None:  # noqa: ANN401 - any JSON
    """Add a row.

    Args:
        tx: The transaction of what is recorded: both happen or neither.
        actor: ``person:<id>``, ``staff:<username>`` or ``system``.
        action: ``noun.verbed``.
        object_id: What it was done to.
        details: Ids, codes and counts; never personal data.
    """
    row = {
        "id": new_id(),
        "at": tx.now,
        "actor": actor,
        "action": action,
        "object_id": object_id,
        "request_id": tx.request_id,
        "details": details,
    }
    added = insert(tables.audit).values(row).returning(tables.audit.c.id).cte("added")
    await tx.execute(insert(tables.audit_unlinked).from_select(["audit_id"], select(added.c.id)))
