"""``python -m <service> dead-letters list | show | replay | drop``: messages that nobody could handle."""

import json
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import Annotated, Any

import aio_pika
import typer
import uvloop
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from kernel import queues
from kernel.events import Envelope, UnreadableEnvelope
from kernel.outbox import SIGNATURE_HEADER
from kernel.settings import Settings, load

Step = Callable[[AbstractChannel, AbstractIncomingMessage], Awaitable[bool]]
"""Looks at one dead letter; True takes it out of the queue."""


async def each_dead_letter(settings: Settings, service: str, step: Step) -> int:
    """Go once through the dead letters; returns how many were taken out."""
    connection = await aio_pika.connect(settings.broker_url.get_secret_value())
    taken = 0
    async with connection:
        channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
        queue = await channel.declare_queue(queues.dead_exchange(service), passive=True)
        left = []
        for _ in range(queue.declaration_result.message_count or 0):
            message = await queue.get(fail=False)
            if message is None:
                break
            if await step(channel, message):
                await message.ack()
                taken += 1
            else:
                left.append(message)
        for message in left:
            await message.nack(requeue=True)
    return taken


async def replay(channel: AbstractChannel, service: str, message: AbstractIncomingMessage) -> None:
    """Give one dead letter back to the queue it came from, as a first attempt."""
    exchange = await channel.get_exchange(f"{service}.redeliver", ensure=False)
    headers = {SIGNATURE_HEADER: message.headers.get(SIGNATURE_HEADER, "")}
    copy = aio_pika.Message(
        message.body,
        message_id=message.message_id,
        content_type=message.content_type,
        delivery_mode=aio_pika.DeliveryMode.PERSISTENT,
        headers=headers,
    )
    await exchange.publish(copy, queue_of(message), mandatory=True, timeout=10)


def queue_of(message: AbstractIncomingMessage) -> str:
    """The queue in which a dead letter died; the broker's own records tell where we did not."""
    if name := message.headers.get(queues.QUEUE_HEADER):
        return str(name)
    deaths = message.headers.get("x-death")
    if isinstance(deaths, list) and deaths and isinstance(deaths[0], dict):
        return str(deaths[0].get("queue", ""))
    return message.routing_key or ""


def describe(message: AbstractIncomingMessage) -> dict[str, Any]:
    """What is worth knowing of a dead letter; its sealed parts stay sealed."""
    try:
        envelope: dict[str, Any] | None = json.loads(message.body)
        event = Envelope.decode(message.body).routing_key
    except (UnreadableEnvelope, ValueError, RecursionError):
        envelope, event = None, "unreadable"
    return {
        "message_id": message.message_id,
        "event": event,
        "queue": queue_of(message),
        "reason": message.headers.get(queues.REASON_HEADER, "delivery limit exceeded"),
        "envelope": envelope,
    }


class Action(StrEnum):
    """What to do with dead letters."""

    LIST = "list"
    SHOW = "show"
    REPLAY = "replay"
    DROP = "drop"


async def act(settings: Settings, service: str, action: Action, wanted: str) -> int:
    """Do one thing with the dead letter of this message id, or with ``all``; returns how many left the queue."""

    async def step(channel: AbstractChannel, message: AbstractIncomingMessage) -> bool:
        if wanted not in {"all", message.message_id}:
            return False
        facts = describe(message)
        if action is Action.LIST:
            line = f"{facts['message_id']}  {facts['event']}  {facts['queue']}  {facts['reason']}"
            typer.echo(queues.printable(line))
        elif action is Action.SHOW:
            typer.echo(json.dumps(facts, ensure_ascii=False, indent=2).encode(errors="backslashreplace"))
        elif action is Action.REPLAY:
            await replay(channel, service, message)
        return action in {Action.REPLAY, Action.DROP}

    return await each_dead_letter(settings, service, step)


def command(service: str, settings_type: type[Settings]) -> Callable[[Action, str], None]:
    """The command for one service."""

    def dead_letters(
        action: Annotated[Action, typer.Argument()],
        message_id: Annotated[str, typer.Argument(help="a message's id, or all")] = "",
    ) -> None:
        """List, show, replay or drop messages that nobody could handle."""
        if not message_id and action is not Action.LIST:
            raise typer.BadParameter("name a message's id, or all")
        left = uvloop.run(act(load(settings_type), service, action, message_id or "all"))
        if action in {Action.REPLAY, Action.DROP}:
            typer.echo(f"{left} {'replayed' if action is Action.REPLAY else 'dropped'}")

    return dead_letters
