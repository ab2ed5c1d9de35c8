"""Sessions that were ended before their tokens run out.

Each copy of the gateway keeps the list in memory: loaded from identity when the link to the broker comes up, kept
current by ``identity.session_revoked`` on a queue of its own that the broker drops with the connection. While the
broker is away the list is asked for every few seconds instead.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from kernel.broker import EXCHANGE, Link
from kernel.contracts.identity import SessionRevoked
from kernel.errors import DependencyAway, DomainError
from kernel.events import Envelope, UnreadableEnvelope
from kernel.outbox import SIGNATURE_HEADER
from kernel.sealed import EventSealer
from pydantic import SecretStr, ValidationError

log = structlog.get_logger()

_KEEP_SECONDS = 3600
"""Longer than any access token lives (15 minutes)."""

_POLL_SECONDS = 3.0


class RevokedSessions:
    """The list, and what keeps it current."""

    def __init__(
        self, broker_url: SecretStr, sealer: EventSealer, load: Callable[[], Awaitable[Iterable[str]]]
    ) -> None:
        """``load`` asks identity for the ids of all sessions revoked lately."""
        self._sealer = sealer
        self._load = load
        self._forget_at: dict[str, float] = {}
        self._loaded = False
        self._link = Link(broker_url, name="gateway-revocations", prepare=self._subscribe)
        self._poller: asyncio.Task[None] | None = None
        self._channel: Any = None
        self.queue = ""

    def __contains__(self, session_id: object) -> bool:
        return session_id in self._forget_at

    def open(self) -> None:
        """Begin to listen, in the background."""
        self._link.open()
        self._poller = asyncio.create_task(self._poll(), name="gateway-revocations-poll")

    async def close(self) -> None:
        """Stop listening; the broker drops the queue."""
        if self._poller is not None:
            self._poller.cancel()
            await asyncio.gather(self._poller, return_exceptions=True)
        await self._link.close()

    async def check_link(self) -> None:
        """For readiness.

        Raises:
            DependencyAway: events do not arrive.
        """
        await self._link.check()

    async def check_list(self) -> None:
        """For readiness.

        Raises:
            DependencyAway: the list was never loaded.
        """
        if not self._loaded:
            raise DependencyAway("revoked sessions")

    def add(self, session_ids: Iterable[str]) -> None:
        """Enter sessions, and forget those whose tokens have long run out."""
        now = time.monotonic()
        for session_id in [known for known, until in self._forget_at.items() if until < now]:
            del self._forget_at[session_id]
        for session_id in session_ids:
            self._forget_at.setdefault(session_id, now + _KEEP_SECONDS)

    async def _subscribe(self, connection: AbstractConnection) -> None:
        """Listen first and load then, so that nothing falls between."""
        channel = self._channel = await connection.channel()
        channel.close_callbacks.add(lambda *_: self._link.drop("channel closed"))
        underlay = await channel.get_underlay_channel()
        underlay.on_consumer_cancel_callbacks.add(lambda *_: self._link.drop("consumer cancelled"))
        exchange = await channel.get_exchange(EXCHANGE, ensure=False)
        # A new name for each connection: a lost one may hold its queue until the broker notices.
        self.queue = f"gateway.revocations.{secrets.token_hex(8)}"
        queue = await channel.declare_queue(self.queue, exclusive=True, auto_delete=True)
        await queue.bind(exchange, SessionRevoked.routing_key)
        await queue.consume(self._take, no_ack=True)
        await self._reload()

    async def _take(self, message: AbstractIncomingMessage) -> None:
        if not self._sealer.is_signed(message.body, str(message.headers.get(SIGNATURE_HEADER, ""))):
            log.error("revocation.forged", message_id=message.message_id)
            return
        try:
            event = SessionRevoked.model_validate(Envelope.decode(message.body).data)
        except (UnreadableEnvelope, ValidationError):
            log.error("revocation.unreadable", message_id=message.message_id)
            return
        self.add(str(session_id) for session_id in event.session_ids)
        log.info("revocation.taken", sessions=len(event.session_ids))

    async def _reload(self) -> None:
        try:
            self.add(await self._load())
        except DomainError:
            # The poller goes on asking; what arrives by the queue counts meanwhile.
            self._loaded = False
            log.warning("revocation.list_away")
            return
        self._loaded = True

    async def _poll(self) -> None:
        """Ask identity while the queue cannot tell, or while the list was not to be had."""
        while True:
            if not (self._link.is_up and self._loaded):
                await self._reload()
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.sleep(_POLL_SECONDS)
