"""Consumers: one queue for each publishing service, handlers by event, nothing acknowledged before it is committed.

Two shapes of handler:

- ``async def handler(event, tx)`` (or ``(event, tx, resources)``): everything happens in one database transaction,
  which the kernel opens; it holds the inbox row, so that a duplicate does nothing.
- ``transaction="own"``, ``async def handler(event, delivery)``: slow work (SMS, S3, signing) stands between short
  transactions; the last one is ``delivery.finish()``, which enters the message into the inbox.

What fails is redelivered later, without blocking the queue, and ends as a dead letter when it failed too often. While a
server is away nothing counts as a failure. See ``kernel.queues`` for the queues behind this.
"""

import asyncio
import contextlib
import inspect
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Literal, Protocol, TypeVar
from uuid import UUID

import structlog
from aio_pika.abc import AbstractConnection, AbstractIncomingMessage
from pydantic import SecretStr, ValidationError

from kernel import queues
from kernel.broker import Link, Losses, Publisher, Unroutable
from kernel.db import Database, Transaction
from kernel.errors import DependencyAway
from kernel.events import Envelope, Event, UnreadableEnvelope
from kernel.outbox import SIGNATURE_HEADER
from kernel.sealed import EventSealer, SealBroken
from kernel.telemetry import HANDLING, MESSAGES

log = structlog.get_logger()

EventT = TypeVar("EventT", bound=Event)


class Refused(Exception):
    """Trying again will not help: the message becomes a dead letter at once."""


class AlreadyHandled(Exception):
    """The inbox holds this message; nothing is to be done."""


class WorkerResources(Protocol):
    """What consumers need of a service's resources."""

    @property
    def database(self) -> Database:
        """The service's database."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message whose handler keeps its own transactions."""

    queue: str
    message_id: UUID
    attempt: int
    resources: Any
    database: Database

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """A short transaction on the way; the message stays unhandled, a crash leaves it to be redelivered.

        Raises:
            AlreadyHandled: the message was finished before, nothing is to be done again; let it pass.
        """
        async with self.database.transaction() as tx:
            if await tx.has_received(self.queue, self.message_id):
                raise AlreadyHandled
            yield tx

    @contextlib.asynccontextmanager
    async def finish(self) -> AsyncIterator[Transaction]:
        """The last transaction: result, events and the inbox row together.

        Raises:
            AlreadyHandled: another delivery of this message finished first; let it pass.
        """
        async with self.database.transaction() as tx:
            if not await tx.received(self.queue, self.message_id):
                raise AlreadyHandled
            yield tx


Handler = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Registration:
    """One event's handler in one queue."""

    event: type[Event]
    handler: Handler
    own_transaction: bool
    wants_resources: bool


@dataclass(slots=True)
class Consumer:
    """A queue and the handlers of what arrives in it. ``queue`` is ``<this service>.<publishing service>``."""

    queue: str
    prefetch: int = 50
    max_attempts: int = 8
    registrations: dict[str, Registration] = field(default_factory=dict)

    def on(
        self, event: type[EventT], *, transaction: Literal["kernel", "own"] = "kernel"
    ) -> Callable[[Callable[..., Awaitable[None]]], Callable[..., Awaitable[None]]]:
        """Register the handler of an event."""

        def register(handler: Callable[..., Awaitable[None]]) -> Callable[..., Awaitable[None]]:
            if event.routing_key in self.registrations:
                raise ValueError(f"{self.queue} has two handlers of {event.routing_key}")
            self.registrations[event.routing_key] = Registration(
                event=event,
                handler=handler,
                own_transaction=transaction == "own",
                wants_resources=len(inspect.signature(handler).parameters) == 3,
            )
            return handler

        return register


class ConsumerRunner:
    """Runs a service's consumers on one link."""

    def __init__(
        self,
        service: str,
        consumers: tuple[Consumer, ...],
        resources: WorkerResources,
        *,
        broker_url: SecretStr,
        publisher: Publisher,
        sealer: EventSealer,
    ) -> None:
        """``publisher`` sends retries and dead letters; consuming has a link of its own."""
        self._service = service
        self._consumers = consumers
        self._resources = resources
        self._publisher = publisher
        self._sealer = sealer
        self._in_hand: set[asyncio.Task[None]] = set()
        self._stopping = False
        self.link = Link(broker_url, name=f"{service}-consumer", prepare=self._consume)

    async def _consume(self, connection: AbstractConnection) -> None:
        await queues.declare(connection, self._service, self._consumers)
        for consumer in self._consumers:
            channel = await connection.channel(publisher_confirms=False)
            channel.close_callbacks.add(lambda *_: self.link.drop("channel closed"))
            await channel.set_qos(prefetch_count=consumer.prefetch)
            underlay = await channel.get_underlay_channel()
            underlay.on_consumer_cancel_callbacks.add(lambda *_: self.link.drop("consumer cancelled"))
            queue = await channel.get_queue(consumer.queue, ensure=False)
            await queue.consume(partial(self._receive, consumer))

    async def drain(self, seconds: float) -> None:
        """Take nothing new, let what is in hand finish; what does not is redelivered to another worker."""
        self._stopping = True
        if self._in_hand:
            log.info("consumers.draining", in_hand=len(self._in_hand))
            await asyncio.wait(self._in_hand, timeout=seconds)
        await self.link.close()

    async def _receive(self, consumer: Consumer, message: AbstractIncomingMessage) -> None:
        if self._stopping:
            return  # stays unacknowledged: the broker gives it to another worker when the connection closes
        task = asyncio.create_task(self._handle(consumer, message))
        self._in_hand.add(task)
        task.add_done_callback(self._in_hand.discard)

    async def _handle(self, consumer: Consumer, message: AbstractIncomingMessage) -> None:
        began = time.monotonic()
        outcome = await self._settle(consumer, message)
        MESSAGES.labels(consumer.queue, outcome).inc()
        HANDLING.labels(consumer.queue).observe(time.monotonic() - began)

    async def _settle(self, consumer: Consumer, message: AbstractIncomingMessage) -> str:
        """Handle one message to its end; returns what became of it."""
        attempt = queues.attempt_of(message)
        try:
            try:
                await self._process(consumer, message, attempt)
                outcome = "handled"
            except AlreadyHandled:
                outcome = "duplicate"
            except (Refused, UnreadableEnvelope, ValidationError, SealBroken) as error:
                await self._bury(consumer, message, _reason(error))
                outcome = "dead"
            except DependencyAway as error:
                log.warning("message.waiting", queue=consumer.queue, dependency=error.dependency)
                await self._postpone(consumer, message, attempt, counts=False)
                outcome = "postponed"
            except Exception as error:
                log.exception("message.failed", queue=consumer.queue, message_id=message.message_id, attempt=attempt)
                if attempt >= consumer.max_attempts:
                    await self._bury(consumer, message, f"{type(error).__name__} after {attempt} attempts")
                    outcome = "dead"
                else:
                    await self._postpone(consumer, message, attempt, counts=True)
                    outcome = "failed"
        except Exception as error:  # whatever it is: a message that nobody settles would hold its place for ever
            if not isinstance(error, DependencyAway | Unroutable):
                log.exception("message.not_forwarded", queue=consumer.queue, message_id=message.message_id)
            # Neither retried nor buried: give it back. The queue's delivery limit ends a message that only ever fails.
            await asyncio.sleep(1)
            with contextlib.suppress(*Losses):
                await message.nack(requeue=True)
            return "returned"
        with contextlib.suppress(*Losses):  # after a reconnect the inbox absorbs the redelivery
            await message.ack()
        return outcome

    async def _process(self, consumer: Consumer, message: AbstractIncomingMessage, attempt: int) -> None:
        if not self._sealer.is_signed(message.body, str(message.headers.get(SIGNATURE_HEADER, ""))):
            raise Refused("the envelope is not signed by one of us")
        envelope = Envelope.decode(message.body)
        registration = consumer.registrations.get(envelope.routing_key)
        if registration is None:
            raise Refused(f"no handler of {envelope.routing_key}")
        event = registration.event.model_validate(envelope.data)
        with structlog.contextvars.bound_contextvars(
            request_id=envelope.request_id, message_id=str(envelope.id), event_type=envelope.routing_key
        ):
            if registration.own_transaction:
                await self._run_own(registration, consumer, envelope, event, attempt)
                return
            async with self._resources.database.transaction() as tx:
                if not await tx.received(consumer.queue, envelope.id):
                    raise AlreadyHandled
                await registration.handler(event, tx, *([self._resources] if registration.wants_resources else []))

    async def _run_own(
        self, registration: Registration, consumer: Consumer, envelope: Envelope, event: Event, attempt: int
    ) -> None:
        delivery = Delivery(
            queue=consumer.queue,
            message_id=envelope.id,
            attempt=attempt,
            resources=self._resources,
            database=self._resources.database,
        )
        await registration.handler(event, delivery)

    async def _postpone(
        self, consumer: Consumer, message: AbstractIncomingMessage, attempt: int, *, counts: bool
    ) -> None:
        await self._forward(
            message,
            exchange=queues.retry_exchange(self._service, attempt),
            routing_key=consumer.queue,
            headers={queues.ATTEMPT_HEADER: attempt + 1 if counts else attempt},
        )

    async def _bury(self, consumer: Consumer, message: AbstractIncomingMessage, reason: str) -> None:
        log.error("message.dead", queue=consumer.queue, message_id=message.message_id, reason=reason.split(":")[0])
        await self._forward(
            message,
            exchange=queues.dead_exchange(self._service),
            routing_key=consumer.queue,
            headers={queues.REASON_HEADER: reason[:500], queues.QUEUE_HEADER: consumer.queue},
        )

    async def _forward(
        self, message: AbstractIncomingMessage, *, exchange: str, routing_key: str, headers: dict[str, Any]
    ) -> None:
        kept = {SIGNATURE_HEADER: message.headers[SIGNATURE_HEADER]} if SIGNATURE_HEADER in message.headers else {}
        await self._publisher.publish(
            message.body,
            message_id=queues.message_id_of(message),
            exchange=exchange,
            routing_key=routing_key,
            headers=kept | headers,
        )


def _reason(error: Exception) -> str:
    """Why a message is buried; of a field at fault its name, not what stands in it."""
    said = str(error)
    if isinstance(error, ValidationError):
        said = ", ".join(f"{'.'.join(map(str, fault['loc']))} {fault['type']}" for fault in error.errors())
    return queues.printable(f"{type(error).__name__}: {said}")
