"""Run the next import that waits, and clear away the files of those that are over."""

import asyncio
import contextlib
import tempfile
from pathlib import Path

import structlog
from kernel.errors import DependencyAway
from kernel.storage import ObjectMissing

from archive.adapters.parked_files import ParkedFiles
from archive.domain.imports import Abandoned, ImportRefused
from archive.handlers.import_register import import_register
from archive.handlers.lease import Progress, holding
from archive.repository.imports import Imports, LeaseLost, Run
from archive.resources import Resources

log = structlog.get_logger()


async def run_next_import(resources: Resources) -> bool:
    """Run one import, if one waits or its run has died; False when there is none.

    Raises:
        DependencyAway: a server went away; the import waits for another run, however often.
        Exception: so does it after whatever was not foreseen, but not more often than the settings allow.
    """
    settings = resources.settings
    async with resources.database.transaction() as tx:
        imports = Imports(tx)
        run = await imports.claim(lease_seconds=settings.import_lease_seconds)
        if run is None:
            return False
        if run.attempt > settings.import_attempts:
            log.error("import.abandoned", import_id=str(run.import_id), attempts=settings.import_attempts)
            await imports.fail(run, Abandoned())
            return True
    try:
        await _import_parked(run, resources)
    except ImportRefused:
        return True  # recorded; the clerk reads it
    except LeaseLost:
        return True  # another run has it, or nobody: it was cancelled
    except ObjectMissing:
        if await _is_held(run, resources):
            raise
        return True  # cancelled, and its file cleared away meanwhile
    except DependencyAway:
        with contextlib.suppress(DependencyAway):  # without the database the lease ends by itself
            await _release(run, resources)
        raise
    except asyncio.CancelledError:
        await asyncio.shield(_release(run, resources))
        raise
    return True


async def clear_files(resources: Resources) -> None:
    """Remove the parked files of imports that are over."""
    files = ParkedFiles(resources.imports, resources.sealer)
    async with resources.database.transaction() as tx:
        finished = await Imports(tx).finished_with_files()
    for import_id, parts in finished:
        await files.discard(import_id, parts)
        async with resources.database.transaction() as tx:
            await Imports(tx).forget_file(import_id)


async def _import_parked(run: Run, resources: Resources) -> None:
    files = ParkedFiles(resources.imports, resources.sealer)
    with tempfile.TemporaryDirectory(prefix="zhengxin-import-") as folder:
        path, progress = Path(folder) / "register", Progress()
        async with holding(run, progress, resources):
            await files.fetch(run.import_id, run.parts, path)
            await import_register(run, path, resources, progress)


async def _is_held(run: Run, resources: Resources) -> bool:
    async with resources.database.transaction() as tx:
        return await Imports(tx).renew(run, lease_seconds=resources.settings.import_lease_seconds, rows=0, done=0.0)


async def _release(run: Run, resources: Resources) -> None:
    async with resources.database.transaction() as tx:
        await Imports(tx).release(run)
