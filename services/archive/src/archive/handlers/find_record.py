"""Look records up: for other services by ID number or record id; for a clerk by an exact term or whole, logged."""

from collections.abc import Sequence
from uuid import UUID

import structlog
from kernel.db import Transaction
from kernel.id_number import IdNumber

from archive.domain.access import Action
from archive.domain.record import Record
from archive.queries import Records
from archive.repository.access import record_access
from archive.resources import Resources

log = structlog.get_logger()


async def find_by_id_number(id_number: str, tx: Transaction, resources: Resources) -> Record:
    """The record of an ID number as somebody typed it.

    Raises:
        InvalidIdNumber: it is none.
        RecordNotFound: the register does not have it.
    """
    return await _records(tx, resources).by_id_number(IdNumber.parse(id_number))


async def find_by_id(record_id: UUID, tx: Transaction, resources: Resources) -> Record:
    """The record of an id.

    Raises:
        RecordNotFound: there is none.
    """
    return await _records(tx, resources).get(record_id)


async def search_records(
    text: str, username: str, tx: Transaction, resources: Resources, *, limit: int, before: UUID | None
) -> Sequence[Record]:
    """Records for a clerk, by an exact ID number, name or archive number; newest first, below the id ``before``.

    One more than ``limit`` tells that there are more; it is not shown, and not written down as seen.
    """
    found = await _records(tx, resources).search(text, limit=limit + 1, before=before)
    seen = [record.id for record in found[:limit]]
    await record_access(tx, username=username, action=Action.FOUND, record_ids=seen)
    log.info("register.searched", username=username, found=len(found))
    return found


async def reveal_record(record_id: UUID, username: str, tx: Transaction, resources: Resources) -> Record:
    """A whole record for a clerk, a removed one too.

    Raises:
        RecordNotFound: there never was one.
    """
    record = await _records(tx, resources).get_even_removed(record_id)
    await record_access(tx, username=username, action=Action.REVEALED, record_ids=[record_id])
    log.info("record.revealed", record_id=str(record_id), username=username)
    return record


def _records(tx: Transaction, resources: Resources) -> Records:
    return Records(tx, resources.sealer, resources.index)
