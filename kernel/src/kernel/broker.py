"""RabbitMQ: a connection that comes back by itself, and a publisher that believes nothing but a confirm.

aio-pika's robust connections are not used: a closed connection or channel is thrown away whole and made anew, which
leaves one path to test instead of many states to restore.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import aio_pika
import aio_pika.exceptions
import structlog
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractExchange
from pydantic import SecretStr

from kernel.errors import DependencyAway

log = structlog.get_logger()

EXCHANGE = "zhengxin.events"
PUBLISH_SECONDS = 10.0
_HEARTBEAT_SECONDS = 8  # a black hole is noticed after (8 + 1) × 3 s, so that consumers are back within 30
_CONNECT_SECONDS = 10

Losses = (aio_pika.exceptions.AMQPError, ConnectionError, OSError, RuntimeError, asyncio.TimeoutError)
"""What a lost connection or channel looks like to whoever was using it."""


class _Attempt(aio_pika.Connection):
    """A connection that is closed when it cannot be made; aio-pika leaves that to the garbage collector."""

    async def connect(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - aio-pika's signature
        """Connect, or raise with nothing left open."""
        try:
            await super().connect(timeout)
        except BaseException:
            await self.close()
            raise

    def __del__(self) -> None:
        """Nothing: a link closes what it opened; closing from here would need an event loop that runs."""


class Unroutable(Exception):
    """The broker has no queue for a message; it counts as not sent."""


class Link:
    """One connection, kept up until it is closed.

    ``prepare`` is called with each new connection (declare, consume); while it fails, the link is down. Waiting between
    tries grows from 0.2 to 5 seconds.
    """

    def __init__(
        self, url: SecretStr, *, name: str, prepare: Callable[[AbstractConnection], Awaitable[None]] | None = None
    ) -> None:
        self._url = url.get_secret_value()
        self._name = name
        self._prepare = prepare
        self._lost = asyncio.Event()
        self._up = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()
        self.connection: AbstractConnection | None = None

    @property
    def is_up(self) -> bool:
        """Whether the connection stands and is prepared."""
        return self._up.is_set()

    async def check(self) -> None:
        """For readiness.

        Raises:
            DependencyAway: the link is down.
        """
        if not self.is_up:
            raise DependencyAway("broker")

    async def wait_up(self, seconds: float) -> bool:
        """Wait until the link is up; False when it is not by then."""
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._up.wait(), seconds)
        return self.is_up

    def drop(self, reason: str) -> None:
        """Give the present connection up; a new one is made."""
        if self._up.is_set():
            log.warning("broker.lost", link=self._name, reason=reason)
        self._lost.set()

    def open(self) -> None:
        """Begin to connect, in the background."""
        self._task = asyncio.create_task(self._keep(), name=f"broker-{self._name}")

    async def close(self) -> None:
        """End the link."""
        # Said by a flag too: a connection that fails while it is cancelled reports the failure, not the cancellation.
        self._closed.set()
        self._lost.set()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self) -> None:
        pause = 0.2
        while not self._closed.is_set():
            self._lost.clear()
            try:
                await self._connect()
                pause = 0.2
                await self._lost.wait()
            except Exception as error:  # whatever it is: a link that is not up tries again
                if self._closed.is_set():
                    return
                if not isinstance(error, Losses):
                    log.exception("broker.unforeseen", link=self._name)
                log.warning("broker.away", link=self._name, error=type(error).__name__, retry_in=round(pause, 1))
                await asyncio.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads reconnects, no secret
                pause = min(pause * 2, 5.0)
            finally:
                self._up.clear()
                await self._disconnect()

    async def _connect(self) -> None:
        self.connection = await aio_pika.connect(
            f"{self._url}?heartbeat={_HEARTBEAT_SECONDS}",
            connection_class=_Attempt,
            client_properties={"connection_name": self._name},
            timeout=_CONNECT_SECONDS,
        )
        self.connection.close_callbacks.add(lambda *_: self.drop("connection closed"))
        if self._prepare is not None:
            await asyncio.wait_for(self._prepare(self.connection), 30)
        self._up.set()
        log.info("broker.connected", link=self._name)

    async def _disconnect(self) -> None:
        connection, self.connection = self.connection, None
        if connection is not None:
            with contextlib.suppress(*Losses):
                await asyncio.wait_for(connection.close(), 2)


class Publisher:
    """Publishes with confirms on a link of its own; no retry here, that is the outbox's."""

    def __init__(self, url: SecretStr, *, name: str) -> None:
        self.link = Link(url, name=name, prepare=self._prepare)
        self._channel: AbstractChannel | None = None
        self._exchanges: dict[str, AbstractExchange] = {}

    async def _prepare(self, connection: AbstractConnection) -> None:
        self._exchanges.clear()
        self._channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        self._channel.close_callbacks.add(lambda *_: self.link.drop("channel closed"))

    async def publish(
        self,
        body: bytes,
        *,
        message_id: UUID,
        routing_key: str,
        exchange: str = EXCHANGE,
        headers: Mapping[str, Any] | None = None,
        mandatory: bool = True,
    ) -> None:
        """Publish one persistent message and wait for the broker's confirm.

        Raises:
            Unroutable: no queue takes it.
            DependencyAway: there was no confirm; the message may or may not have arrived.
        """
        message = aio_pika.Message(
            body,
            message_id=str(message_id),
            content_type="application/json",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
            headers=dict(headers or {}),
        )
        try:
            async with asyncio.timeout(PUBLISH_SECONDS + 1):
                target = await self._exchange(exchange)
                await target.publish(message, routing_key, mandatory=mandatory, timeout=PUBLISH_SECONDS)
        except aio_pika.exceptions.PublishError as error:
            raise Unroutable(routing_key) from error
        except Losses as error:
            raise DependencyAway("broker") from error

    async def _exchange(self, name: str) -> AbstractExchange:
        if self._channel is None or not self.link.is_up:
            raise ConnectionError("the broker is away")
        if name not in self._exchanges:
            self._exchanges[name] = await self._channel.get_exchange(name, ensure=False)
        return self._exchanges[name]
