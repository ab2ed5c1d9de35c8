"""Slowing down who guesses passwords, without shutting the holder out.

Two counters, each doubling its wait from 30 seconds to 15 minutes:

- the pair (account, address) after 5 wrong passwords;
- the account over all addresses after 50, and only for addresses from which it was never signed in: a guesser with
  many addresses slows down, the holder at home or at work does not notice.

A pair's counter ends with a right password; both are forgotten after a day without a wrong one.
"""

from datetime import datetime, timedelta
from math import ceil

from kernel.errors import DomainError, Kind

FREE_TRIES_OF_PAIR = 5
FREE_TRIES_OF_ACCOUNT = 50
FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(days=1)


class LoginThrottled(DomainError):
    """Too many wrong passwords a moment ago."""

    code = "identity.login.throttled"
    kind = Kind.TOO_MANY
    message = "密码错误次数过多，请稍后再试"


def seconds_to_wait(failures: int, last_failed_at: datetime | None, now: datetime, *, free: int) -> int:
    """Seconds until the next try is looked at; 0 when it is now.

    Args:
        failures: wrong passwords since the last right one.
        last_failed_at: when the latest was.
        now: the time of asking.
        free: how many are not slowed.
    """
    if last_failed_at is None or failures < free or now - last_failed_at >= FORGOTTEN_AFTER:
        return 0
    doublings = min(failures - free, 16)
    wait = min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
    return max(0, ceil((last_failed_at + wait - now).total_seconds()))
