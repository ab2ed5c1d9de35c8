"""What one address may use up, and HEAD."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from gateway.errors import TooManyRequests
from gateway.limits import InFlight


async def test_one_address_holds_few_places_at_once(edge: Any) -> None:
    waiting, full = asyncio.Event(), asyncio.Barrier(3)

    async def wait(_: web.Request) -> web.Response:
        await full.wait()
        await waiting.wait()
        return web.Response()

    path = "/api/agreements/current"
    async with edge(profile="production", rates={"in_flight": 2}, trusted_proxies=["127.0.0.1"]) as gateway:
        gateway.upstream.handlers[path] = wait
        held = [asyncio.create_task(gateway.client.get(path)) for _ in range(2)]
        await full.wait()
        async with gateway.client.get(path) as answer:
            assert (answer.status, (await answer.json())["code"]) == (429, "gateway.rate.exceeded")
        async with gateway.client.get("/healthz", headers={"X-Forwarded-For": "192.0.2.7"}) as answer:
            assert answer.status == 200, "another address has its own"
        waiting.set()
        for each in held:
            async with await each as answer:
                assert answer.status == 200


def test_places_are_given_back() -> None:
    places = InFlight(1)
    for _ in range(3):
        with places.place("1.1.1.1"), pytest.raises(TooManyRequests), places.place("1.1.1.1"):
            pass


async def test_head_is_answered_as_get_without_the_body(edge: Any) -> None:
    async with edge() as gateway:
        async with gateway.client.head("/api/agreements/current") as answer:
            assert answer.status == 200
            assert answer.content_type == "application/json"
            assert await answer.read() == b""
        assert gateway.upstream.last.method == "GET"
        async with gateway.client.head("/api/sessions") as answer:
            assert answer.status == 405
        async with gateway.client.head("/") as answer:
            assert (answer.status, await answer.read()) == (200, b"")
