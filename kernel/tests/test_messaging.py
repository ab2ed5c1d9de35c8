"""Consumers, retries and dead letters, on the real servers, with a service of one table."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from kernel.consumer import Consumer, Delivery, Refused
from kernel.db import Database, Transaction
from kernel.dead_letters import Action, act
from kernel.errors import DependencyAway
from kernel.events import Event
from kernel.service import Service
from kernel.settings import DatabaseSettings
from kernel.testing import Bus, Lab
from sqlalchemy import text

from kernel import queues

pytestmark = pytest.mark.servers


class ThingMade(Event):
    routing_key: ClassVar[str] = "maker.thing_made.v1"
    aggregate: ClassVar[str] = "thing_id"

    thing_id: UUID
    trouble: str = ""


class ThingShipped(Event):
    routing_key: ClassVar[str] = "maker.thing_shipped.v1"
    aggregate: ClassVar[str] = "thing_id"

    thing_id: UUID
    trouble: str = ""


class ThingCounted(Event):
    routing_key: ClassVar[str] = "counter.thing_counted.v1"
    aggregate: ClassVar[str] = "thing_id"

    thing_id: UUID


@dataclass
class Resources:
    settings: DatabaseSettings
    database: Database
    seen: dict[UUID, int] = field(default_factory=dict)


OPENED: list[Resources] = []


@contextlib.asynccontextmanager
async def open_resources(settings: DatabaseSettings) -> AsyncIterator[Resources]:
    opened = Resources(settings, Database(settings.database_url, size=5))
    OPENED.append(opened)
    try:
        yield opened
    finally:
        await opened.database.dispose()


consumer = Consumer(queue="counter.maker", max_attempts=2)


async def count(thing_id: UUID, tx: Transaction) -> None:
    await tx.execute(text("INSERT INTO thing (id) VALUES (:id)"), {"id": thing_id})
    tx.publish(ThingCounted(thing_id=thing_id))


def attempt(event: ThingMade | ThingShipped, resources: Resources) -> None:
    resources.seen[event.thing_id] = resources.seen.get(event.thing_id, 0) + 1
    if event.trouble == "always" or (event.trouble == "once" and resources.seen[event.thing_id] == 1):
        raise RuntimeError("no luck")
    if event.trouble == "away" and resources.seen[event.thing_id] <= 3:
        raise DependencyAway("something")
    if event.trouble == "refused":
        raise Refused("never")


@consumer.on(ThingMade)
async def count_thing(event: ThingMade, tx: Transaction, resources: Resources) -> None:
    await count(event.thing_id, tx)
    attempt(event, resources)


@consumer.on(ThingShipped, transaction="own")
async def count_shipped(event: ThingShipped, delivery: Delivery) -> None:
    attempt(event, delivery.resources)
    async with delivery.finish() as tx:
        await count(event.thing_id, tx)


service = Service(
    name="counter",
    settings=DatabaseSettings,
    open=open_resources,
    consumers=(consumer,),
    migrations=Path(__file__).parent / "migrations",
)


@pytest.fixture
async def settings(lab: Lab) -> DatabaseSettings:
    return DatabaseSettings(**await lab.settings(service))


async def counted(settings: DatabaseSettings) -> list[UUID]:
    database = Database(settings.database_url, size=1)
    async with database.transaction() as tx:
        rows = (await tx.execute(text("SELECT id FROM thing"))).all()
    await database.dispose()
    return [row.id for row in rows]


@pytest.mark.parametrize("event_type", [ThingMade, ThingShipped])
async def test_a_duplicate_does_nothing(lab: Lab, bus: Bus, settings: DatabaseSettings, event_type: type[Any]) -> None:
    thing = uuid4()
    async with lab.worker(service, settings):
        await bus.publish(event_type(thing_id=thing), times=3)
        await bus.heard(ThingCounted)
        after = uuid4()
        await bus.publish(event_type(thing_id=after))
        events = await bus.heard(ThingCounted, count=2)
    assert sorted(event.thing_id for event in events) == sorted([thing, after])
    assert sorted(await counted(settings)) == sorted([thing, after])


@pytest.mark.parametrize("event_type", [ThingMade, ThingShipped])
@pytest.mark.parametrize("trouble", ["once", "away"])
async def test_trouble_that_passes_is_retried(
    lab: Lab, bus: Bus, settings: DatabaseSettings, event_type: type[Any], trouble: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "RETRY_MILLISECONDS", (100,))
    thing = uuid4()
    async with lab.worker(service, settings):
        await bus.publish(event_type(thing_id=thing, trouble=trouble))
        events = await bus.heard(ThingCounted)
        seen = OPENED[-1].seen[thing]
    assert [event.thing_id for event in events] == [thing]
    assert await counted(settings) == [thing]
    # While a server is away nothing counts as a failed attempt, of which two were allowed.
    assert seen == {"once": 2, "away": 4}[trouble]


@pytest.mark.parametrize("event_type", [ThingMade, ThingShipped])
async def test_poison_is_buried_and_its_neighbours_finish(
    lab: Lab, bus: Bus, settings: DatabaseSettings, event_type: type[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "RETRY_MILLISECONDS", (100,))
    healthy = uuid4()
    async with lab.worker(service, settings):
        await bus.publish(event_type(thing_id=uuid4(), trouble="always"))
        await bus.publish(event_type(thing_id=uuid4(), trouble="refused"))
        await bus.publish_raw(b"\xff not an envelope", event_type.routing_key)
        await bus.publish_raw(b"{}", event_type.routing_key, signature="test.forged")
        await bus.publish(event_type(thing_id=healthy))
        await bus.heard(ThingCounted)
        letters = await bus.dead_letters("counter", count=4)
    assert await counted(settings) == [healthy]
    reasons = sorted(str(letter.headers[queues.REASON_HEADER]) for letter in letters)
    assert [reason.split(":")[0] for reason in reasons] == [
        "Refused",
        "Refused",
        "RuntimeError after 2 attempts",
        "UnreadableEnvelope",
    ]
    assert {letter.headers[queues.QUEUE_HEADER] for letter in letters} == {"counter.maker"}


async def test_dead_letters_can_be_shown_replayed_and_dropped(
    lab: Lab, bus: Bus, settings: DatabaseSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    thing = uuid4()
    async with lab.worker(service, settings):
        message_id = await bus.publish(ThingShipped(thing_id=thing, trouble="refused"))
        letters: list[str] = []
        while not letters:
            await act(settings, "counter", Action.LIST, "all")
            letters = [line for line in capsys.readouterr().out.splitlines() if line.startswith(str(message_id))]
        assert "Refused: never" in letters[0]
        for _ in range(25):  # more often than RabbitMQ 4 gives a message out if it is not told otherwise
            await act(settings, "counter", Action.LIST, "all")
        shown = ""
        while str(thing) not in shown:  # what one look gives back is there for the next only a moment later
            assert await act(settings, "counter", Action.SHOW, str(message_id)) == 0
            shown = capsys.readouterr().out
        while not await act(settings, "counter", Action.REPLAY, str(message_id)):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        while OPENED[-1].seen[thing] < 2:  # noqa: ASYNC110 - the worker runs in this very loop
            await asyncio.sleep(0.02)
        while not await act(settings, "counter", Action.DROP, "all"):  # noqa: ASYNC110 - the broker has no event for it
            await asyncio.sleep(0.02)
        capsys.readouterr()
        await act(settings, "counter", Action.LIST, "all")
        assert str(message_id) not in capsys.readouterr().out


async def test_hostile_messages_become_dead_letters_that_can_be_listed_and_dropped(
    lab: Lab, bus: Bus, settings: DatabaseSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    key, healthy = ThingMade.routing_key, uuid4()
    strange = {"id": str(uuid4()), "occurred_at": "2026-11-22T00:00:00Z", "data": {}}
    async with lab.worker(service, settings):
        await bus.publish_raw(b"[" * 100_000, key, signature="test.é")
        await bus.publish_raw(b"[" * 100_000, key)
        await bus.publish_raw(json.dumps(strange | {"routing_key": "\x1b[2J\ud800"}).encode(), key)
        await bus.publish_raw(json.dumps(strange | {"routing_key": key, "data": {"thing_id": "张三"}}).encode(), key)
        await bus.publish(ThingMade(thing_id=healthy))
        await bus.heard(ThingCounted)
        listed: list[str] = []
        while len(listed) < 4:
            await act(settings, "counter", Action.LIST, "all")
            listed = [line for line in capsys.readouterr().out.splitlines() if "  counter.maker  " in line]
        await act(settings, "counter", Action.SHOW, "all")
        assert await act(settings, "counter", Action.DROP, "all") == 4
    assert sorted(line.split("  ", 3)[3] for line in listed) == [
        "Refused: no handler of \\x1b[2J\\ud800",
        "Refused: the envelope is not signed by one of us",
        "UnreadableEnvelope: RecursionError",
        "ValidationError: thing_id uuid_parsing",
    ]
    assert await counted(settings) == [healthy]


async def test_a_worker_comes_back_when_its_connections_are_lost(
    lab: Lab, bus: Bus, settings: DatabaseSettings
) -> None:
    async with lab.worker(service, settings) as worker:
        for link in worker._links:
            assert link.connection is not None
            await link.connection.close()
        for link in worker._links:
            await link.wait_up(10)
        thing = uuid4()
        await bus.publish(ThingMade(thing_id=thing))
        assert [event.thing_id for event in await bus.heard(ThingCounted)] == [thing]


async def test_a_deleted_queue_is_noticed_and_made_again(lab: Lab, bus: Bus, settings: DatabaseSettings) -> None:
    async with lab.worker(service, settings) as worker:
        await bus.channel.queue_delete("counter.maker")
        consuming = worker._links[1]
        while consuming.is_up:  # noqa: ASYNC110 - the worker runs in this very loop
            await asyncio.sleep(0.01)
        assert await consuming.wait_up(10)
        thing = uuid4()
        await bus.publish(ThingMade(thing_id=thing))
        assert [event.thing_id for event in await bus.heard(ThingCounted)] == [thing]
