"""重新验证 on the phone itself: the same link goes on after a failure."""

import structlog
from kernel.db import Transaction

from identity.domain.face import EvidenceKind, FaceSession, FaceSessionNotFound, FaceState
from identity.repository.evidence import Evidence
from identity.repository.face_sessions import FaceSessions
from identity.repository.registrations import Registrations
from identity.resources import Resources

log = structlog.get_logger()


async def retry_face(token: str, tx: Transaction, resources: Resources) -> FaceSession:
    """Open the session for another try; it counts among the registration's. Repeated, it changes nothing.

    The video is to be made anew. The photos stay until others replace them.

    Raises:
        FaceSessionNotFound: unknown, or the registration page shows a newer one.
        FaceSessionDecided: it has passed, or is with staff.
        TooManyFaceAttempts: the registration has had all its tries.
    """
    sessions, registrations = FaceSessions(tx, resources), Registrations(tx, resources)
    # Everybody locks the registration first, then its face sessions.
    registration_id = (await sessions.get(token)).registration_id
    registration = await registrations.get_by_id(registration_id, lock=True)
    session = await sessions.get(token, lock=True)
    if not await sessions.is_latest(session):
        raise FaceSessionNotFound
    if session.state is FaceState.PENDING:
        return session
    session.begin_again(tx.now)
    registration.open_face_session(tx.now)
    await sessions.save(session)
    await registrations.save(registration)
    await Evidence(tx, resources).end(session.id, "failed", EvidenceKind.VIDEO)
    log.info("face_session.begun_again", face_session_id=str(session.id), attempts=registration.face_attempts)
    return await sessions.get(token)
