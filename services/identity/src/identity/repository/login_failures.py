"""Wrong passwords, counted by account and address."""

from datetime import datetime

from kernel.db import Transaction
from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from identity.domain.throttle import (
    FORGOTTEN_AFTER,
    FREE_TRIES_OF_ACCOUNT,
    FREE_TRIES_OF_PAIR,
    LoginThrottled,
    seconds_to_wait,
)
from identity.resources import Resources
from identity.tables import LoginFailure

_ANYWHERE = b""


class LoginFailures:
    """The two counters of one try to sign in: the pair's and the account's over all addresses."""

    def __init__(self, tx: Transaction, resources: Resources, *, account: str, address: str) -> None:
        """`account`: a person's id or a staff account's name."""
        self._tx = tx
        self._account = resources.index.of("login.account", account)
        self._address = resources.index.of("login.address", address)

    async def count_try(self) -> None:
        """Count a try as wrong before it is looked at, so that parallel guesses count as well.

        Raises:
            LoginThrottled: it is not looked at yet.
        """
        pair, anywhere = await self._rows()
        wait = seconds_to_wait(pair.failures, pair.last_failed_at, self._tx.now, free=FREE_TRIES_OF_PAIR)
        if pair.signed_in_at is None:
            stranger_waits = seconds_to_wait(
                anywhere.failures, anywhere.last_failed_at, self._tx.now, free=FREE_TRIES_OF_ACCOUNT
            )
            wait = max(wait, stranger_waits)
        if wait:
            raise LoginThrottled(retry_after=wait)
        for row in (pair, anywhere):
            forgotten = row.last_failed_at is not None and self._tx.now - row.last_failed_at >= FORGOTTEN_AFTER
            row.failures = 1 if forgotten else row.failures + 1
            row.last_failed_at = self._tx.now

    async def take_back(self) -> None:
        """The try was not looked at after all: it does not count."""
        for row in await self._rows():
            row.failures = max(0, row.failures - 1)

    async def forget(self) -> None:
        """The password was right: this address is one of the holder's."""
        for row in await self._rows():
            row.failures, row.last_failed_at = 0, None
            row.signed_in_at = self._tx.now

    @staticmethod
    async def remove(account: str, tx: Transaction, resources: Resources) -> None:
        """Drop all counters of an account that is no more."""
        index = resources.index.of("login.account", account)
        await tx.execute(delete(LoginFailure).where(col(LoginFailure.account_index) == index))

    @staticmethod
    async def of(account: str, tx: Transaction, resources: Resources) -> tuple[int, datetime | None]:
        """How many wrong passwords are counted over all addresses since the last right one, and the last one's time."""
        key = (resources.index.of("login.account", account), _ANYWHERE)
        row = await tx.session.get(LoginFailure, key)
        return (0, None) if row is None else (row.failures, row.last_failed_at)

    async def _rows(self) -> tuple[LoginFailure, LoginFailure]:
        """Both counters, locked in one order by everybody."""
        return await self._lock(self._address), await self._lock(_ANYWHERE)

    async def _lock(self, address: bytes) -> LoginFailure:
        await self._tx.execute(
            insert(LoginFailure)
            .values(account_index=self._account, address_index=address, failures=0)
            .on_conflict_do_nothing()
        )
        rows = await self._tx.session.scalars(
            select(LoginFailure)
            .where(
                col(LoginFailure.account_index) == self._account,
                col(LoginFailure.address_index) == address,
            )
            .with_for_update()
        )
        return rows.one()
