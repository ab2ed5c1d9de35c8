"""The gateway on loopback, with one small service that plays all of those behind it."""

import asyncio
import base64
import contextlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from gateway.app import Gateway
from gateway.serving import edge_server
from gateway.settings import Settings
from kernel.server import free_port
from kernel.testing import Tokens, serving

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class Upstream:
    """What stands behind: answers by path, remembers what it was asked."""

    url: str = ""
    handlers: dict[str, Handler] = field(default_factory=dict)
    seen: list[web.Request] = field(default_factory=list)
    revoked: list[str] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        if request.path not in {"/readyz", "/openapi.json", "/internal/revoked-sessions"}:
            self.seen.append(request)
        if handler := self.handlers.get(request.path):
            return await handler(request)
        if request.path == "/internal/revoked-sessions":
            return web.json_response({"items": [{"session_id": each} for each in self.revoked]})
        return web.json_response({"path": request.path, "query": request.query_string})

    @property
    def last(self) -> web.Request:
        return self.seen[-1]


@dataclass(slots=True)
class Edge:
    """A running gateway."""

    url: str
    port: int
    client: aiohttp.ClientSession
    upstream: Upstream
    app: Gateway
    settings: Settings


@contextlib.asynccontextmanager
async def running(settings: Settings, upstream: Upstream) -> AsyncIterator[Edge]:
    app = Gateway(settings)
    server = edge_server(app, settings)
    task = asyncio.create_task(server.serve())
    while not server.started:
        if task.done():
            task.result()
        await asyncio.sleep(0.01)
    url = f"http://127.0.0.1:{settings.port}"
    try:
        async with aiohttp.ClientSession(url, cookie_jar=aiohttp.DummyCookieJar()) as client:
            yield Edge(url, settings.port, client, upstream, app, settings)
    finally:
        server.should_exit = True
        await task


def settings_of(tokens: Tokens, url: str, **extra: Any) -> Settings:
    port = free_port()
    usual: dict[str, Any] = {
        "profile": "sandbox",
        "port": port,
        "event_keys": f"test:{base64.b64encode(os.urandom(32)).decode()}",
        "internal_token": "internal-secret",
        "jwks_url": tokens.jwks_url,
        "broker_url": "amqp://nobody:nothing@127.0.0.1:1/nowhere",
        "public_url": f"http://127.0.0.1:{port}",
        "grace_seconds": 2,
        **{f"{name}_url": url for name in ("identity", "archive", "certificate", "notification")},
    }
    return Settings(**usual | extra)


@pytest.fixture
def edge(tokens: Tokens) -> Callable[..., contextlib.AbstractAsyncContextManager[Edge]]:
    """Makes a gateway with the settings of the test's choice."""

    @contextlib.asynccontextmanager
    async def make(*, revoked: tuple[str, ...] = (), **extra: Any) -> AsyncIterator[Edge]:
        upstream = Upstream(revoked=list(revoked))
        app = web.Application(client_max_size=2**30)
        app.router.add_route("*", "/{path:.*}", upstream.answer)
        async with serving(app) as url:
            upstream.url = url
            async with running(settings_of(tokens, url, **extra), upstream) as edge:
                yield edge

    return make
