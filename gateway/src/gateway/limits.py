"""Limits per address, counted in the memory of this copy.

Limits per phone, account and code are identity's, in its database; these only keep one address from crowding out the
others.
"""

import hashlib
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog

from gateway.errors import TooManyRequests
from gateway.routing import Rate
from gateway.settings import SANDBOX_FACTOR, Settings

log = structlog.get_logger()

_ADDRESSES_KEPT = 100_000
_MINUTE, _HOUR = 60, 3600


class FixedWindow:
    """At most ``limit`` requests from each address in every window of ``seconds``.

    Memory is bounded: beyond 100,000 addresses in one window the further ones share a count.
    """

    def __init__(self, limit: int, seconds: int) -> None:
        self._limit = limit
        self._seconds = seconds
        self._window = -1
        self._counts: dict[str, int] = {}

    def hit(self, address: str) -> int:
        """Count a request; 0 when it may pass, else the seconds until the next window."""
        now = time.monotonic()
        window = int(now // self._seconds)
        if window != self._window:
            self._window = window
            self._counts = {}
        key = address if address in self._counts or len(self._counts) < _ADDRESSES_KEPT else ""
        count = self._counts.get(key, 0) + 1
        self._counts[key] = count
        return 0 if count <= self._limit else max(1, round((window + 1) * self._seconds - now))


class InFlight:
    """How many requests of each address are being handled; slow ones hold their place until they end."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._counts: dict[str, int] = {}

    @contextmanager
    def place(self, address: str) -> Iterator[None]:
        """Hold a place for one request.

        Raises:
            TooManyRequests: the address holds all it may.
        """
        count = self._counts.get(address, 0)
        if count >= self._limit:
            raise TooManyRequests(retry_after=1)
        self._counts[address] = count + 1
        try:
            yield
        finally:
            self._counts[address] -= 1
            if not self._counts[address]:
                del self._counts[address]


class DistinctValues:
    """At most ``limit`` different values from each address in every hour, against asking about one after the other.

    What is remembered is a digest under a key of this process.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._window = -1
        self._asked: dict[str, set[bytes]] = {}
        self._key = secrets.token_bytes(32)

    def ask(self, address: str, value: str) -> Callable[[], None] | None:
        """Count a value; what takes a new one back, as a request that was told nothing does not count.

        Raises:
            TooManyRequests: the address has asked about as many others as it may.
        """
        now = time.monotonic()
        if self._window != int(now // _HOUR):
            self._window = int(now // _HOUR)
            self._asked = {}
        asked = self._asked.setdefault(address if len(self._asked) < _ADDRESSES_KEPT else "", set())
        digest = hashlib.blake2b(value.encode(), key=self._key, digest_size=16).digest()
        if digest in asked:
            return None
        if len(asked) >= self._limit:
            log.warning("probing.stopped", values=len(asked))
            raise TooManyRequests(retry_after=max(1, round((self._window + 1) * _HOUR - now)))
        asked.add(digest)
        return lambda: asked.discard(digest)


class AddressLimits:
    """The window of each rate, and what else an address may use up."""

    def __init__(self, settings: Settings) -> None:
        rates, factor = settings.rates, SANDBOX_FACTOR if settings.sandbox else 1
        self._windows = {
            Rate.GENERAL: FixedWindow(rates.general * factor, _MINUTE),
            Rate.CREDENTIALS: FixedWindow(rates.credentials * factor, _MINUTE),
            Rate.MESSAGES: FixedWindow(rates.messages * factor, _HOUR),
            Rate.CAPTCHAS: FixedWindow(rates.captchas * factor, _MINUTE),
            Rate.UPLOADS: FixedWindow(rates.uploads * factor, _MINUTE),
            Rate.VERIFICATIONS: FixedWindow(rates.verifications * factor, _MINUTE),
        }
        self._messages_in_all = FixedWindow(rates.messages_in_all * factor, _HOUR)
        self.in_flight = InFlight(rates.in_flight * factor)
        self.id_numbers = DistinctValues(rates.id_numbers * factor)

    def count(self, rate: Rate, address: str) -> None:
        """Count a request.

        Raises:
            TooManyRequests: the address has none left, or all of them together have used up the messages.
        """
        seconds = self._windows[rate].hit(address)
        if rate is Rate.MESSAGES and not seconds and (seconds := self._messages_in_all.hit("")):
            log.warning("messages.budget_spent")
        if seconds:
            raise TooManyRequests(retry_after=seconds)
