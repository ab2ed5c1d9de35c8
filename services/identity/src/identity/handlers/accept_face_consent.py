"""Record the separate consent to face processing (B1)."""

from kernel.db import Transaction

from identity.repository.face_sessions import FaceSessions
from identity.resources import Resources


async def accept_face_consent(token: str, tx: Transaction, resources: Resources) -> None:
    """Note when it was given."""
    sessions = FaceSessions(tx, resources)
    session = await sessions.get(token, lock=True)
    session.consent(tx.now)
    await sessions.save(session)
