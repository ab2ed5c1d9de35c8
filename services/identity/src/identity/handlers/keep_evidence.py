"""Keep one piece of evidence: its row first, then the object, then the note that it is there."""

import asyncio
from uuid import UUID

import structlog
from kernel.db import Transaction
from kernel.errors import DomainError

from identity.adapters.evidence_store import put_evidence, remove_evidence
from identity.adapters.pictures import reencode_picture, video_type
from identity.domain.face import EvidenceKind
from identity.repository.evidence import Evidence
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
        content_type, clean = "image/jpeg", await reencode(content, resources)
    async with resources.database.transaction() as tx:
        row = await _announce(token, kind, content_type, tx, resources)
    await put_evidence(row.holder_id, row.id, clean, resources)
    try:
        async with resources.database.transaction() as tx:
            await _confirm(token, row.id, kind, tx, resources)
    except DomainError:
        # The session ended in between, and with it perhaps the row that would have the object deleted.
        await remove_evidence(row.holder_id, row.id, resources)
        raise
    log.info("evidence.stored", face_session_id=str(row.holder_id), kind=kind.value)


async def reencode(content: bytes, resources: Resources) -> bytes:
    """An ID photo as a clean JPEG, made in the bounded pool of threads.

    Raises:
        EvidenceUnreadable: it is no picture.
        EvidenceTooLarge: it is too large.
    """
    return await asyncio.get_running_loop().run_in_executor(resources.pictures, reencode_picture, content)


async def _announce(
    token: str, kind: EvidenceKind, content_type: str, tx: Transaction, resources: Resources
) -> EvidenceRow:
    session = await FaceSessions(tx, resources).get(token)
    session.require_open_for_evidence()
    return Evidence(tx, resources).announce(session.id, kind, content_type)


async def _confirm(token: str, evidence_id: UUID, kind: EvidenceKind, tx: Transaction, resources: Resources) -> None:
    session = await FaceSessions(tx, resources).get(token, lock=True)
    session.require_open_for_evidence()
    evidence = Evidence(tx, resources)
    await evidence.end(session.id, "expired", kind)
    await evidence.confirm(evidence_id)
