"""How long people stay signed in, and what ends it."""

from datetime import datetime, timedelta
from enum import StrEnum

from kernel.errors import DomainError, Kind

ACCESS_LIFETIME = timedelta(minutes=15)
ABSOLUTE_LIFETIME = timedelta(hours=12)


class Audience(StrEnum):
    """Whose token it is; a token of one audience opens no route of the other."""

    PERSON = "person"
    STAFF = "staff"

    @property
    def idle_lifetime(self) -> timedelta:
        """How long a session lives without being refreshed."""
        return timedelta(minutes=30) if self is Audience.PERSON else timedelta(minutes=15)


class SessionEnded(DomainError):
    """Signed out, run out, or never there."""

    code = "identity.session.ended"
    kind = Kind.UNAUTHENTICATED
    message = "登录已失效，请重新登录"


class RefreshReused(DomainError):
    """A refresh token that had been exchanged before: one of its two bearers is a thief, so both are signed out."""

    code = "identity.session.refresh_reused"
    kind = Kind.UNAUTHENTICATED
    message = "登录已失效，请重新登录"
    keep = True


def refresh_deadline(started_at: datetime, now: datetime, audience: Audience) -> datetime:
    """Until when the next refresh must come: the idle time, cut by the absolute one."""
    return min(now + audience.idle_lifetime, started_at + ABSOLUTE_LIFETIME)
