"""Delete evidence whose time has come, and say so."""

from collections import Counter
from typing import Literal, cast
from uuid import UUID

import structlog
from kernel.contracts.identity import EvidenceDeleted
from sqlalchemy import delete, select
from sqlmodel import col

from identity.adapters.evidence_store import remove_evidence
from identity.resources import Resources
from identity.tables import EvidenceRow

log = structlog.get_logger()

_BATCH = 200
Why = Literal["passed", "expired", "decided", "closed"]


async def delete_evidence(resources: Resources, *, holder_id: UUID | None = None) -> int:
    """Delete due objects (of one face session or review only, if given), then their rows with one event for each.

    Objects go first: a crash in between leaves rows, and deleting again does no harm. Of several callers at once one
    gets the row, and publishes.

    Returns:
        how many objects were due.
    """
    async with resources.database.transaction() as tx:
        due = select(EvidenceRow).where(col(EvidenceRow.delete_after) <= tx.now).limit(_BATCH)
        if holder_id is not None:
            due = due.where(col(EvidenceRow.holder_id) == holder_id)
        rows = list(await tx.session.scalars(due))
    for row in rows:
        await remove_evidence(row.holder_id, row.id, resources)
    async with resources.database.transaction() as tx:
        gone = await tx.session.execute(
            delete(EvidenceRow)
            .where(col(EvidenceRow.id).in_([row.id for row in rows]))
            .returning(col(EvidenceRow.holder_id), col(EvidenceRow.delete_reason))
        )
        for (holder, reason), objects in Counter((row[0], row[1]) for row in gone).items():
            tx.publish(
                EvidenceDeleted(evidence_id=holder, objects=objects, reason=cast("Why", reason), deleted_at=tx.now)
            )
            log.info("evidence.deleted", holder_id=str(holder), objects=objects, reason=reason)
    return len(rows)
