"""uvicorn's HTTP protocol with bounds on what a client may do before its request is complete."""

import asyncio
from typing import Any

from starlette.responses import JSONResponse
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle

from kernel import problems


class PatientProtocol(HttpToolsProtocol):
    """Ends connections whose request line and headers come too slowly or never end."""

    header_seconds = 10.0
    header_bytes = 32 * 1024

    def __init__(self, *arguments: Any, **named: Any) -> None:  # noqa: ANN401 - uvicorn's own arguments
        super().__init__(*arguments, **named)
        self._waiting: asyncio.TimerHandle | None = None
        self._taken = 0
        self._moved_on = False
        self._in_body = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take data; while it completes nothing and brings no body, it counts as headers or trailers."""
        self._moved_on = False
        super().data_received(data)
        if self._moved_on:
            self._taken = 0
            return
        self._taken += len(data)
        if self._taken > self.header_bytes and not self.transport.is_closing():
            self._end(problems.respond(431, "gateway.headers.too_large", "请求头过大"))

    def on_message_begin(self) -> None:
        """A request begins: its headers have a limited time."""
        super().on_message_begin()
        self._in_body = False
        if self._waiting is None:
            self._wait()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header, but no trailer: what comes after the body must not pass for a header."""
        if not self._in_body:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The headers are there; from here the application watches the time."""
        self._stop_waiting()
        self._moved_on = self._in_body = True
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body; the application counts them."""
        self._moved_on = True
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request has ended."""
        self._moved_on = True
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP request is answered as everything is that is refused."""
        del msg
        self._end(problems.respond(400, "gateway.request.unreadable", "请求无法读取"))

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(self.header_seconds, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        self._waiting = None
        if not self.transport.is_closing():
            self._end(problems.respond(408, "gateway.headers.too_slow", "请求超时"))

    def _end(self, answer: JSONResponse) -> None:
        self._stop_waiting()
        if self._answering():
            self.transport.close()  # another answer is on its way out; nothing can be said in the middle of it
            return
        lines = [name + b": " + value + b"\r\n" for name, value in answer.raw_headers]
        head = STATUS_LINE[answer.status_code] + b"".join(lines) + b"connection: close\r\n\r\n"
        self.transport.write(head + bytes(answer.body))
        self.transport.close()

    def _answering(self) -> bool:
        cycle: RequestResponseCycle | None = self.cycle  # uvicorn declares no None, but begins with it
        return cycle is not None and cycle.response_started and not cycle.response_complete


def bounded(*, header_seconds: float, header_bytes: int) -> type[PatientProtocol]:
    """The protocol with the given bounds; uvicorn makes one for each connection and passes no arguments of ours."""
    return type("BoundedProtocol", (PatientProtocol,), {"header_seconds": header_seconds, "header_bytes": header_bytes})
