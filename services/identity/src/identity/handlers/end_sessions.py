"""End sessions before their time; the gateways hear of it."""

from uuid import UUID

from kernel.contracts.identity import SessionRevoked
from kernel.db import Transaction

from identity.domain.session import Audience
from identity.repository.sessions import Sessions
from identity.resources import Resources


async def end_sessions(
    audience: Audience, subject: str, tx: Transaction, resources: Resources, *, session_id: UUID | None = None
) -> int:
    """End one session of a person or member of staff, or all of them; returns how many were alive."""
    ended = await Sessions(tx, resources).revoke(session_id=session_id, audience=audience, subject=subject)
    if ended:
        tx.publish(SessionRevoked(subject=subject, session_ids=ended, revoked_at=tx.now))
    return len(ended)
