"""Disputes in one transaction."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from kernel.db import Transaction
from kernel.sealed import Sealer
from sqlalchemy import Row, Select, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from archive.domain.dispute import Dispute, DisputeAlreadyOpen, DisputeNotFound, Resolution, State
from archive.domain.lookup import dispute_place
from archive.tables import dispute as table


class Disputes:
    """The rows of ``archive_dispute``."""

    def __init__(self, tx: Transaction, sealer: Sealer) -> None:
        self._tx = tx
        self._sealer = sealer

    async def add(self, dispute: Dispute) -> None:
        """Enter a dispute.

        Raises:
            DisputeAlreadyOpen: the field has one.
        """
        values = {
            "id": dispute.id,
            "record_id": dispute.record_id,
            "person_id": dispute.person_id,
            "field": dispute.fact,
            "stated_value": self._seal("stated_value", dispute.id, dispute.stated_value),
            "comment": self._seal("comment", dispute.id, dispute.comment),
            "state": dispute.state,
            "created_at": dispute.created_at,
        }
        if (await self._tx.execute(insert(table).values(values).on_conflict_do_nothing())).rowcount != 1:
            raise DisputeAlreadyOpen(field="field")

    async def get_for_update(self, dispute_id: UUID) -> Dispute:
        """A dispute, for this transaction alone.

        Raises:
            DisputeNotFound: there is none of that id.
        """
        found = await self._read(select(table).where(table.c.id == dispute_id).with_for_update())
        if not found:
            raise DisputeNotFound
        return found[0]

    async def resolve(self, dispute_id: UUID, state: State, resolution: Resolution) -> None:
        """Write down how a dispute ended."""
        await self._tx.execute(
            update(table)
            .where(table.c.id == dispute_id)
            .values(
                state=state,
                resolved_by=resolution.by,
                resolved_at=resolution.at,
                resolution_comment=self._seal("resolution_comment", dispute_id, resolution.comment),
            )
        )

    async def of_record(self, record_id: UUID, *, limit: int, before: UUID | None = None) -> list[Dispute]:
        """A record's disputes, newest first, below the id ``before``."""
        return await self._read(_page(select(table).where(table.c.record_id == record_id), limit, before))

    async def all_of(self, person_id: UUID, record_id: UUID) -> list[Dispute]:
        """What a person raised and what was raised about their record by an account they had before, newest first."""
        query = select(table).where(or_(table.c.person_id == person_id, table.c.record_id == record_id))
        return await self._read(query.order_by(table.c.id.desc()))

    async def open_of(self, record_ids: Collection[UUID]) -> list[Dispute]:
        """The open disputes of some records, newest first."""
        query = select(table).where(table.c.record_id.in_(record_ids), table.c.state == State.OPEN)
        return await self._read(query.order_by(table.c.id.desc()))

    async def open_by_for_update(self, person_id: UUID) -> list[Dispute]:
        """The open disputes that a person raised, for this transaction alone."""
        query = select(table).where(table.c.person_id == person_id, table.c.state == State.OPEN)
        return await self._read(query.order_by(table.c.id).with_for_update())

    async def page(self, state: State | None, *, limit: int, before: UUID | None) -> list[Dispute]:
        """All disputes, or those in one state, newest first."""
        query = select(table) if state is None else select(table).where(table.c.state == state)
        return await self._read(_page(query, limit, before))

    async def _read(self, query: Select[Any]) -> list[Dispute]:
        return [self._dispute(row) for row in await self._tx.execute(query)]

    def _dispute(self, row: Row[Any]) -> Dispute:
        resolution = None
        if row.resolved_at is not None:
            comment = self._open("resolution_comment", row.id, row.resolution_comment)
            resolution = Resolution(by=row.resolved_by, at=row.resolved_at, comment=comment)
        return Dispute(
            id=row.id,
            record_id=row.record_id,
            person_id=row.person_id,
            fact=row.field,
            stated_value=self._open("stated_value", row.id, row.stated_value),
            comment=self._open("comment", row.id, row.comment),
            state=State(row.state),
            created_at=row.created_at,
            resolution=resolution,
        )

    def _seal(self, column: str, dispute_id: UUID, plain: str) -> str:
        return self._sealer.seal(plain, about=dispute_place(column, dispute_id))

    def _open(self, column: str, dispute_id: UUID, sealed: str) -> str:
        return self._sealer.open(sealed, about=dispute_place(column, dispute_id))


def _page(query: Select[Any], limit: int, before: UUID | None) -> Select[Any]:
    if before is not None:
        query = query.where(table.c.id < before)
    return query.order_by(table.c.id.desc()).limit(limit)
