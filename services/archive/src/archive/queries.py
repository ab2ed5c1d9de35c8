"""What is read: records by id, ID number, name or archive number; imports with their refused cells."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from kernel.db import Transaction
from kernel.id_number import IdNumber
from kernel.sealed import BlindIndex, Sealer
from sqlalchemy import Row, Select, or_, select, tuple_

from archive.domain.imports import Counts, ImportNotFound, State
from archive.domain.lookup import ID_NUMBER, facts_place, fault_place, search_index
from archive.domain.record import Facts, Record, RecordNotFound
from archive.domain.rows import CellFault
from archive.tables import import_error, record, register_import


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Where an import stands; the counts are final once it is completed, ``rows`` grows until then."""

    id: UUID
    state: State
    rows: int
    done: float
    counts: Counts
    error_code: str | None
    error_message: str | None
    requested_by: str
    requested_at: datetime
    finished_at: datetime | None


_Columns = tuple[UUID, int, str, datetime | None]


class Records:
    """Records of the register within a transaction."""

    def __init__(self, tx: Transaction, sealer: Sealer, index: BlindIndex) -> None:
        self._tx = tx
        self._sealer = sealer
        self._index = index

    async def get(self, record_id: UUID) -> Record:
        """A record by its id.

        Raises:
            RecordNotFound: there is none, or it was removed.
        """
        return await self._one(_RECORD.where(record.c.id == record_id, _THERE))

    async def get_even_removed(self, record_id: UUID) -> Record:
        """A record by its id, for a clerk.

        Raises:
            RecordNotFound: there never was one.
        """
        return await self._one(_RECORD.where(record.c.id == record_id))

    async def several_even_removed(self, record_ids: Collection[UUID]) -> dict[UUID, Record]:
        """Records by their ids, for a clerk."""
        rows = await self._tx.execute(_RECORD.where(record.c.id.in_(record_ids)))
        return {row.id: self._record(row) for row in rows}

    async def by_id_number(self, id_number: IdNumber) -> Record:
        """A record by its ID number; errors as :meth:`get`."""
        sought = self._index.of(ID_NUMBER, id_number)
        return await self._one(_RECORD.where(record.c.id_number_index == sought, _THERE))

    async def search(self, text: str, *, limit: int, before: UUID | None) -> list[Record]:
        """Records whose ID number, name or archive number is exactly this, newest first; removed ones too."""
        indexes = search_index(text, self._index)
        query = _RECORD.where(or_(*(record.c[column] == value for column, value in indexes.items())))
        if before is not None:
            query = query.where(record.c.id < before)
        rows = await self._tx.execute(query.order_by(record.c.id.desc()).limit(limit))
        return [self._record(row) for row in rows]

    async def _one(self, query: Select[_Columns]) -> Record:
        row = (await self._tx.execute(query)).one_or_none()
        if row is None:
            raise RecordNotFound
        return self._record(row)

    def _record(self, row: Row[_Columns]) -> Record:
        opened = self._sealer.open(row.facts, about=facts_place(row.id))
        return Record(row.id, row.version, Facts.from_canonical(opened), row.removed_at)


_RECORD: Select[_Columns] = select(record.c.id, record.c.version, record.c.facts, record.c.removed_at)
_THERE = record.c.removed_at.is_(None)


async def read_import(tx: Transaction, import_id: UUID) -> ImportReport:
    """How an import goes.

    Raises:
        ImportNotFound: there is none of that id.
    """
    row = (await tx.execute(select(register_import).where(register_import.c.id == import_id))).one_or_none()
    if row is None:
        raise ImportNotFound
    return _report(row)


async def list_imports(tx: Transaction, *, limit: int, before: UUID | None) -> list[ImportReport]:
    """Imports, newest first, below the id ``before``."""
    query = select(register_import)
    if before is not None:
        query = query.where(register_import.c.id < before)
    rows = await tx.execute(query.order_by(register_import.c.id.desc()).limit(limit))
    return [_report(row) for row in rows]


def _report(row: Row[Any]) -> ImportReport:
    return ImportReport(
        id=row.id,
        state=State(row.state),
        rows=row.rows_done,
        done=row.done,
        counts=Counts(row.added, row.changed, row.unchanged, row.refused),
        error_code=row.error_code,
        error_message=row.error_message,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        finished_at=row.finished_at,
    )


async def read_faults(
    tx: Transaction, import_id: UUID, sealer: Sealer, *, limit: int, after: CellFault | None = None
) -> Sequence[CellFault]:
    """The refused cells of an import in the file's order."""
    table = import_error.c
    query = select(import_error).where(table.import_id == import_id)
    if after is not None:
        query = query.where(tuple_(table.row_number, table.position) > (after.row, after.position))
    rows = await tx.execute(query.order_by(table.row_number, table.position).limit(limit))
    return [
        CellFault(
            row=row.row_number,
            position=row.position,
            column=row.heading,
            value=sealer.open(row.value, about=fault_place(import_id, row.row_number, row.heading)),
            code=row.code,
            message=row.message,
        )
        for row in rows
    ]
