"""Whether a server answers; every probe gives up after a second and never raises."""

import asyncio
from collections.abc import Awaitable, Callable

LIMIT = 1.0


async def _exchange(port: int, request: bytes, size: int) -> bytes:
    """What the server on this port answers to a request; nothing when it does not."""
    try:
        async with asyncio.timeout(LIMIT):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(request)
                return await reader.readexactly(size)
            finally:
                writer.close()
    except (OSError, TimeoutError, asyncio.IncompleteReadError):
        return b""


async def http_status(port: int, path: str) -> int | None:
    """The status of a GET; None when nobody answers."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    line = await _exchange(port, request, len("HTTP/1.1 200"))
    return int(line[9:]) if line.startswith(b"HTTP/1.") and line[9:].isdigit() else None


def http_ok(port: int, path: str) -> Callable[[], Awaitable[bool]]:
    """A probe: the path is answered with 200."""

    async def probe() -> bool:
        return await http_status(port, path) == 200

    return probe


def http_answers(port: int) -> Callable[[], Awaitable[bool]]:
    """A probe: some HTTP answer, be it a refusal."""

    async def probe() -> bool:
        return await http_status(port, "/") is not None

    return probe


def amqp_answers(port: int) -> Callable[[], Awaitable[bool]]:
    """A probe: the broker offers a connection (Connection.Start: a method frame on channel 0)."""

    async def probe() -> bool:
        return await _exchange(port, b"AMQP\x00\x00\x09\x01", 3) == b"\x01\x00\x00"

    return probe


def tcp_accepts(port: int) -> Callable[[], Awaitable[bool]]:
    """A probe: somebody listens."""

    async def probe() -> bool:
        try:
            async with asyncio.timeout(LIMIT):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
        except (OSError, TimeoutError):
            return False
        writer.close()
        return True

    return probe
