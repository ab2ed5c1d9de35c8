"""The broker as a test sees it."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import aio_pika
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue, HeadersType

from kernel import clock, events, queues
from kernel.broker import EXCHANGE
from kernel.events import Envelope, Event, UnreadableEnvelope
from kernel.ids import new_id
from kernel.outbox import SIGNATURE_HEADER
from kernel.sealed import EventSealer

EventT = TypeVar("EventT", bound=Event)


@dataclass(slots=True)
class Bus:
    """The broker as a test sees it: publishes as any service, and hears every event."""

    channel: AbstractChannel
    tap: AbstractQueue
    sealer: EventSealer
    _heard: list[Envelope] = field(default_factory=list)

    async def publish(self, event: Event, *, message_id: UUID | None = None, times: int = 1) -> UUID:
        """Publish an event, signed, ``times`` times with one message id."""
        message_id = message_id or new_id()
        body = events.encode(event, message_id=message_id, occurred_at=clock.now(), request_id=None)
        for _ in range(times):
            await self.publish_raw(body, event.routing_key, message_id=message_id)
        return message_id

    async def publish_raw(
        self, body: bytes, routing_key: str, *, message_id: UUID | None = None, signature: str | None = None
    ) -> None:
        """Publish any bytes; signed as ours unless a signature is given."""
        exchange = await self.channel.get_exchange(EXCHANGE, ensure=False)
        headers: HeadersType = {SIGNATURE_HEADER: self.sealer.sign(body) if signature is None else signature}
        message = aio_pika.Message(body, message_id=str(message_id or new_id()), headers=headers)
        await exchange.publish(message, routing_key, timeout=10)

    async def heard(self, event: type[EventT], *, count: int = 1, seconds: float = 20) -> list[EventT]:
        """Wait until ``count`` events of a type were published since the test began; all of them, in order."""
        deadline = time.monotonic() + seconds
        while True:
            await self._listen()
            mine = [each.data for each in self._heard if each.routing_key == event.routing_key]
            found = [event.model_validate(data) for data in mine]
            if len(found) >= count:
                return found
            if time.monotonic() > deadline:
                keys = [each.routing_key for each in self._heard]
                raise AssertionError(f"heard {len(found)} of {count} {event.routing_key}; heard {keys}")
            await asyncio.sleep(0.02)

    async def _listen(self) -> None:
        while (message := await self.tap.get(no_ack=True, fail=False)) is not None:
            with contextlib.suppress(UnreadableEnvelope):  # a test may publish rubbish
                self._heard.append(Envelope.decode(message.body))

    async def dead_letters(self, service: str, *, count: int = 1, seconds: float = 20) -> list[AbstractIncomingMessage]:
        """Wait for dead letters and take them out."""
        queue = await self.channel.get_queue(queues.dead_exchange(service), ensure=False)
        taken: list[AbstractIncomingMessage] = []
        deadline = time.monotonic() + seconds
        while len(taken) < count:
            message = await queue.get(no_ack=True, fail=False)
            if message is not None:
                taken.append(message)
            elif time.monotonic() > deadline:
                raise AssertionError(f"{len(taken)} of {count} dead letters")
            else:
                await asyncio.sleep(0.02)
        return taken
