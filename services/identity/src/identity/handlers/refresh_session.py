"""Refresh a session: the old refresh token is exchanged, once but for a short grace."""

from datetime import timedelta
from uuid import UUID

import structlog
from kernel.db import Transaction

from identity.domain.session import Audience, RefreshReused, SessionEnded, refresh_deadline
from identity.handlers.end_sessions import end_sessions
from identity.handlers.open_session import SignedIn, give_tokens
from identity.repository.sessions import Sessions
from identity.resources import Resources
from identity.tables import Account, SessionRow, StaffAccount

log = structlog.get_logger()


async def refresh_session(refresh_token: str, tx: Transaction, resources: Resources) -> SignedIn:
    """New tokens for the same session.

    Raises:
        SessionEnded: the session is no more, or nobody got this token.
        RefreshReused: the token was exchanged before and its grace is over; its session ends now, whoever holds it.
    """
    sessions = Sessions(tx, resources)
    session_id = await sessions.of_refresh_token(refresh_token)
    session = await sessions.get_alive(session_id, lock=True)
    grace = timedelta(seconds=resources.settings.refresh_grace_seconds)
    if not await sessions.use_refresh_token(refresh_token, session, grace):
        log.warning("refresh_token.reused", session_id=str(session.id))
        await end_sessions(Audience(session.audience), session.subject, tx, resources, session_id=session.id)
        raise RefreshReused
    account = await _account_of(session, tx)
    session.seen_at = tx.now
    session.refresh_until = refresh_deadline(session.started_at, tx.now, Audience(session.audience))
    return await give_tokens(session, account, tx, resources)


async def _account_of(session: SessionRow, tx: Transaction) -> Account | StaffAccount:
    account: Account | StaffAccount | None
    if session.audience == Audience.PERSON:
        account = await tx.session.get(Account, UUID(session.subject))
    else:
        account = await tx.session.get(StaffAccount, session.subject)
    if account is None or (isinstance(account, StaffAccount) and account.disabled_at is not None):
        raise SessionEnded
    return account
