"""A client's request body, read piece by piece within limits of size and time."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from gateway.errors import BodyTooLarge, BodyTooSlow

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

_WHOLE = 64 * 1024
_DRAIN_BYTES = 64 * 1024 * 1024
_DRAIN_SECONDS = 5.0


class ClientGone(Exception):
    """The client closed the connection before its body was complete."""


class RequestBody:
    """The body of one request; it is read once."""

    def __init__(
        self, receive: Receive, headers: Iterable[tuple[bytes, bytes]], *, limit: int, idle: float, total: float
    ) -> None:
        """``limit`` in bytes; ``idle`` and ``total`` in seconds.

        Raises:
            BodyTooLarge: the announced length is beyond the limit.
        """
        self._receive = receive
        self._limit = limit
        self._idle = idle
        self._deadline = time.monotonic() + total
        self._begun = False
        self.ended = False
        self.error: Exception | None = None
        self.length: int | None = None
        self.present = False
        self.awaited = False
        for name, value in headers:
            if name == b"content-length":
                self.length = int(value)
                self.present = self.length > 0
            elif name == b"transfer-encoding":
                self.present = True
            elif name == b"expect":
                self.awaited = True
        if self.length is not None and self.length > limit:
            raise BodyTooLarge

    @property
    def small(self) -> bool:
        """Whether it is read whole and sent on in one piece; such a body holds no connection while it comes."""
        return self.length is not None and self.length <= _WHOLE

    async def whole(self) -> bytes:
        """All of it; only for bodies that are :attr:`small`."""
        return b"".join([piece async for piece in self.pieces()])

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body as it comes.

        Raises:
            BodyTooLarge: more came than the limit.
            BodyTooSlow: a pause or the whole took too long.
            ClientGone: the client left.
        """
        if self._begun:
            raise RuntimeError("a body is read once")
        self._begun = True
        taken = 0
        try:
            while not self.ended:
                piece = await self._next()
                taken += len(piece)
                if taken > self._limit:
                    raise BodyTooLarge
                if piece:
                    yield piece
        except (BodyTooLarge, BodyTooSlow, ClientGone) as error:
            self.error = error
            raise

    async def _next(self) -> bytes:
        patience = min(self._idle, self._deadline - time.monotonic())
        try:
            async with asyncio.timeout(patience):
                message = await self._receive()
        except TimeoutError:
            raise BodyTooSlow from None
        if message["type"] == "http.disconnect":
            raise ClientGone
        self.ended = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        return piece


async def drain(receive: Receive) -> None:
    """Take and forget what a refused client is still sending, for a while, so that it gets to read the refusal."""
    taken = 0
    try:
        async with asyncio.timeout(_DRAIN_SECONDS):
            while taken < _DRAIN_BYTES:
                message = await receive()
                taken += len(message.get("body", b""))
                if message["type"] == "http.disconnect" or not message.get("more_body", False):
                    return
    except TimeoutError:
        return


def has_pending_body(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether a refused client is probably still sending: a long or chunked body, and it did not ask first."""
    pending = False
    for name, value in headers:
        if name == b"expect":
            return False
        pending = pending or name == b"transfer-encoding" or (name == b"content-length" and int(value) > _WHOLE)
    return pending
