"""The merge: a staging table takes a file's rows by COPY, then a few statements bring them into the register.

All within the caller's transaction, so that a file is in the register wholly or not at all. The staging table is
unlogged and empty for everybody else: its rows are gone before they could be committed, so runs do not meet in it. The
statements that handle a whole file at once go to asyncpg itself: COPY is not to be had otherwise, and they may take
longer than a request's.
"""

import io
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from kernel.db import Transaction
from sqlalchemy import text

from archive.adapters.preparation import FAULT_COLUMNS, ROW_COLUMNS, Batch
from archive.tables import REGISTER_LOCK

_PAGE = 2_000
_SECONDS = 900.0

_CONFLICTS = """
    WITH repeated AS (
        SELECT id_number_index, min(row_number) AS first_row
        FROM archive_import_row GROUP BY id_number_index HAVING count(*) > 1
    )
    SELECT later.row_number, later.id, later.facts,
           first.row_number AS first_row, first.id AS first_id, first.facts AS first_facts
    FROM repeated
    JOIN archive_import_row first ON first.row_number = repeated.first_row
    JOIN archive_import_row later ON later.id_number_index = repeated.id_number_index
    WHERE later.row_number > repeated.first_row AND later.row_hash <> first.row_hash
    ORDER BY later.row_number
"""
_DROP_REPEATED = """
    WITH repeated AS (
        SELECT id_number_index, min(row_number) AS first_row
        FROM archive_import_row GROUP BY id_number_index HAVING count(*) > 1
    )
    DELETE FROM archive_import_row staged USING repeated
    WHERE staged.id_number_index = repeated.id_number_index AND staged.row_number > repeated.first_row
"""
_CHANGED = """
    SELECT record.id, record.version, record.facts, staged.id AS staged_id, staged.facts AS staged_facts,
           staged.name_index, staged.archive_number_index, staged.row_hash
    FROM archive_import_row staged JOIN archive_record record USING (id_number_index)
    WHERE record.row_hash <> staged.row_hash OR record.removed_at IS NOT NULL
"""
_UPDATE = """
    UPDATE archive_record record
    SET version = new.version, name_index = new.name_index, archive_number_index = new.archive_number_index,
        row_hash = new.row_hash, facts = new.facts, updated_at = $7,
        removed_at = NULL, removed_by = NULL, removal_reason = NULL
    FROM unnest($1::uuid[], $2::integer[], $3::bytea[], $4::bytea[], $5::bytea[], $6::text[])
         AS new (id, version, name_index, archive_number_index, row_hash, facts)
    WHERE record.id = new.id
"""
_INSERT = """
    INSERT INTO archive_record
        (id, id_number_index, name_index, archive_number_index, row_hash, facts, version, updated_at)
    SELECT id, id_number_index, name_index, archive_number_index, row_hash, facts, 1, $1
    FROM archive_import_row staged
    WHERE NOT EXISTS (
        SELECT FROM archive_record record WHERE record.id_number_index = staged.id_number_index
    )
"""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two rows of a file with one ID number and different facts, sealed under ids of their own."""

    row: int
    id: UUID
    facts: str
    first_row: int
    first_id: UUID
    first_facts: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A record and the row that says otherwise, or brings a removed record back.

    Both facts are sealed, the row's under ``staged_id``.
    """

    id: UUID
    version: int
    facts: str
    staged_id: UUID
    staged_facts: str
    name_index: bytes
    archive_number_index: bytes | None
    row_hash: bytes


@dataclass(frozen=True, slots=True)
class NewFacts:
    """What a changed record is to hold from now on; ``facts`` is sealed under the record's own id."""

    changed: Changed
    version: int
    facts: str


class Staging:
    """The staging table of one transaction."""

    def __init__(self, tx: Transaction, connection: "asyncpg.Connection[Any]") -> None:
        self._tx = tx
        self._connection = connection

    @classmethod
    async def open(cls, tx: Transaction) -> "Staging":
        """Begin with an empty table."""
        await tx.execute(text("SET LOCAL work_mem = '64MB'"))
        connection = await (await tx.session.connection()).get_raw_connection()
        driver: asyncpg.Connection[Any] | None = connection.driver_connection
        if driver is None:
            raise RuntimeError("a connection without its driver")
        return cls(tx, driver)

    async def add(self, batch: Batch) -> None:
        """Take a batch's rows, and its faults into their table."""
        if batch.rows:
            await self._copy("archive_import_row", ROW_COLUMNS, batch.rows)
        if batch.faults:
            await self.add_faults(batch.faults)

    async def add_faults(self, lines: bytes) -> None:
        """Enter refused cells (lines of COPY by ``FAULT_COLUMNS``)."""
        await self._copy("archive_import_error", FAULT_COLUMNS, lines)

    async def find_conflicts(self) -> AsyncIterator[list[Conflict]]:
        """Rows whose ID number stands in an earlier row with other facts, page by page."""
        async for page in self._pages(_CONFLICTS):
            yield [Conflict(*row) for row in page]

    async def drop_repeated(self) -> None:
        """Leave one row for each ID number, the first one."""
        await self._connection.execute(_DROP_REPEATED, timeout=_SECONDS)

    async def lock_register(self) -> None:
        """Wait until no other import merges; the lock ends with the transaction."""
        await self._connection.execute(f"SELECT pg_advisory_xact_lock({REGISTER_LOCK})", timeout=_SECONDS)

    async def measure(self) -> None:
        """Let the planner know what was staged; only under the lock, as two that measure would wait for each other."""
        await self._connection.execute("SELECT archive_measure_staging()", timeout=_SECONDS)

    async def find_changed(self) -> AsyncIterator[list[Changed]]:
        """Records about which the file says something else, page by page."""
        async for page in self._pages(_CHANGED):
            yield [Changed(*row) for row in page]

    async def update(self, records: Sequence[NewFacts]) -> None:
        """Write changed records."""
        await self._connection.execute(
            _UPDATE,
            [new.changed.id for new in records],
            [new.version for new in records],
            [new.changed.name_index for new in records],
            [new.changed.archive_number_index for new in records],
            [new.changed.row_hash for new in records],
            [new.facts for new in records],
            self._tx.now,
            timeout=_SECONDS,
        )

    async def insert(self) -> int:
        """Add the records that the register does not have yet; returns their number."""
        outcome = await self._connection.execute(_INSERT, self._tx.now, timeout=_SECONDS)
        return int(outcome.rsplit(" ", 1)[1])

    async def clear(self) -> None:
        """Empty the table; the last thing before the transaction ends."""
        await self._connection.execute("DELETE FROM archive_import_row", timeout=_SECONDS)

    async def _copy(self, table: str, columns: Sequence[str], lines: bytes) -> None:
        await self._connection.copy_to_table(table, source=io.BytesIO(lines), columns=columns, timeout=_SECONDS)

    async def _pages(self, query: str) -> AsyncIterator[list[Any]]:
        cursor = await self._connection.cursor(query, timeout=_SECONDS)
        while page := await cursor.fetch(_PAGE, timeout=_SECONDS):
            yield page
