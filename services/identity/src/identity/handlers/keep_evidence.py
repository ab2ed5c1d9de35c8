"""Keep one piece of evidence: its row first, then the object, then the note that it is there."""

import asyncio
from datetime import timedelta
from uuid import UUID

import structlog
from kernel.db import Transaction
from kernel.errors import DomainError
from kernel.ids import new_id

from identity.adapters.evidence_store import put_evidence, remove_evidence
from identity.adapters.pictures import reencode_picture, video_type
from identity.domain.face import EvidenceKind
from identity.repository.face_sessions import FaceSessions
from identity.resources import Resources
from identity.tables import EvidenceRow

log = structlog.get_logger()


async def keep_evidence(token: str, kind: EvidenceKind, content: bytes, resources: Resources) -> None:
    """Check, seal and store what the phone uploaded; it replaces an earlier piece of the same kind.

    Raises:
        DomainError: no such session, no consent yet, already decided, or the file is of no use.
    """
    async with resources.database.transaction() as tx:
        (await FaceSessions(tx, resources).get(token)).require_open_for_evidence()
    if kind is EvidenceKind.VIDEO:
        content_type, clean = video_type(content), content
    else:
        content_type, clean = "image/jpeg", await _reencode(content, resources)
    async with resources.database.transaction() as tx:
        row = await _announce(token, kind, content_type, tx, resources)
    await put_evidence(row.face_session_id, row.id, clean, resources)
    try:
        async with resources.database.transaction() as tx:
            await _confirm(token, row.id, kind, tx, resources)
    except DomainError:
        # The session ended in between, and with it perhaps the row that would have the object deleted.
        await remove_evidence(row.face_session_id, row.id, resources)
        raise
    log.info("evidence.stored", face_session_id=str(row.face_session_id), kind=kind.value)


async def _reencode(content: bytes, resources: Resources) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(resources.pictures, reencode_picture, content)


async def _announce(
    token: str, kind: EvidenceKind, content_type: str, tx: Transaction, resources: Resources
) -> EvidenceRow:
    session = await FaceSessions(tx, resources).get(token)
    session.require_open_for_evidence()
    row = EvidenceRow(
        id=new_id(),
        face_session_id=session.id,
        kind=kind,
        content_type=content_type,
        created_at=tx.now,
        delete_after=tx.now + timedelta(days=resources.settings.evidence_days),
    )
    tx.session.add(row)
    return row


async def _confirm(token: str, evidence_id: UUID, kind: EvidenceKind, tx: Transaction, resources: Resources) -> None:
    sessions = FaceSessions(tx, resources)
    session = await sessions.get(token, lock=True)
    session.require_open_for_evidence()
    await sessions.end_evidence(session.id, "expired", kind)
    row = await tx.session.get_one(EvidenceRow, evidence_id, populate_existing=True)
    row.stored_at = tx.now
    row.delete_after = row.created_at + timedelta(days=resources.settings.evidence_days)
