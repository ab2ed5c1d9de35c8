"""SMS codes: how long, how often, how many tries (manual 2.1, 2.3)."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from uuid import UUID

from kernel.errors import DomainError, Kind
from kernel.id_number import IdNumber

from identity.domain.phone import Phone

LIFETIME = timedelta(minutes=5)
MAX_TRIES = 5
MAX_WRONG_A_DAY = 15
"""Wrong codes for one ID number and phone in 24 hours, over all their codes: 15 guesses at 10,000 values.

Counted with the phone, as anybody can name somebody else's ID number with a phone of their own: that must not shut the
holder out."""

RESEND_AFTER = timedelta(minutes=1)
SENDING_LIMITS = ((RESEND_AFTER, 1), (timedelta(hours=1), 5), (timedelta(days=1), 10))
"""At most so many codes to one phone in each span."""

ATTEMPT_LIMITS = ((timedelta(hours=1), 5),)
"""At most so many codes for one registration, login or reset, whatever phones it names: one captcha is not to have
messages sent to any number of people. A phone corrected at once is not held up."""


class Purpose(StrEnum):
    """What a code is good for; it opens nothing else. The values are those of the event."""

    REGISTRATION = "registration"
    LOGIN = "login"
    RESET = "reset"
    PHONE_CHANGE = "phone_change"
    RECOVERY = "recovery"

    @property
    def digits(self) -> int:
        """Four for a registration as in the manual, six where an account is opened by it."""
        return 4 if self is Purpose.REGISTRATION else 6


@dataclass(frozen=True, slots=True)
class CodeScope:
    """What a code is bound to: a purpose, the attempt it belongs to, the ID number at stake and the phone."""

    purpose: Purpose
    attempt_id: UUID
    id_number: IdNumber = field(repr=False)
    phone: Phone = field(repr=False)


class CodeWrong(DomainError):
    """A wrong guess; it counts."""

    code = "identity.code.wrong"
    kind = Kind.INVALID
    message = "验证码错误，请重新输入"
    keep = True


class CodeExpired(DomainError):
    """Too old, already used, replaced by a newer one, or guessed at five times."""

    code = "identity.code.expired"
    kind = Kind.INVALID
    message = "验证码已过期，请重新获取"


class CodeThrottled(DomainError):
    """The phone or the attempt got, or the ID number and phone guessed, as many codes as they may."""

    code = "identity.code.throttled"
    kind = Kind.TOO_MANY
    message = "获取验证码过于频繁，请稍后再试"


def new_code(purpose: Purpose) -> str:
    """Digits, leading zeros included."""
    return f"{secrets.randbelow(10**purpose.digits):0{purpose.digits}d}"


def seconds_until_next(
    sent: Sequence[datetime], now: datetime, limits: Sequence[tuple[timedelta, int]] = SENDING_LIMITS
) -> int:
    """How long a phone (or an attempt) waits for its next code; 0 when it may have one now.

    Args:
        sent: when codes went to this phone (or for this attempt) within the last day, in any order.
        now: the time of asking.
        limits: how many there may be in each span.
    """
    newest_first = sorted(sent, reverse=True)
    wait = timedelta(0)
    for span, limit in limits:
        if len(newest_first) >= limit:
            wait = max(wait, newest_first[limit - 1] + span - now)
    return max(0, ceil(wait.total_seconds()))
