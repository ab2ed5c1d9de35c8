"""The outbox and its relay: what a transaction publishes goes out after its commit, once or more, and none is lost."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import ClassVar
from uuid import UUID, uuid4

import pytest
from kernel.broker import Link, Publisher
from kernel.db import Database
from kernel.events import Event
from kernel.sealed import EventSealer
from kernel.service import Service
from kernel.settings import DatabaseSettings
from kernel.testing import Bus, Lab
from pydantic import SecretStr
from sqlalchemy import text

from kernel import migration, outbox

pytestmark = pytest.mark.servers


class ThingCounted(Event):
    routing_key: ClassVar[str] = "counter.thing_counted.v1"
    aggregate: ClassVar[str] = "thing_id"

    thing_id: UUID


@dataclass
class Resources:
    settings: DatabaseSettings
    database: Database


@contextlib.asynccontextmanager
async def open_resources(settings: DatabaseSettings) -> AsyncIterator[Resources]:
    opened = Resources(settings, Database(settings.database_url, size=5))
    try:
        yield opened
    finally:
        await opened.database.dispose()


service = Service(
    name="counter", settings=DatabaseSettings, open=open_resources, migrations=Path(__file__).parent / "migrations"
)


@pytest.fixture
async def settings(lab: Lab) -> DatabaseSettings:
    return DatabaseSettings(**await lab.settings(service))


async def test_what_was_sent_and_received_long_ago_is_swept(
    settings: DatabaseSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "_SWEPT_AT_ONCE", 2)
    database = Database(settings.database_url, size=1)
    async with database.transaction() as tx:
        for days, sent in ((8, True), (8, True), (8, True), (6, True), (300, False)):
            message_id = tx.publish(ThingCounted(thing_id=uuid4()))
            await tx.store_events()
            await tx.execute(
                text("UPDATE outbox SET sent_at = now() - cast(:age AS interval) WHERE id = :id AND :sent"),
                {"age": timedelta(days=days), "id": message_id, "sent": sent},
            )
        for days in (29, 29, 27):
            await tx.received("counter.maker", uuid4())
            await tx.execute(
                text("UPDATE inbox SET received_at = received_at - cast(:age AS interval) WHERE received_at > :now"),
                {"age": timedelta(days=days), "now": tx.now - timedelta(days=1)},
            )
    relay = outbox.Relay(database, Publisher(settings.broker_url, name="none"), EventSealer(settings.event_keys))
    rounds = [await relay.sweep_some() for _ in range(3)]
    async with database.transaction() as tx:
        left = [await tx.scalar(text(f"SELECT count(*) FROM {table}")) for table in ("outbox", "inbox")]  # noqa: S608
    await database.dispose()
    assert rounds == [True, False, False]
    assert left == [2, 1]


async def test_a_link_goes_on_after_an_error_that_nobody_foresaw(lab: Lab) -> None:
    tries = 0

    async def prepare(_: object) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise KeyError("unforeseen")

    link = Link(SecretStr(lab.broker_url), name="test", prepare=prepare)
    link.open()
    assert await link.wait_up(10)
    await link.close()


async def test_an_event_without_a_queue_is_never_marked_sent(lab: Lab, settings: DatabaseSettings) -> None:
    database = Database(settings.database_url, size=2)
    async with database.transaction() as tx:
        tx.publish(ThingCounted(thing_id=uuid4()))
    async with lab.worker(service, settings):
        for _ in range(100):
            async with database.transaction() as tx:
                row = (await tx.execute(text("SELECT attempts, sent_at FROM outbox"))).one()
            if row.attempts:
                break
            await asyncio.sleep(0.05)
        assert row.attempts >= 1
        assert row.sent_at is None
        async with lab.bus() as late:  # now somebody listens
            await late.heard(ThingCounted)
    await database.dispose()


async def test_a_late_commit_is_not_skipped(lab: Lab, bus: Bus, settings: DatabaseSettings) -> None:
    database = Database(settings.database_url, size=3)
    first, second = uuid4(), uuid4()
    async with lab.worker(service, settings):
        async with database.transaction() as early:
            early.publish(ThingCounted(thing_id=first))
            await early.store_events()  # its row has the lower sequence and is committed last
            async with database.transaction() as late:
                late.publish(ThingCounted(thing_id=second))
            assert [event.thing_id for event in await bus.heard(ThingCounted)] == [second]
        assert [event.thing_id for event in await bus.heard(ThingCounted, count=2)] == [second, first]
    await database.dispose()


async def test_nothing_is_published_by_a_transaction_that_fails(lab: Lab, bus: Bus, settings: DatabaseSettings) -> None:
    database = Database(settings.database_url, size=1)
    kept = uuid4()

    async def fail() -> None:
        async with database.transaction() as tx:
            tx.publish(ThingCounted(thing_id=uuid4()))
            await tx.store_events()
            raise RuntimeError

    async with lab.worker(service, settings):
        with pytest.raises(RuntimeError):
            await fail()
        async with database.transaction() as tx:
            tx.publish(ThingCounted(thing_id=kept))
        assert [event.thing_id for event in await bus.heard(ThingCounted)] == [kept]
    await database.dispose()


async def test_many_events_of_one_transaction_arrive(lab: Lab, bus: Bus, settings: DatabaseSettings) -> None:
    database = Database(settings.database_url, size=1)
    things = {uuid4() for _ in range(1_000)}
    async with lab.worker(service, settings):
        async with database.transaction() as tx:
            for thing in things:
                tx.publish(ThingCounted(thing_id=thing))
        heard = await bus.heard(ThingCounted, count=1_000)
    assert {event.thing_id for event in heard} == things
    await database.dispose()


async def test_migrations_run_once_however_many_ask(lab: Lab) -> None:
    name = await lab._create_database("race")
    url = SecretStr(lab._url(name))
    assert service.migrations is not None
    await asyncio.gather(*(migration.upgrade_on_loop(url, service.migrations) for _ in range(3)))
