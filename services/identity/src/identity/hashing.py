"""Passwords: argon2id in a bounded pool of threads, off the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from identity.domain.account import ServiceBusy

T = TypeVar("T")

_MEMORY_KIB = 19 * 1024
_PASSES = 2


class PasswordHashes:
    """Hashes and checks passwords with OWASP's first choice of argon2id's parameters."""

    def __init__(self, *, threads: int, queue: int) -> None:
        """At most `threads` at once and `queue` waiting; each takes 19 MiB while it runs."""
        self._hasher = PasswordHasher(time_cost=_PASSES, memory_cost=_MEMORY_KIB, parallelism=1)
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="argon2")
        self._room = threads + queue
        self._nobodys = self._hasher.hash("nobody's password")

    async def make(self, password: str) -> str:
        """Hash a new password.

        Raises:
            ServiceBusy: the pool and its queue are full.
        """
        return await self._run(lambda: self._hasher.hash(password))

    async def check(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the right one; `None` costs the same time and is never right.

        Raises:
            ServiceBusy: the pool and its queue are full.
        """

        def verify() -> bool:
            try:
                self._hasher.verify(password_hash or self._nobodys, password)
            except (VerificationError, InvalidHashError):
                return False
            return password_hash is not None

        return await self._run(verify)

    def close(self) -> None:
        """Let the running ones end and drop the others."""
        self._executor.shutdown(cancel_futures=True)

    async def _run(self, work: Callable[[], T]) -> T:
        if self._room <= 0:
            raise ServiceBusy(retry_after=2)
        self._room -= 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._executor, work)
        finally:
            self._room += 1
