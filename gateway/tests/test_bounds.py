"""Bodies without end, slow clients, services that are away, too many requests."""

import asyncio
import contextlib
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from gateway.routes import ROUTES
from gateway.routing import Route
from kernel.server import free_port

MIB = 1024 * 1024


async def talk(port: int, *pieces: bytes, pause: float = 0.0, seconds: float = 8) -> bytes:
    """Send pieces with pauses in between; all that comes back until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    back = asyncio.create_task(reader.read())
    try:
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(pause)
        return await asyncio.wait_for(back, seconds)
    finally:
        writer.close()


async def test_an_announced_body_that_is_too_large_is_refused_before_it_is_read(edge: Any) -> None:
    async with edge() as gateway, gateway.client.post("/api/sessions", data=b"x" * MIB) as answer:
        assert answer.status == 413
        assert (await answer.json())["code"] == "gateway.body.too_large"
        assert gateway.upstream.seen == []


async def test_a_body_of_unknown_length_is_refused_when_it_is_too_large(edge: Any) -> None:
    async def endless() -> Any:
        for _ in range(64):
            yield b"x" * 65536

    async def swallow(request: web.Request) -> web.Response:
        await request.read()
        return web.Response(status=201)

    async with edge() as gateway:
        gateway.upstream.handlers["/api/sessions"] = swallow
        async with gateway.client.post("/api/sessions", data=endless()) as answer:
            assert answer.status == 413
            assert (await answer.json())["code"] == "gateway.body.too_large"


async def test_a_client_that_asks_first_is_told_without_sending(edge: Any) -> None:
    head = b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n"
    async with edge() as gateway:
        got = await first(gateway.port, head)
        assert b" 413 " in got.splitlines()[0]
        assert b"100 Continue" not in got


async def first(port: int, sent: bytes) -> bytes:
    """The first bytes that come back."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        return await asyncio.wait_for(reader.read(65536), 5)
    finally:
        writer.close()


async def test_a_body_that_stops_coming_is_given_up(edge: Any) -> None:
    head = b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc"
    async with edge(body_idle_seconds=0.2) as gateway:
        got = await first(gateway.port, head)
        assert b" 408 " in got.splitlines()[0]
        assert b"gateway.body.too_slow" in got
        assert gateway.upstream.seen == []


async def test_a_body_that_trickles_is_given_up_in_the_end(edge: Any) -> None:
    head = b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n"
    async with edge(body_seconds=0.5) as gateway:
        got = await talk(gateway.port, head, *[b"x"] * 10, pause=0.1)
        assert b" 408 " in got.splitlines()[0]


async def test_headers_that_trickle_are_given_up(edge: Any) -> None:
    async with edge(header_seconds=0.3) as gateway:
        got = await talk(gateway.port, b"GET / HTTP/1.1\r\n", b"Host: x\r\n", b"X-A: 1\r\n", b"X-B: 1\r\n", pause=0.1)
        assert b" 408 " in got.splitlines()[0]
        assert await talk(gateway.port) != b"", "a connection that says nothing is closed as well"


async def test_headers_without_end_are_refused(edge: Any) -> None:
    async with edge(header_bytes=8192) as gateway:
        got = await first(gateway.port, b"GET / HTTP/1.1\r\nHost: x\r\nX-Long: " + b"x" * 20000)
        assert b" 431 " in got.splitlines()[0]
        assert b"gateway.headers.too_large" in got


async def test_what_is_no_http_is_answered_with_a_problem(edge: Any) -> None:
    async with edge() as gateway:
        got = await first(gateway.port, b"\x16\x03\x01\x02\x00 hello\r\n\r\n")
        assert b" 400 " in got.splitlines()[0]
        assert b"application/problem+json" in got


async def test_two_lengths_are_refused(edge: Any) -> None:
    head = b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    async with edge() as gateway:
        got = await first(gateway.port, head)
        assert b" 400 " in got.splitlines()[0]
        assert gateway.upstream.seen == []


async def test_a_service_that_is_away_is_said_to_be_away(edge: Any) -> None:
    async with edge(archive_url=f"http://127.0.0.1:{free_port()}") as gateway:
        async with gateway.client.get("/sandbox/sms?phone=1") as answer:
            assert answer.status == 200
        async with gateway.client.get("/readyz") as answer:
            found = await answer.json()
            assert (answer.status, found["checks"]["archive"], found["checks"]["identity"]) == (503, "away", "ok")
            assert found["checks"]["broker"] == "away"
        async with gateway.client.get("/healthz") as answer:
            assert answer.status == 200


async def test_requests_for_it_are_answered_503(edge: Any, tokens: Any) -> None:
    away = f"http://127.0.0.1:{free_port()}"
    async with (
        edge(archive_url=away) as gateway,
        gateway.client.get("/api/me/archive", headers=tokens.person()) as answer,
    ):
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        assert (await answer.json())["code"] == "gateway.upstream.away"


async def test_a_service_that_stays_silent_is_given_up(edge: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(_: web.Request) -> web.Response:
        await asyncio.sleep(3)
        return web.Response()

    monkeypatch.setattr("gateway.resources.ROUTES", quick_routes())
    async with edge() as gateway:
        gateway.upstream.handlers["/api/agreements/current"] = silent
        async with gateway.client.get("/api/agreements/current") as answer:
            assert answer.status == 504
            assert answer.headers["Retry-After"]
            assert (await answer.json())["code"] == "gateway.upstream.timed_out"


def quick_routes() -> tuple[Route, ...]:
    """The routes with little patience."""
    return tuple(replace(route, seconds=0.2) for route in ROUTES)


async def test_one_address_has_its_share(edge: Any) -> None:
    async with edge(profile="production", rates={"messages": 2, "general": 1000}) as gateway:
        for _ in range(2):
            async with gateway.client.post("/api/registrations", json={}) as answer:
                assert answer.status == 200
        async with gateway.client.post("/api/registrations", json={}) as answer:
            assert answer.status == 429
            assert 1 <= int(answer.headers["Retry-After"]) <= 3600
            assert (await answer.json())["code"] == "gateway.rate.exceeded"
        async with gateway.client.get("/api/agreements/current") as answer:
            assert answer.status == 200
    async with edge(rates={"messages": 1, "general": 1}) as gateway:
        for _ in range(20):
            async with gateway.client.post("/api/registrations", json={}) as answer:
                assert answer.status == 200, "the sandbox multiplies by a thousand"


async def test_more_at_once_than_this_copy_takes(edge: Any) -> None:
    waiting, full = asyncio.Event(), asyncio.Barrier(3)

    async def wait(_: web.Request) -> web.Response:
        await full.wait()
        await waiting.wait()
        return web.Response()

    async with edge(requests_in_flight=2) as gateway:
        gateway.upstream.handlers["/api/agreements/current"] = wait
        held = [asyncio.create_task(gateway.client.get("/api/agreements/current")) for _ in range(2)]
        await full.wait()
        async with gateway.client.get("/api/agreements/current") as answer:
            assert (answer.status, (await answer.json())["code"]) == (503, "gateway.load.exceeded")
        waiting.set()
        for each in held:
            async with await each as answer:
                assert answer.status == 200


async def test_a_client_that_leaves_harms_nobody(edge: Any) -> None:
    async def slow(_: web.Request) -> web.Response:
        await asyncio.sleep(0.3)
        return web.json_response({})

    async with edge() as gateway:
        gateway.upstream.handlers["/api/agreements/current"] = slow
        with pytest.raises(asyncio.TimeoutError):
            async with gateway.client.get("/api/agreements/current", timeout=aiohttp.ClientTimeout(total=0.1)):
                pass
        await asyncio.sleep(0.4)
        async with gateway.client.get("/api/agreements/current") as answer:
            assert answer.status == 200
