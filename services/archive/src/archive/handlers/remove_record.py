"""Mark a record as removed: the archive went to another centre, or the record should never have been there."""

from uuid import UUID

import structlog
from kernel.contracts.archive import RecordChanged
from kernel.db import Transaction

from archive.domain.access import Action
from archive.domain.dispute import remark
from archive.domain.record import ReasonMissing, Record
from archive.repository.access import record_access
from archive.repository.removal import mark_removed
from archive.resources import Resources

log = structlog.get_logger()


async def remove_record(record_id: UUID, reason: str, username: str, tx: Transaction, resources: Resources) -> Record:
    """Remove a record and tell the other services. An import that holds the person brings it back.

    Raises:
        ReasonMissing: the reason is empty.
        TextUnprintable: the reason holds characters that nobody sees.
        RecordNotFound: there is no such record.
        RecordAlreadyRemoved: it is removed.
        RegisterBusy: an import is merging.
    """
    reason = remark(reason, place="reason")
    if not reason:
        raise ReasonMissing(field="reason")
    record = await mark_removed(record_id, by=username, reason=reason, tx=tx, sealer=resources.sealer)
    await record_access(tx, username=username, action=Action.REMOVED, record_ids=[record_id])
    tx.publish(
        RecordChanged(
            record_id=record.id,
            version=record.version,
            change="removed",
            fields=(),
            changed_at=tx.now,
            facts=resources.event_sealer.seal(RecordChanged, record.id, record.as_json()),
        )
    )
    log.info("record.removed", record_id=str(record_id), username=username)
    return record
