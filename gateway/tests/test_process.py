"""The gateway as the process that operators run."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
from aiohttp import web
from kernel.server import free_port
from kernel.testing import serving


def environment(port: int, url: str) -> dict[str, str]:
    settings = {
        "PROFILE": "sandbox",
        "PORT": str(port),
        "EVENT_KEYS": "k:" + "A" * 43 + "=",
        "INTERNAL_TOKEN": "very-secret",
        "BROKER_URL": "amqp://nobody:nothing@127.0.0.1:1/nowhere",
        "JWKS_URL": f"{url}/jwks",
        **{f"{name}_URL": url for name in ("IDENTITY", "ARCHIVE", "CERTIFICATE", "NOTIFICATION")},
    }
    return {**os.environ, **{f"ZHENGXIN_{name}": value for name, value in settings.items()}}


@contextlib.asynccontextmanager
async def process(port: int, url: str) -> AsyncIterator[asyncio.subprocess.Process]:
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateway", "api", env=environment(port, url), stderr=asyncio.subprocess.DEVNULL
    )
    try:
        yield running
    finally:
        with contextlib.suppress(ProcessLookupError):
            running.kill()
        await running.wait()


async def until_alive(client: aiohttp.ClientSession) -> None:
    for _ in range(300):
        with contextlib.suppress(aiohttp.ClientError):
            async with client.get("/healthz") as answer:
                assert answer.status == 200
                return
        await asyncio.sleep(0.1)
    raise AssertionError("the gateway did not start")


async def test_what_is_in_hand_is_finished_after_sigterm() -> None:
    asked = asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        asked.set()
        await asyncio.sleep(0.5)
        return web.json_response({"done": True})

    app = web.Application()
    app.router.add_get("/api/agreements/current", slow)
    port = free_port()
    async with (
        serving(app) as url,
        process(port, url) as running,
        aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client,
    ):
        await until_alive(client)
        in_hand = asyncio.create_task(client.get("/api/agreements/current"))
        await asyncio.wait_for(asked.wait(), 10)
        running.send_signal(signal.SIGTERM)
        async with await in_hand as answer:
            assert (answer.status, await answer.json()) == (200, {"done": True})
        assert await asyncio.wait_for(running.wait(), 10) == 0


async def test_settings_are_printed_with_secrets_masked() -> None:
    printing: Any = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "gateway",
        "settings",
        env=environment(1, "http://127.0.0.1:1"),
        stdout=asyncio.subprocess.PIPE,
    )
    printed, _ = await printing.communicate()
    assert printing.returncode == 0
    assert b"ZHENGXIN_TRUSTED_PROXIES" in printed
    assert b"very-secret" not in printed
