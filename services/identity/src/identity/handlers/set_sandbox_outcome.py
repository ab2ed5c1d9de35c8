"""Set what the sandbox's face provider will say about a session."""

from kernel.db import Transaction
from sqlalchemy.dialects.postgresql import insert

from identity.domain.face import FaceSessionNotFound, Outcome
from identity.repository.face_sessions import FaceSessions
from identity.resources import Resources
from identity.tables import SandboxFaceOutcome


async def set_sandbox_outcome(token: str, outcome: Outcome, tx: Transaction, resources: Resources) -> None:
    """Remember it until the session is submitted.

    Raises:
        FaceSessionNotFound: no such session, or not the sandbox.
    """
    if not resources.settings.sandbox:
        raise FaceSessionNotFound
    session = await FaceSessions(tx, resources).get(token)
    await tx.execute(
        insert(SandboxFaceOutcome)
        .values(face_session_id=session.id, outcome=outcome)
        .on_conflict_do_update(index_elements=["face_session_id"], set_={"outcome": outcome})
    )
