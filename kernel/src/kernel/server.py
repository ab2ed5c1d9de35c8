"""Serving ASGI applications with uvicorn, ended gracefully by SIGTERM or SIGINT."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from kernel.health import health_app
from kernel.settings import Settings

log = structlog.get_logger()


class Server(uvicorn.Server):
    """uvicorn that leaves the signals to :func:`stop_requested`."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take no signal."""
        yield


def stop_requested() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


def server(app: ASGIApp, settings: Settings, *, port: int, lifespan: bool) -> Server:
    """An HTTP server on the configured address; connections that idle after an answer are closed."""
    return Server(
        uvicorn.Config(
            app,
            host=settings.host,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            lifespan="on" if lifespan else "off",
            timeout_keep_alive=30,
            timeout_graceful_shutdown=int(settings.grace_seconds),
            ws="none",
        )
    )


async def serve(app: FastAPI, settings: Settings) -> None:
    """Serve the API and the health port until a signal; requests in hand are finished first."""
    stop = stop_requested()
    api = server(app, settings, port=settings.port, lifespan=True)

    async def serving() -> None:
        if not api.started:
            raise RuntimeError("the API is still starting")

    # The health port answers from the first moment on, before the application has opened its resources.
    probes = health_app(lambda: getattr(app.state, "resources", None), lambda: {"api": serving})
    health = server(probes, settings, port=settings.health_port, lifespan=False)
    await until_stopped(stop, api, health)


async def until_stopped(stop: asyncio.Event, *servers: Server) -> None:
    """Run servers until ``stop`` is set; uvicorn ends the process with a failure when one cannot start."""
    tasks = [asyncio.create_task(each.serve()) for each in servers]
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
    log.info("server.stopping")
    for each in servers:
        each.should_exit = True
    stopping.cancel()
    await asyncio.gather(*tasks)


def free_port() -> int:
    """A port that nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
