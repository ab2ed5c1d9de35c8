"""Stop an import that a clerk does not want any more."""

from uuid import UUID

import structlog
from kernel.db import Transaction

from archive.repository.imports import Imports

log = structlog.get_logger()


async def cancel_import(import_id: UUID, username: str, tx: Transaction) -> None:
    """Cancel an import; the worker that has it in hand notices within seconds, and its work is rolled back.

    Raises:
        ImportNotFound: there is none of that id.
        AlreadyOver: it has ended.
    """
    await Imports(tx).cancel(import_id)
    log.info("import.cancelled", import_id=str(import_id), username=username)
