"""Bring a file into the register: read, stage, merge and tell, all in one transaction."""

import asyncio
import contextlib
from collections.abc import Callable
from pathlib import Path

import structlog
from kernel.contracts.archive import ImportCompleted, RecordChanged
from kernel.db import Transaction

from archive.adapters.preparation import Preparation
from archive.adapters.reading import Reading, read_register
from archive.adapters.sheets import Limits
from archive.adapters.staging import Changed, Conflict, NewFacts, Staging
from archive.domain.faults import RowConflict
from archive.domain.headings import COLUMNS
from archive.domain.imports import Counts, ImportRefused
from archive.domain.lookup import facts_place
from archive.domain.record import Facts, Record
from archive.domain.rows import CellFault
from archive.handlers.lease import Progress
from archive.repository.imports import Imports, LeaseLost, Run
from archive.resources import Resources

log = structlog.get_logger()

_MIB = 1024 * 1024


def limits_of(resources: Resources) -> Limits:
    """What an import takes, by the settings."""
    settings = resources.settings
    return Limits(rows=settings.import_max_rows, unpacked_bytes=settings.import_max_unpacked_mib * _MIB)


async def import_register(
    run: Run, path: Path, resources: Resources, progress: Progress, on_progress: Callable[[], None] = lambda: None
) -> Counts:
    """Import a file as one run, which holds its lease meanwhile; ``progress`` tells how far it is.

    Raises:
        ImportRefused: the file as a whole is refused; the import is marked as failed.
        LeaseLost: another run took the import over, or it was cancelled; this one did nothing.
        ReaderDied: the reading process was killed; the import waits for another run.
        DependencyAway: the database does not answer; likewise.
    """
    log.info("import.started", import_id=str(run.import_id), attempt=run.attempt)
    try:
        async with resources.database.transaction() as tx:
            counts = await _Merge(run, tx, resources).take(path, progress, on_progress)
    except ImportRefused as refusal:
        async with resources.database.transaction() as tx:
            await Imports(tx).fail(run, refusal)
        log.info("import.refused", import_id=str(run.import_id), code=refusal.code)
        raise
    log.info("import.completed", import_id=str(run.import_id), rows=counts.rows, refused=counts.refused)
    return counts


class _Merge:
    """One file and one transaction."""

    def __init__(self, run: Run, tx: Transaction, resources: Resources) -> None:
        self._run = run
        self._tx = tx
        self._resources = resources
        self._preparation = Preparation(run.import_id, resources.sealer, resources.index)

    async def take(self, path: Path, progress: Progress, on_progress: Callable[[], None]) -> Counts:
        """Stage the file's rows, merge them, and record the outcome with the events."""
        staging = await Staging.open(self._tx)
        taken = refused = 0
        async with contextlib.aclosing(read_register(self._reading(path))) as batches:
            async for batch in batches:
                await staging.add(batch)
                taken, refused = taken + batch.taken, refused + batch.refused
                progress.rows, progress.done = taken + refused, batch.done
                on_progress()
                if progress.lost:
                    raise LeaseLost
        await staging.lock_register()
        await staging.measure()
        conflicts = await self._refuse_conflicts(staging)
        changed = await self._change(staging)
        added = await staging.insert()
        await staging.clear()
        counts = Counts(added, changed, taken - conflicts - added - changed, refused + conflicts)
        await Imports(self._tx).complete(self._run, counts)
        self._publish_completed(counts)
        return counts

    def _reading(self, path: Path) -> Reading:
        settings = self._resources.settings
        return Reading(
            import_id=self._run.import_id,
            path=path,
            seal_keys=settings.seal_keys,
            index_key=settings.index_key,
            limits=limits_of(self._resources),
            memory_bytes=settings.import_memory_mib * _MIB,
            processor_seconds=settings.import_processor_seconds,
        )

    async def _refuse_conflicts(self, staging: Staging) -> int:
        """List the rows that contradict an earlier one of the same ID number; leave one row for each number."""
        refused = 0
        async for page in staging.find_conflicts():
            lines = [self._preparation.fault(self._fault(conflict)) for conflict in page]
            await staging.add_faults("".join(lines).encode())
            refused += len(page)
        await staging.drop_repeated()
        return refused

    def _fault(self, conflict: Conflict) -> CellFault:
        facts = self._open(conflict.facts, conflict.id)
        first = self._open(conflict.first_facts, conflict.first_id)
        columns = "、".join(COLUMNS[field] for field in first.differences(facts))
        fault = RowConflict(row=conflict.first_row, columns=columns)
        return CellFault.of(fault, row=conflict.row, cell=facts.id_number)

    async def _change(self, staging: Staging) -> int:
        count = 0
        async for page in staging.find_changed():
            await staging.update([self._renewed(changed) for changed in page])
            await self._tx.store_events()
            count += len(page)
            await asyncio.sleep(0)
        return count

    def _renewed(self, changed: Changed) -> NewFacts:
        """Seal the new facts for the record's own place, and tell the other services."""
        before = self._open(changed.facts, changed.id)
        after = self._open(changed.staged_facts, changed.staged_id)
        record = Record(changed.id, changed.version + 1, after)
        self._tx.publish(
            RecordChanged(
                record_id=record.id,
                version=record.version,
                change="changed",
                fields=tuple(before.differences(after)),
                changed_at=self._tx.now,
                facts=self._resources.event_sealer.seal(RecordChanged, record.id, record.as_json()),
            )
        )
        sealed = self._resources.sealer.seal(after.canonical(), about=facts_place(record.id))
        return NewFacts(changed, record.version, sealed)

    def _open(self, sealed: str, record_id: object) -> Facts:
        return Facts.from_canonical(self._resources.sealer.open(sealed, about=facts_place(record_id)))

    def _publish_completed(self, counts: Counts) -> None:
        self._tx.publish(
            ImportCompleted(
                import_id=self._run.import_id,
                requested_by=self._run.requested_by,
                rows=counts.rows,
                added=counts.added,
                changed=counts.changed,
                unchanged=counts.unchanged,
                refused=counts.refused,
                completed_at=self._tx.now,
            )
        )
