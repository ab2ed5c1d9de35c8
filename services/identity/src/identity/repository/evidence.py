"""The rows of evidence: what was handed in for a face session or a manual review."""

from datetime import timedelta
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import select, update
from sqlmodel import col

from identity.domain.face import EvidenceKind
from identity.resources import Resources
from identity.tables import EvidenceRow

_UPLOAD_TIME = timedelta(minutes=10)
"""An upload that has not ended by now never will."""


class Evidence:
    """Evidence in one transaction."""

    def __init__(self, tx: Transaction, resources: Resources) -> None:
        self._tx = tx
        self._kept = timedelta(days=resources.settings.evidence_days)

    def announce(self, holder_id: UUID, kind: EvidenceKind, content_type: str) -> EvidenceRow:
        """A row for an object that is about to be stored."""
        row = EvidenceRow(
            id=new_id(),
            holder_id=holder_id,
            kind=kind,
            content_type=content_type,
            created_at=self._tx.now,
            delete_after=self._tx.now + self._kept,
        )
        self._tx.session.add(row)
        return row

    async def confirm(self, evidence_id: UUID) -> None:
        """The object is there."""
        row = await self._tx.session.get_one(EvidenceRow, evidence_id, populate_existing=True)
        row.stored_at = self._tx.now
        row.delete_after = row.created_at + self._kept

    async def stored(self, holder_id: UUID) -> dict[EvidenceKind, EvidenceRow]:
        """The newest stored piece of each kind that is not to be deleted."""
        rows = await self._tx.session.scalars(
            select(EvidenceRow)
            .where(
                col(EvidenceRow.holder_id) == holder_id,
                col(EvidenceRow.stored_at).is_not(None),
                col(EvidenceRow.delete_after) > self._tx.now,
            )
            .order_by(col(EvidenceRow.id))
        )
        return {EvidenceKind(row.kind): row for row in rows}

    async def end(self, holder_id: UUID, reason: str, kind: EvidenceKind | None = None) -> None:
        """Have evidence deleted now (what is still being uploaded: when that has surely ended)."""
        mine = update(EvidenceRow).where(col(EvidenceRow.holder_id) == holder_id)
        if kind is not None:
            mine = mine.where(col(EvidenceRow.kind) == kind)
        stored, now = col(EvidenceRow.stored_at), self._tx.now
        for condition, at in ((stored.is_not(None), now), (stored.is_(None), now + _UPLOAD_TIME)):
            await self._tx.execute(mine.where(condition).values(delete_after=at, delete_reason=reason))
