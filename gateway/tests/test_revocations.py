"""Ended sessions, through the real broker."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any
from uuid import UUID, uuid4

import aio_pika
import pytest
from aiormq.exceptions import ChannelLockedResource, ChannelNotFoundEntity
from kernel.contracts.identity import SessionRevoked
from kernel.testing import Bus, Lab, Tokens

from kernel import clock

pytestmark = pytest.mark.servers


@pytest.fixture
def connected(edge: Any, lab: Lab) -> Callable[..., AbstractAsyncContextManager[Any]]:
    """Makes a gateway that hears the broker."""
    return lambda **extra: edge(broker_url=lab.broker_url, event_keys=lab.event_keys, **extra)


def ended(*sessions: UUID) -> SessionRevoked:
    return SessionRevoked(subject=str(uuid4()), session_ids=sessions, revoked_at=clock.now())


async def until_up(gateway: Any) -> None:
    for _ in range(1000):
        async with gateway.client.get("/readyz") as answer:
            checks = (await answer.json())["checks"]
        if checks["broker"] == checks["revoked_sessions"] == "ok":
            return
        await asyncio.sleep(0.05)
    raise AssertionError(checks)


async def statuses(gateway: Any, headers: dict[str, str]) -> AsyncIterator[int]:
    while True:
        async with gateway.client.get("/api/me", headers=headers) as answer:
            yield answer.status
        await asyncio.sleep(0.02)


async def test_an_ended_session_counts_no_more_within_a_second(connected: Any, bus: Bus, tokens: Tokens) -> None:
    session, other = uuid4(), tokens.person()
    mine = tokens.person(sid=str(session))
    async with connected() as gateway, connected() as copy:
        await asyncio.gather(until_up(gateway), until_up(copy))
        async with gateway.client.get("/api/me", headers=mine) as answer:
            assert answer.status == 200
        began = time.monotonic()
        await bus.publish(ended(session))
        for each in (gateway, copy):
            async for status in statuses(each, mine):
                if status == 401:
                    break
                assert time.monotonic() - began < 1, "the session still counts after a second"
        async with gateway.client.get("/api/me", headers=mine) as answer:
            assert (await answer.json())["code"] == "gateway.session.revoked"
        async with gateway.client.get("/api/me", headers=other) as answer:
            assert answer.status == 200


async def test_what_ended_before_the_start_is_known(connected: Any, tokens: Tokens) -> None:
    session = uuid4()
    async with connected(revoked=(str(session),)) as gateway:
        await until_up(gateway)
        async with gateway.client.get("/api/me", headers=tokens.person(sid=str(session))) as answer:
            assert answer.status == 401


async def test_while_the_broker_is_away_identity_is_asked(edge: Any, tokens: Tokens) -> None:
    session = uuid4()
    async with edge() as gateway:
        headers = tokens.person(sid=str(session))
        async with gateway.client.get("/api/me", headers=headers) as answer:
            assert answer.status == 200
        gateway.upstream.revoked.append(str(session))
        async with asyncio.timeout(6):
            async for status in statuses(gateway, headers):
                if status == 401:
                    break


async def test_forged_and_duplicate_events_change_nothing(connected: Any, bus: Bus, tokens: Tokens) -> None:
    session, marker = uuid4(), uuid4()
    async with connected() as gateway:
        await until_up(gateway)
        event = ended(session)
        body = f'{{"id": "{uuid4()}", "data": {event.model_dump_json()}}}'.encode()
        await bus.publish_raw(body, SessionRevoked.routing_key, signature="test.00")
        await bus.publish_raw(b"rubbish", SessionRevoked.routing_key)
        await bus.publish(ended(marker), times=3)
        async for status in statuses(gateway, tokens.person(sid=str(marker))):
            if status == 401:
                break
        async with gateway.client.get("/api/me", headers=tokens.person(sid=str(session))) as answer:
            assert answer.status == 200


async def test_the_queue_is_gone_with_its_gateway(connected: Any, lab: Lab) -> None:
    async with connected() as gateway:
        await until_up(gateway)
        queue = gateway.app.resources.revoked.queue
        assert queue.startswith("gateway.")
        with pytest.raises(ChannelLockedResource):
            await declare(lab, queue)
    with pytest.raises(ChannelNotFoundEntity):
        await declare(lab, queue)


async def declare(lab: Lab, queue: str) -> None:
    """Look for a queue; one that is exclusive to another connection is locked."""
    async with await aio_pika.connect(lab.broker_url) as connection:
        channel = await connection.channel()
        await channel.declare_queue(queue, passive=True)
