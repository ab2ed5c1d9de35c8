"""Take in a register file: checked at a glance, sealed, parked in the object store, left to the worker."""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import UUID

import structlog
from kernel.db import Transaction
from kernel.idempotency import KeyInProgress
from kernel.ids import new_id
from kernel.sealed import BlindIndex

from archive.adapters.parked_files import ParkedFiles
from archive.adapters.sheets import check_container
from archive.domain.imports import AlreadyRunning
from archive.handlers.import_register import limits_of
from archive.repository.imports import Imports, Run
from archive.resources import Resources

log = structlog.get_logger()


Entered = Callable[[UUID, Transaction], Awaitable[None]]


async def _nothing_more(_: UUID, __: Transaction) -> None:
    """Nothing else is written with an import's row."""


async def request_import(
    path: Path, requested_by: str, resources: Resources, *, entered: Entered = _nothing_more
) -> UUID:
    """Park a file and enter its import; returns the import's id. ``entered`` is called in the row's transaction.

    The file is parked before the row is written: a row without its file could not be run, a file without its row does
    no harm.

    Raises:
        ImportRefused: no register at a glance (see ``sheets.check_container``); nothing is kept.
        AlreadyRunning: the same file is being imported.
        DependencyAway: the object store or the database does not answer.
    """
    file_index = await check_file(path, resources)
    import_id = new_id()
    files = ParkedFiles(resources.imports, resources.sealer)
    parts = await files.park(import_id, path)
    try:
        async with resources.database.transaction() as tx:
            await Imports(tx).add(import_id, file_index=file_index, parts=parts, requested_by=requested_by)
            await entered(import_id, tx)
    except (AlreadyRunning, KeyInProgress):  # of a commit without an answer nobody knows; the sweep sees to that
        await files.discard(import_id, parts)
        raise
    log.info("import.requested", import_id=str(import_id), requested_by=requested_by)
    return import_id


async def begin_import(path: Path, requested_by: str, resources: Resources) -> Run:
    """Enter an import that the caller runs itself, from its own file; errors as :func:`request_import`."""
    file_index = await check_file(path, resources)
    import_id = new_id()
    async with resources.database.transaction() as tx:
        imports = Imports(tx)
        await imports.add(import_id, file_index=file_index, parts=0, requested_by=requested_by)
        run = await imports.claim(lease_seconds=resources.settings.import_lease_seconds, import_id=import_id)
    if run is None:
        raise AlreadyRunning(field="file")
    return run


async def check_file(path: Path, resources: Resources) -> bytes:
    """Check a file at a glance; returns the keyed hash of its bytes.

    Raises:
        ImportRefused: it cannot be a register.
        AlreadyRunning: it is being imported.
    """
    await asyncio.to_thread(check_container, path, limits_of(resources))
    file_index = await asyncio.to_thread(_index_of, path, resources.index)
    async with resources.database.transaction() as tx:
        if await Imports(tx).is_running(file_index):
            raise AlreadyRunning(field="file")
    return file_index


def _index_of(path: Path, index: BlindIndex) -> bytes:
    with path.open("rb") as file:
        return index.of("archive_import.file", hashlib.file_digest(file, "sha256").hexdigest())
