"""PostgreSQL: one transaction a use case, with the outbox in it. The only module that commits.

What a handler publishes is written to the outbox in the same transaction as its rows, with one NOTIFY;
``kernel.outbox`` sends it on.
"""

import asyncio
import contextlib
import traceback
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import asyncpg
import structlog
from pydantic import SecretStr
from sqlalchemy import CursorResult, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import registry
from sqlalchemy.sql import Executable
from sqlmodel import SQLModel

from kernel import clock, events
from kernel.errors import DependencyAway, DomainError
from kernel.events import Event
from kernel.ids import new_id

log = structlog.get_logger()

OUTBOX_CHANNEL = "outbox"

_STORE_EVENTS = text(
    """
    WITH stored AS (
        INSERT INTO outbox (id, routing_key, aggregate_id, body, created_at, not_before)
        SELECT id, key, aggregate, body, :at, :at
        FROM unnest(cast(:ids AS uuid[]), cast(:keys AS text[]), cast(:aggregates AS text[]), cast(:bodies AS bytea[]))
             AS event (id, key, aggregate, body)
    )
    SELECT pg_notify('outbox', '')
    """
)
_RECEIVE = text(
    "INSERT INTO inbox (queue, message_id, received_at) VALUES (:queue, :message_id, :at) ON CONFLICT DO NOTHING"
)
_IS_RECEIVED = text("SELECT EXISTS (SELECT FROM inbox WHERE queue = :queue AND message_id = :message_id)")
_REQUIRED_SETTINGS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def service_base() -> type[SQLModel]:
    """A base for one service's tables, with a registry of its own.

    SQLModel keeps one registry for the whole process otherwise, in which tables of two services with one name clash.
    """

    class Base(SQLModel, registry=registry()):
        """One service's tables."""

        __abstract__ = True

    return Base


class Transaction:
    """One database transaction and the events published in it."""

    def __init__(self, session: AsyncSession, *, at: datetime, request_id: str | None) -> None:
        self.session = session
        self.now = at
        self.request_id = request_id
        self._events: list[tuple[UUID, Event]] = []

    def publish(self, event: Event) -> UUID:
        """Put an event into the outbox with the commit; returns the message's id."""
        message_id = new_id()
        self._events.append((message_id, event))
        return message_id

    async def execute(
        self, statement: Executable, parameters: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[*tuple[Any, ...]]:
        """Run a statement; ``rowcount`` of the result is for statements that change rows."""
        result = await self.session.execute(statement, parameters)
        # What a query of mapped columns gives is no cursor result, but reads like one.
        return cast("CursorResult[*tuple[Any, ...]]", result)

    async def scalar(self, statement: Executable, parameters: Mapping[str, Any] | None = None) -> Any:  # noqa: ANN401 - a column's value
        """The first column of the first row, or None."""
        return await self.session.scalar(statement, parameters)

    async def received(self, queue: str, message_id: UUID) -> bool:
        """Enter a message into the inbox; False when it stands there already."""
        result = await self.execute(_RECEIVE, {"queue": queue, "message_id": message_id, "at": self.now})
        return result.rowcount == 1

    async def has_received(self, queue: str, message_id: UUID) -> bool:
        """Whether the inbox holds a message."""
        return bool(await self.scalar(_IS_RECEIVED, {"queue": queue, "message_id": message_id}))

    async def store_events(self) -> None:
        """Write what was published so far to the outbox; done by the commit, earlier only to bound memory."""
        if not self._events:
            return
        waiting, self._events = self._events, []
        await self.session.flush()
        await self.session.execute(
            _STORE_EVENTS,
            {
                "ids": [message_id for message_id, _ in waiting],
                "keys": [event.routing_key for _, event in waiting],
                "aggregates": [event.aggregate_id for _, event in waiting],
                "bodies": [
                    events.encode(event, message_id=message_id, occurred_at=self.now, request_id=self.request_id)
                    for message_id, event in waiting
                ],
                "at": self.now,
            },
        )


class Database:
    """A pool of connections to one service's database."""

    def __init__(self, url: SecretStr | str, *, size: int = 10) -> None:
        """``url``: ``postgresql://user:password@host:port/database``; ``size``: connections at the most."""
        dsn = url.get_secret_value() if isinstance(url, SecretStr) else url
        self.dsn = dsn
        self.engine: AsyncEngine = create_async_engine(
            dsn.replace("postgresql://", "postgresql+asyncpg://", 1),
            pool_size=size,
            max_overflow=0,
            pool_timeout=10,
            pool_pre_ping=True,
            pool_use_lifo=True,
            hide_parameters=True,  # statements that fail are logged, what they would have stored is not
            connect_args={"timeout": 5, "command_timeout": 60, "server_settings": {"application_name": "zhengxin"}},
        )

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Run one transaction; it is committed at the end of the block and rolled back by an exception.

        Raises:
            DependencyAway: PostgreSQL does not answer. Whether a commit under way took effect is then unknown.
        """
        request_id = structlog.contextvars.get_contextvars().get("request_id")
        session = AsyncSession(self.engine, expire_on_commit=False)
        try:
            tx = Transaction(session, at=clock.now(), request_id=request_id)
            try:
                yield tx
            except DomainError as error:
                if error.keep:
                    await self._commit(tx)
                raise
            await self._commit(tx)
        except (DBAPIError, PoolTimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            if is_away(error) and (not isinstance(error, OSError) or _came_from_driver(error)):
                await session.invalidate()
                log.warning("database.away", error=type(error).__name__)
                raise DependencyAway("database") from error
            raise
        finally:
            await asyncio.shield(session.close())

    @staticmethod
    async def _commit(tx: Transaction) -> None:
        await tx.store_events()
        commit = asyncio.ensure_future(tx.session.commit())
        try:
            await asyncio.shield(commit)
        except asyncio.CancelledError:
            # A cancelled task leaves when its commit has ended: closing the session in the middle of it would fail, and
            # that failure would take the place of the cancellation.
            await asyncio.wait({commit})
            raise

    async def ping(self) -> None:
        """Ask for a sign of life.

        Raises:
            DependencyAway: there is none.
        """
        async with self.transaction() as tx:
            await tx.scalar(text("SELECT 1"))

    async def unsafe_settings(self) -> list[str]:
        """Server settings under which an answered commit could be lost."""
        async with self.transaction() as tx:
            rows = await tx.execute(
                text("SELECT name, setting FROM pg_settings WHERE name = ANY(:names)"),
                {"names": list(_REQUIRED_SETTINGS)},
            )
            return [f"{name}={setting}" for name, setting in rows if setting != _REQUIRED_SETTINGS[name]]

    async def dispose(self) -> None:
        """Close the pool."""
        await self.engine.dispose()


def _came_from_driver(error: OSError) -> bool:
    """Whether it was raised by the database's driver: a file that the block did not find is the block's own fault."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__", "").startswith(("asyncpg.", "sqlalchemy.")) for frame, _ in frames)


def is_away(error: BaseException) -> bool:
    """Whether an error says that the server, not the statement, is at fault."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and is_away(error.orig))
    cause = error.__cause__
    return isinstance(
        error,
        PoolTimeoutError
        | OSError
        | asyncpg.PostgresConnectionError
        | asyncpg.InterfaceError
        | asyncpg.OperatorInterventionError
        | asyncpg.TooManyConnectionsError
        | asyncpg.InternalClientError,
    ) or (cause is not None and cause is not error and isinstance(cause, Exception) and is_away(cause))
