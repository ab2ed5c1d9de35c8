"""What ends before its time and what is kept no longer: cancelled imports, old rows, files without an import."""

import asyncio
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from archive.adapters.parked_files import ParkedFiles
from archive.app import service
from archive.domain.imports import AlreadyOver, Cancelled, Counts, ImportNotFound, State
from archive.handlers.cancel_import import cancel_import
from archive.handlers.import_file import import_file
from archive.handlers.request_import import request_import
from archive.handlers.run_import import clear_files, run_next_import
from archive.handlers.sweep import sweep_orphans, sweep_rows
from archive.queries import ImportReport, read_faults, read_import
from archive.resources import Resources
from archive.settings import Settings
from archive.tables import record
from kernel.ids import new_id
from kernel.testing import Lab
from sqlalchemy import func, select, text

pytestmark = pytest.mark.servers

People = Callable[..., dict[str, Any]]
Write = Callable[..., Path]


async def report(import_id: UUID, resources: Resources) -> ImportReport:
    async with resources.database.transaction() as tx:
        return await read_import(tx, import_id)


async def cancel(import_id: UUID, resources: Resources) -> None:
    async with resources.database.transaction() as tx:
        await cancel_import(import_id, "clerk", tx)


async def value(statement: str, resources: Resources, **places: Any) -> Any:
    async with resources.database.transaction() as tx:
        return await tx.scalar(text(statement), places)


async def grow_old(days: int, resources: Resources) -> None:
    async with resources.database.transaction() as tx:
        by = {"days": days}
        await tx.execute(text("UPDATE archive_import SET finished_at = finished_at - make_interval(days => :days)"), by)
        await tx.execute(
            text("UPDATE archive_dispute SET resolved_at = resolved_at - make_interval(days => :days)"), by
        )


async def test_an_import_that_waits_is_cancelled(write_csv: Write, people: People, resources: Resources) -> None:
    path = write_csv([people(1)])
    import_id = await request_import(path, "clerk", resources)
    await cancel(import_id, resources)
    assert not await run_next_import(resources)
    outcome = await report(import_id, resources)
    assert (outcome.state, outcome.error_code) == (State.FAILED, "archive.import.cancelled")
    assert outcome.finished_at is not None
    await clear_files(resources)
    assert not await resources.imports.exists(f"{import_id}/00000")
    with pytest.raises(AlreadyOver):
        await cancel(import_id, resources)
    with pytest.raises(ImportNotFound):
        await cancel(new_id(), resources)
    assert (await import_file(path, "test", resources))[1] == Counts(1, 0, 0, 0)


async def test_an_import_in_hand_is_cancelled_and_rolled_back(
    write_csv: Write, people: People, resources: Resources
) -> None:
    rows = [people(serial, name="" if serial % 2 else "王") for serial in range(60_000)]
    import_id = await request_import(write_csv(rows), "clerk", resources)
    running = asyncio.create_task(run_next_import(resources))
    async with asyncio.timeout(60):
        for pause in itertools.repeat(0.02):
            if (await report(import_id, resources)).rows:
                break
            await asyncio.sleep(pause)
    await cancel(import_id, resources)
    async with asyncio.timeout(30):
        assert await running
    outcome = await report(import_id, resources)
    assert (outcome.state, outcome.error_code) == (State.FAILED, Cancelled.code)
    async with resources.database.transaction() as tx:
        assert await tx.scalar(select(func.count()).select_from(record)) == 0
        assert await read_faults(tx, import_id, resources.sealer, limit=1) == []
        assert await tx.scalar(text("SELECT count(*) FROM outbox")) == 0


async def test_an_import_whose_file_went_with_its_cancellation_is_let_go(
    write_csv: Write, people: People, resources: Resources
) -> None:
    """Given a run that claimed an import which was cancelled, and cleared away, before the file was fetched."""
    import_id = await request_import(write_csv([people(1)]), "clerk", resources)
    fetch = ParkedFiles.fetch
    with pytest.MonkeyPatch.context() as patch:

        async def fetch_late(self: ParkedFiles, *place: Any) -> None:
            await cancel(import_id, resources)
            await clear_files(resources)
            await fetch(self, *place)

        patch.setattr(ParkedFiles, "fetch", fetch_late)
        assert await run_next_import(resources)
    assert (await report(import_id, resources)).error_code == Cancelled.code


async def test_an_import_from_the_command_line_is_cancelled_too(
    write_csv: Write, people: People, resources: Resources
) -> None:
    running = asyncio.create_task(
        import_file(write_csv([people(serial) for serial in range(60_000)]), "test", resources)
    )
    async with asyncio.timeout(60):
        for pause in itertools.repeat(0.02):
            if import_id := await value("SELECT id FROM archive_import WHERE rows_done > 0", resources):
                break
            await asyncio.sleep(pause)
    await cancel(import_id, resources)
    with pytest.raises(Cancelled):
        await running


async def test_old_refused_cells_and_then_old_imports_are_forgotten(
    write_csv: Write, people: People, resources: Resources
) -> None:
    import_id, _ = await import_file(write_csv([people(1, name="")]), "test", resources)
    assert await sweep_rows(resources) == 0
    await grow_old(31, resources)
    assert await sweep_rows(resources) == 1
    async with resources.database.transaction() as tx:
        assert await read_faults(tx, import_id, resources.sealer, limit=1) == []
    assert (await report(import_id, resources)).counts.refused == 1
    await grow_old(335, resources)
    assert await sweep_rows(resources) == 1
    with pytest.raises(ImportNotFound):
        await report(import_id, resources)


async def test_of_disputes_the_resolved_ones_are_forgotten(
    write_csv: Write, people: People, resources: Resources
) -> None:
    await import_file(write_csv([people(1)]), "test", resources)
    insert = text(
        """
        INSERT INTO archive_dispute (id, record_id, person_id, field, stated_value, comment, state, created_at,
            resolved_by, resolved_at, resolution_comment)
        SELECT gen_random_uuid(), id, id, 'sex', '', '', :state, now(), :by, :at, '' FROM archive_record
        """
    )
    async with resources.database.transaction() as tx:
        await tx.execute(insert, {"state": "open", "by": None, "at": None})
        await tx.execute(insert, {"state": "corrected", "by": "clerk", "at": tx.now})
    await grow_old(729, resources)
    await sweep_rows(resources)
    assert await value("SELECT count(*) FROM archive_dispute", resources) == 2
    await grow_old(2, resources)
    assert await sweep_rows(resources) == 1
    assert await value("SELECT string_agg(state, ',') FROM archive_dispute", resources) == "open"


async def test_a_file_that_no_import_knows_is_removed_after_a_while(
    write_csv: Write, people: People, resources: Resources
) -> None:
    """Given an upload whose process died between the bucket and the database."""
    files, lost = ParkedFiles(resources.imports, resources.sealer), new_id()
    await files.park(lost, write_csv([people(1)]))
    waiting = await request_import(write_csv([people(2)]), "clerk", resources)
    assert await sweep_orphans(resources) == 0
    async with asyncio.timeout(10):
        at_once = Resources(
            **{name: getattr(resources, name) for name in Resources.__slots__ if name != "settings"},
            settings=resources.settings.model_copy(update={"import_orphan_minutes": 0}),
        )
        for pause in itertools.repeat(0.2):  # the store counts whole seconds
            if await sweep_orphans(at_once):
                break
            await asyncio.sleep(pause)
    assert not await resources.imports.exists(f"{lost}/00000")
    assert await resources.imports.exists(f"{waiting}/00000")
    assert await run_next_import(resources)


async def test_the_worker_sweeps(
    write_csv: Write, people: People, resources: Resources, settings: Settings, lab: Lab
) -> None:
    await import_file(write_csv([people(1, name="")]), "test", resources)
    await grow_old(366, resources)
    async with lab.worker(service, settings), asyncio.timeout(20):
        for pause in itertools.repeat(0.05):
            if not await value("SELECT count(*) FROM archive_import", resources):
                break
            await asyncio.sleep(pause)
