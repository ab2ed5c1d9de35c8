"""Limits per address, counted in the memory of this copy.

Limits per phone, account and code are identity's, in its database; these only keep one address from crowding out the
others.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from gateway.errors import TooManyRequests
from gateway.routing import Rate
from gateway.settings import SANDBOX_FACTOR, Settings

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
        self.in_flight = InFlight(rates.in_flight * factor)

    def count(self, rate: Rate, address: str) -> None:
        """Count a request.

        Raises:
            TooManyRequests: the address has none left.
        """
        if seconds := self._windows[rate].hit(address):
            raise TooManyRequests(retry_after=seconds)
