"""The relay: sends what the outbox holds, and marks as sent only what the broker confirmed.

Rows are claimed with SKIP LOCKED, so that several relays share the work; an order across rows is not kept, consumers
that need one go by the aggregate's version. Selected is what is unsent, never "id greater than the last": a transaction
that commits late must not be passed over.
"""

import asyncio
import contextlib
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from sqlalchemy import text

from kernel.broker import Publisher, Unroutable
from kernel.db import OUTBOX_CHANNEL, Database
from kernel.errors import DependencyAway
from kernel.sealed import EventSealer
from kernel.telemetry import EVENTS_SENT, EVENTS_UNROUTABLE

log = structlog.get_logger()

BATCH = 200
SIGNATURE_HEADER = "x-signature"
BROADCASTS = frozenset({"identity.session_revoked.v1"})
"""Events that may have no listener at all; everything else without a queue stays in the outbox."""

_POLL_SECONDS = 2.0
_KEEP_SENT = timedelta(days=7)
_KEEP_RECEIVED = timedelta(days=28)
_CLAIM = text(
    """
    SELECT id, routing_key, body FROM outbox
    WHERE sent_at IS NULL AND not_before <= now()
    ORDER BY sequence LIMIT :batch FOR UPDATE SKIP LOCKED
    """
)
_MARK = text("UPDATE outbox SET sent_at = now(), attempts = attempts + 1 WHERE id = ANY(:ids)")
_POSTPONE = text(
    """
    UPDATE outbox SET attempts = attempts + 1,
        not_before = now() + least(interval '60 seconds', interval '1 second' * power(2, least(attempts, 6)))
    WHERE id = ANY(:ids)
    """
)
_SWEPT_AT_ONCE = 5_000
_SWEEP = tuple(
    text(
        f"""
        DELETE FROM {table} WHERE ctid IN (
            SELECT ctid FROM {table} WHERE {column} < now() - cast(:keep AS interval) LIMIT :most
        )
        """  # noqa: S608 - names from the next lines
    )
    for table, column in (("outbox", "sent_at"), ("inbox", "received_at"))
)


class Relay:
    """Sends one service's outbox until it is stopped."""

    def __init__(self, database: Database, publisher: Publisher, sealer: EventSealer) -> None:
        self._database = database
        self._publisher = publisher
        self._sealer = sealer
        self._wake = asyncio.Event()
        self._wake.set()

    async def run(self) -> None:
        """Relay for ever: woken by NOTIFY, or by a slow poll where a notification was lost."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen())
            tasks.create_task(self._sweep())
            tasks.create_task(self._relay())

    async def _relay(self) -> None:
        while True:
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._wake.wait(), _POLL_SECONDS)
            self._wake.clear()
            if not await self._publisher.link.wait_up(_POLL_SECONDS):
                continue
            try:
                while await self.send_batch() == BATCH:
                    pass
            except DependencyAway as error:
                log.warning("outbox.waiting", dependency=error.dependency)
                await asyncio.sleep(1)
                self._wake.set()

    async def send_batch(self) -> int:
        """Send one batch; returns how many rows it claimed.

        Raises:
            DependencyAway: the database does not answer.
        """
        async with self._database.transaction() as tx:
            rows = (await tx.execute(_CLAIM, {"batch": BATCH})).all()
            if not rows:
                return 0
            outcomes = await asyncio.gather(*(self._send(row.id, row.routing_key, bytes(row.body)) for row in rows))
            sent = [row.id for row, outcome in zip(rows, outcomes, strict=True) if outcome]
            postponed = [row.id for row, outcome in zip(rows, outcomes, strict=True) if not outcome]
            if sent:
                await tx.execute(_MARK, {"ids": sent})
            if postponed:
                await tx.execute(_POSTPONE, {"ids": postponed})
        EVENTS_SENT.inc(len(sent))
        if postponed and not sent:
            await asyncio.sleep(0.2)
        return len(rows)

    async def _send(self, message_id: UUID, routing_key: str, body: bytes) -> bool:
        try:
            await self._publisher.publish(
                body,
                message_id=message_id,
                routing_key=routing_key,
                headers={SIGNATURE_HEADER: self._sealer.sign(body)},
                mandatory=routing_key not in BROADCASTS,
            )
        except Unroutable:
            EVENTS_UNROUTABLE.inc()
            log.error("outbox.unroutable", routing_key=routing_key, message_id=str(message_id))
            return False
        except DependencyAway:
            return False
        return True

    async def _listen(self) -> None:
        while True:
            connection: asyncpg.Connection[Any] | None = None
            try:
                connection = await asyncpg.connect(self._database.dsn, timeout=5)
                gone = asyncio.Event()
                connection.add_termination_listener(lambda _, gone=gone: gone.set())
                await connection.add_listener(OUTBOX_CHANNEL, lambda *_: self._wake.set())
                self._wake.set()
                await gone.wait()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
                log.warning("outbox.not_listening", error=type(error).__name__)
            finally:
                if connection is not None:
                    connection.terminate()
            await asyncio.sleep(1)

    async def _sweep(self) -> None:
        """Forget what was sent and received long ago."""
        while True:
            try:
                while await self.sweep_some():
                    pass
            except DependencyAway:
                log.warning("outbox.not_swept")
            await asyncio.sleep(3600)

    async def sweep_some(self) -> bool:
        """Forget a few thousand rows, which takes no longer than a statement may; whether there may be more."""
        async with self._database.transaction() as tx:
            outbox = await tx.execute(_SWEEP[0], {"keep": _KEEP_SENT, "most": _SWEPT_AT_ONCE})
            inbox = await tx.execute(_SWEEP[1], {"keep": _KEEP_RECEIVED, "most": _SWEPT_AT_ONCE})
        return _SWEPT_AT_ONCE in {outbox.rowcount, inbox.rowcount}
