"""Import a file that lies on this machine, at once and in this process."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from archive.domain.imports import Abandoned, Cancelled, Counts, ImportRefused
from archive.handlers.import_register import import_register
from archive.handlers.lease import Progress, holding
from archive.handlers.request_import import begin_import
from archive.queries import read_import
from archive.repository.imports import Imports, LeaseLost, Run
from archive.resources import Resources


async def import_file(
    path: Path, requested_by: str, resources: Resources, on_progress: Callable[[Progress], None] = lambda _: None
) -> tuple[UUID, Counts]:
    """Import a file; returns the import's id and what came of its rows.

    Raises:
        ImportRefused: the file as a whole is refused, or the import was cancelled meanwhile.
        AlreadyRunning: the same file is being imported.
        DependencyAway: the database does not answer.
    """
    run = await begin_import(path, requested_by, resources)
    progress = Progress()
    async with holding(run, progress, resources):
        try:
            counts = await import_register(run, path, resources, progress, lambda: on_progress(progress))
        except ImportRefused:
            raise
        except LeaseLost:
            raise await _why_ended(run, resources) from None
        except BaseException:
            await asyncio.shield(_give_up(run, resources))
            raise
    return run.import_id, counts


async def _give_up(run: Run, resources: Resources) -> None:
    """No other run could take it over: the file is known to this process only."""
    async with resources.database.transaction() as tx:
        await Imports(tx).fail(run, Abandoned())


async def _why_ended(run: Run, resources: Resources) -> ImportRefused:
    """Why an import that this process had in hand is no longer its own."""
    async with resources.database.transaction() as tx:
        report = await read_import(tx, run.import_id)
    return Cancelled() if report.error_code == Cancelled.code else Abandoned()
