"""The queues behind a service's consumers, and its dead letters.

For each consumer a durable quorum queue ``<service>.<publisher>``, bound to the events' exchange by the routing keys
of its handlers. For each service, shared by its consumers:

- ``<service>.retry.<ms>`` (exchange and queue): holds a message for that time, then gives it back to the exchange
  ``<service>.redeliver``, which knows the queue by the routing key;
- ``<service>.dead-letters``: what was refused, failed too often, or exceeded the delivery limit.

All of them dead-letter at least once and refuse rather than drop when full.
"""

from typing import TYPE_CHECKING
from uuid import UUID

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractConnection, AbstractIncomingMessage, AbstractQueue
from pamqp.common import FieldTable

from kernel.broker import EXCHANGE
from kernel.ids import new_id

if TYPE_CHECKING:
    from kernel.consumer import Consumer

ATTEMPT_HEADER = "x-attempt"
REASON_HEADER = "x-reason"
QUEUE_HEADER = "x-queue"
RETRY_MILLISECONDS = (500, 5_000, 15_000)
DELIVERY_LIMIT = 20
_QUORUM: FieldTable = {"x-queue-type": "quorum", "x-overflow": "reject-publish"}
_KEPT: FieldTable = _QUORUM | {"x-delivery-limit": 1_000_000}
"""Whoever looks at dead letters gives them back; RabbitMQ 4 drops by itself what was given back twenty times."""
_SAFE: FieldTable = _QUORUM | {"x-dead-letter-strategy": "at-least-once"}


def retry_exchange(service: str, attempt: int) -> str:
    """Where a message goes after its n-th attempt (from 1) failed."""
    return f"{service}.retry.{RETRY_MILLISECONDS[min(attempt, len(RETRY_MILLISECONDS)) - 1]}"


def dead_exchange(service: str) -> str:
    """Where dead letters are published; a queue of the same name holds them."""
    return f"{service}.dead-letters"


def attempt_of(message: AbstractIncomingMessage) -> int:
    """Which attempt this delivery is, from 1."""
    attempt = message.headers.get(ATTEMPT_HEADER, 1)
    return attempt if isinstance(attempt, int) and attempt > 0 else 1


def message_id_of(message: AbstractIncomingMessage) -> UUID:
    """The message's id; a new one for a foreign message that has none."""
    try:
        return UUID(message.message_id or "")
    except ValueError:
        return new_id()


def printable(text: str) -> str:
    """What strangers may have written, with nothing in it that a header or a terminal would trip over."""
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def names(service: str, consumers: "tuple[Consumer, ...]") -> list[str]:
    """Every queue that :func:`declare` makes."""
    retries = [f"{service}.retry.{milliseconds}" for milliseconds in RETRY_MILLISECONDS]
    return [consumer.queue for consumer in consumers] + retries + [dead_exchange(service)]


async def declare(connection: AbstractConnection, service: str, consumers: "tuple[Consumer, ...]") -> None:
    """Declare everything that a service's consumers need; the events' exchange itself must be there."""
    channel = await connection.channel(publisher_confirms=False)
    redeliver = await channel.declare_exchange(f"{service}.redeliver", ExchangeType.DIRECT, durable=True)
    dead = await _declare_pair(channel, dead_exchange(service), _KEPT)
    for milliseconds in RETRY_MILLISECONDS:
        await _declare_pair(
            channel,
            f"{service}.retry.{milliseconds}",
            _SAFE | {"x-message-ttl": milliseconds, "x-dead-letter-exchange": redeliver.name},
        )
    for consumer in consumers:
        queue = await channel.declare_queue(
            consumer.queue,
            durable=True,
            arguments=_SAFE | {"x-delivery-limit": DELIVERY_LIMIT, "x-dead-letter-exchange": dead.name},
        )
        await queue.bind(redeliver, consumer.queue)
        for routing_key in consumer.registrations:
            await queue.bind(EXCHANGE, routing_key)
    await channel.close()


async def _declare_pair(channel: AbstractChannel, name: str, arguments: FieldTable) -> AbstractQueue:
    """A fanout exchange and the quorum queue of the same name behind it."""
    exchange = await channel.declare_exchange(name, ExchangeType.FANOUT, durable=True)
    queue = await channel.declare_queue(name, durable=True, arguments=arguments)
    await queue.bind(exchange)
    return queue
