"""The audit log: who did what to what. Rows are only ever added; a job links them to a chain later."""

from typing import Any
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import bindparam, insert, select

from certificate import tables

_ADDED = (
    insert(tables.audit)
    .values({column.name: bindparam(f"new_{column.name}", type_=column.type) for column in tables.audit.c})
    .returning(tables.audit.c.id)
    .cte("added")
)
_ADD = insert(tables.audit_unlinked).from_select(["audit_id"], select(_ADDED.c.id))


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
        "new_id": new_id(),
        "new_at": tx.now,
        "new_actor": actor,
        "new_action": action,
        "new_object_id": object_id,
        "new_request_id": tx.request_id,
        "new_details": details,
    }
    await tx.execute(_ADD, row)
