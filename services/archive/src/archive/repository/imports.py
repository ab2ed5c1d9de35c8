"""The rows of imports: made, claimed, kept alive and finished. An import belongs to one run at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import ColumnElement, Update, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from archive.domain.imports import (
    Abandoned,
    AlreadyOver,
    AlreadyRunning,
    Cancelled,
    Counts,
    ImportNotFound,
    ImportRefused,
    State,
)
from archive.tables import register_import as table


@dataclass(frozen=True, slots=True)
class Run:
    """A run's right to work on an import; it holds while the run shows signs of life.

    Attributes:
        parts: pieces of the file in the object store.
        attempt: counts from 1.
    """

    import_id: UUID
    run_id: UUID
    requested_by: str
    parts: int
    attempt: int


class LeaseLost(Exception):
    """Another run has taken the import over; what this one did is rolled back."""


def _of(run: Run) -> Update:
    return update(table).where(
        table.c.id == run.import_id, table.c.run_id == run.run_id, table.c.state == State.RUNNING
    )


def _lease(seconds: float) -> ColumnElement[datetime]:
    return func.now() + timedelta(seconds=seconds)


class Imports:
    """Imports within a transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def is_running(self, file_index: bytes) -> bool:
        """Whether the same file is being imported."""
        await self._close_orphans()
        query = select(table.c.id).where(table.c.file_index == file_index, table.c.state == State.RUNNING)
        return await self._tx.scalar(query) is not None

    async def add(self, import_id: UUID, *, file_index: bytes, parts: int, requested_by: str) -> None:
        """Enter an import that waits for a worker.

        Raises:
            AlreadyRunning: the same file is being imported.
        """
        try:
            await self._tx.execute(
                insert(table).values(
                    id=import_id,
                    state=State.RUNNING,
                    file_index=file_index,
                    parts=parts,
                    requested_by=requested_by,
                    requested_at=self._tx.now,
                )
            )
        except IntegrityError:
            raise AlreadyRunning(field="file") from None

    async def claim(self, *, lease_seconds: float, import_id: UUID | None = None) -> Run | None:
        """Take the oldest import that waits or whose run has died; or the one named, as soon as it is added."""
        await self._close_orphans()
        waiting = select(table.c.id).where(
            table.c.state == State.RUNNING, (table.c.lease_until.is_(None)) | (table.c.lease_until < func.now())
        )
        waiting = waiting.where(table.c.parts > 0 if import_id is None else table.c.id == import_id)
        row = (
            await self._tx.execute(
                update(table)
                .where(
                    table.c.id.in_(waiting.order_by(table.c.requested_at).limit(1).with_for_update(skip_locked=True))
                )
                .values(
                    run_id=new_id(),
                    lease_until=_lease(lease_seconds),
                    attempts=table.c.attempts + 1,
                    rows_done=0,
                    done=0.0,
                )
                .returning(table.c.id, table.c.run_id, table.c.requested_by, table.c.parts, table.c.attempts)
            )
        ).one_or_none()
        return None if row is None else Run(*row)

    async def renew(self, run: Run, *, lease_seconds: float, rows: int, done: float) -> bool:
        """Show a sign of life and how far the run is; False when the import is no longer this run's."""
        result = await self._tx.execute(_of(run).values(lease_until=_lease(lease_seconds), rows_done=rows, done=done))
        return result.rowcount == 1

    async def release(self, run: Run) -> None:
        """Give an import back, for another run to take at once; this attempt does not count."""
        await self._tx.execute(_of(run).values(lease_until=None, run_id=None, attempts=table.c.attempts - 1))

    async def complete(self, run: Run, counts: Counts) -> None:
        """Record the end of an import.

        Raises:
            LeaseLost: the import is no longer this run's.
        """
        await self._finish(
            run,
            state=State.COMPLETED,
            rows_done=counts.rows,
            done=1.0,
            added=counts.added,
            changed=counts.changed,
            unchanged=counts.unchanged,
            refused=counts.refused,
        )

    async def fail(self, run: Run, refusal: ImportRefused) -> None:
        """Record why a file was refused; errors as :meth:`complete`."""
        await self._finish(run, state=State.FAILED, error_code=refusal.code, error_message=str(refusal))

    async def cancel(self, import_id: UUID) -> None:
        """Stop an import; the run that has it in hand, if any, loses its lease and is rolled back.

        Raises:
            ImportNotFound: there is none of that id.
            AlreadyOver: it has ended.
        """
        refusal = Cancelled()
        result = await self._tx.execute(
            update(table)
            .where(table.c.id == import_id, table.c.state == State.RUNNING)
            .values(
                state=State.FAILED,
                error_code=refusal.code,
                error_message=str(refusal),
                finished_at=self._tx.now,
                run_id=None,
                lease_until=None,
            )
        )
        if result.rowcount == 1:
            return
        if await self._tx.scalar(select(table.c.id).where(table.c.id == import_id)) is None:
            raise ImportNotFound
        raise AlreadyOver

    async def parked(self, import_ids: Collection[UUID]) -> set[UUID]:
        """Those of the imports whose files are meant to lie in the object store."""
        query = select(table.c.id).where(table.c.id.in_(import_ids), table.c.parts > 0)
        return {row.id for row in await self._tx.execute(query)}

    async def finished_with_files(self) -> list[tuple[UUID, int]]:
        """Imports that have ended and whose files are still parked: id and number of pieces."""
        query = select(table.c.id, table.c.parts).where(table.c.parts > 0, table.c.state != State.RUNNING).limit(100)
        return [(row.id, row.parts) for row in await self._tx.execute(query)]

    async def forget_file(self, import_id: UUID) -> None:
        """Record that an import's file is gone from the object store."""
        await self._tx.execute(update(table).where(table.c.id == import_id).values(parts=0))

    async def _finish(self, run: Run, **values: object) -> None:
        result = await self._tx.execute(_of(run).values(finished_at=self._tx.now, lease_until=None, **values))
        if result.rowcount != 1:
            raise LeaseLost

    async def _close_orphans(self) -> None:
        """Imports from the command line whose process died: their file is nowhere, nobody can take them over."""
        refusal = Abandoned()
        await self._tx.execute(
            update(table)
            .where(table.c.state == State.RUNNING, table.c.parts == 0, table.c.lease_until < func.now())
            .values(
                state=State.FAILED,
                error_code=refusal.code,
                error_message=str(refusal),
                finished_at=self._tx.now,
                lease_until=None,
            )
        )
