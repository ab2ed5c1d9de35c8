"""A run's signs of life: while they last, no other run takes its import."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

import structlog
from kernel.errors import DependencyAway

from archive.repository.imports import Imports, Run
from archive.resources import Resources

log = structlog.get_logger()

_SECONDS_BETWEEN_SIGNS = 2.0


@dataclass(slots=True)
class Progress:
    """How far a run is: rows read, and the part of the file behind it (0 to 1).

    ``lost`` when the import is another run's or was cancelled: what is left to do would be rolled back at the end.
    """

    rows: int = 0
    done: float = 0.0
    lost: bool = False


@contextlib.asynccontextmanager
async def holding(run: Run, progress: Progress, resources: Resources) -> AsyncIterator[None]:
    """Renew the lease, and write the progress down, while the block runs."""
    task = asyncio.create_task(_renew(run, progress, resources))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _renew(run: Run, progress: Progress, resources: Resources) -> None:
    seconds = resources.settings.import_lease_seconds
    while True:
        await asyncio.sleep(min(_SECONDS_BETWEEN_SIGNS, seconds / 4))
        try:
            async with resources.database.transaction() as tx:
                held = await Imports(tx).renew(run, lease_seconds=seconds, rows=progress.rows, done=progress.done)
        except DependencyAway:
            continue
        if not held:
            progress.lost = True
            log.warning("import.lease_lost", import_id=str(run.import_id))
            return
