"""Remove what has run out: captchas, codes, attempts, sessions, counters."""

from datetime import timedelta

import structlog
from sqlalchemy import ColumnElement, delete
from sqlmodel import col

from identity.domain.lookup import SPAN
from identity.resources import Resources
from identity.tables import (
    Captcha,
    LoginFailure,
    Lookup,
    PasswordReset,
    RegistrationRow,
    SessionRow,
    SmsCode,
)

log = structlog.get_logger()

_KEPT = timedelta(days=2)
"""Longer than any daily limit looks back."""

_KNOWN_ADDRESS = timedelta(days=90)


async def sweep_expired(resources: Resources) -> int:
    """Delete rows that nobody can use any more; returns how many. Face sessions and refresh tokens go with theirs."""
    async with resources.database.transaction() as tx:
        old = tx.now - _KEPT
        never_signed_in = col(LoginFailure.signed_in_at).is_(None) & (col(LoginFailure.last_failed_at) < old)
        long_ago = col(LoginFailure.signed_in_at) < tx.now - _KNOWN_ADDRESS
        conditions: list[tuple[type, ColumnElement[bool]]] = [
            (Captcha, col(Captcha.expires_at) < tx.now),
            (SmsCode, col(SmsCode.created_at) < old),
            (RegistrationRow, col(RegistrationRow.expires_at) < old),
            (PasswordReset, col(PasswordReset.expires_at) < old),
            (SessionRow, col(SessionRow.refresh_until) < old),
            (Lookup, col(Lookup.asked_at) < tx.now - SPAN),
            (LoginFailure, never_signed_in | long_ago),
        ]
        removed = 0
        for table, condition in conditions:
            removed += (await tx.execute(delete(table).where(condition))).rowcount
    if removed:
        log.info("expired.swept", rows=removed)
    return removed
