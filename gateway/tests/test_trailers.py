"""Trailers: what comes after a body is no header, and has an end."""

import asyncio
import contextlib
from typing import Any

from aiohttp import web

HEAD = b"POST /api/sessions HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n"


async def swallow(request: web.Request) -> web.Response:
    """Answer when the body is complete."""
    await request.read()
    return web.Response(status=201)


async def test_a_trailer_is_no_header(edge: Any) -> None:
    async with edge(trusted_proxies=["127.0.0.1"]) as gateway:
        gateway.upstream.handlers["/api/sessions"] = swallow
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(
            HEAD + b"Idempotency-Key: late\r\nX-Forwarded-For: 1.2.3.4\r\nX-Request-Id: from-a-trailer\r\n\r\n"
        )
        got = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 5)
        writer.close()
        assert b" 201 " in got.splitlines()[0]
        assert b"from-a-trailer" not in got
        sent_on = gateway.upstream.last.headers
        assert "Idempotency-Key" not in sent_on
        assert sent_on["X-Zhengxin-Client-Address"] == "127.0.0.1"


async def test_trailers_without_end_are_cut_off(edge: Any) -> None:
    taken = 0
    async with edge(body_idle_seconds=5) as gateway:
        gateway.upstream.handlers["/api/sessions"] = swallow
        reader, writer = await asyncio.open_connection("127.0.0.1", gateway.port)
        writer.write(HEAD)
        with contextlib.suppress(ConnectionError):
            while not reader.at_eof() and taken < 64 * 1024 * 1024:
                writer.write(b"X-Long: " + b"x" * 65536 + b"\r\n")
                await writer.drain()
                taken += 65536
        writer.close()
    assert taken < 16 * 1024 * 1024
