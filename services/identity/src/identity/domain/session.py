"""How long people stay signed in, and what ends it."""

from dataclasses import dataclass, field
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


class SessionNotFound(DomainError):
    """None of the person's, or ended already."""

    code = "identity.session.not_found"
    kind = Kind.NOT_FOUND
    message = "该登录不存在或已退出"


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


class CookiesOnly(DomainError):
    """A browser asked for its refresh token in the answer, or sent one in the body: scripts must never hold it."""

    code = "identity.session.cookies_only"
    kind = Kind.FORBIDDEN
    message = "浏览器中的登录只通过Cookie保持，不能直接获取或提交刷新令牌"


@dataclass(frozen=True, slots=True)
class Device:
    """From where somebody signs in: the browser's description of itself and its address, as the request came."""

    agent: str = field(repr=False)
    address: str = field(repr=False)

    @property
    def label(self) -> str:
        """The kind of browser and system, as the holder would recognise it; the rest of the description is dropped."""
        browser = next((name for mark, name in _BROWSERS if mark in self.agent), "其他浏览器")
        system = next((name for mark, name in _SYSTEMS if mark in self.agent), "其他系统")
        return f"{browser} · {system}"


_BROWSERS = (
    ("MicroMessenger", "微信"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
"""The first mark that is found counts: later names stand in the descriptions of earlier ones, too."""


def refresh_deadline(started_at: datetime, now: datetime, audience: Audience) -> datetime:
    """Until when the next refresh must come: the idle time, cut by the absolute one."""
    return min(now + audience.idle_lifetime, started_at + ABSOLUTE_LIFETIME)


def may_be_exchanged_again(used_at: datetime, last_exchange_at: datetime, now: datetime, grace: timedelta) -> bool:
    """Whether a refresh token that was exchanged already is given another pair.

    Two tabs refresh at once, an answer gets lost on its way: so the token of the session's last exchange counts for a
    moment longer. One from before it never does.
    """
    return bool(grace) and used_at == last_exchange_at and now - used_at < grace
