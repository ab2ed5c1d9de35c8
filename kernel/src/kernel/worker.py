"""The worker process of a service: its consumers, the relay of its outbox, and its jobs."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from functools import partial
from typing import Any

import structlog

from kernel.broker import Link, Publisher
from kernel.consumer import Consumer, ConsumerRunner
from kernel.errors import DependencyAway
from kernel.health import Check, health_app
from kernel.outbox import Relay
from kernel.sealed import EventSealer
from kernel.server import server, stop_requested, until_stopped
from kernel.settings import Settings

log = structlog.get_logger()


class Worker:
    """Runs until it is stopped; consuming and publishing have connections of their own."""

    def __init__(
        self,
        name: str,
        settings: Settings,
        open_resources: Callable[[Any], AbstractAsyncContextManager[Any]],
        consumers: tuple[Consumer, ...],
        jobs: tuple[Callable[[Any], Coroutine[Any, Any, None]], ...],
    ) -> None:
        self._name = name
        self._settings = settings
        self._open = open_resources
        self._consumers = consumers
        self._jobs = jobs
        self._links: tuple[Link, ...] = ()

    @property
    def is_up(self) -> bool:
        """Whether both connections to the broker stand."""
        return bool(self._links) and all(link.is_up for link in self._links)

    async def run(self) -> None:
        """Work until SIGTERM or SIGINT."""
        await self.run_until(stop_requested(), health=True)

    async def run_until(self, stop: asyncio.Event, *, health: bool = False) -> None:
        """Work until ``stop`` is set; then take nothing new and finish what is in hand."""
        settings = self._settings
        async with self._open(settings) as resources:
            await self._check_durability(resources)
            sealer = EventSealer(settings.event_keys)
            publisher = Publisher(settings.broker_url, name=f"{self._name}-publisher")

            runner = ConsumerRunner(
                self._name,
                self._consumers,
                resources,
                broker_url=settings.broker_url,
                publisher=publisher,
                sealer=sealer,
            )
            self._links = (publisher.link, runner.link)
            for link in self._links:
                link.open()
            relay = Relay(resources.database, publisher, sealer)
            background = [
                asyncio.create_task(_for_ever(f"{self._name}.relay", relay.run)),
                *(asyncio.create_task(_for_ever(job.__name__, partial(job, resources))) for job in self._jobs),
            ]

            def checks() -> dict[str, Check]:
                return {"publishing": publisher.link.check, "consuming": runner.link.check}

            try:
                if health:
                    probe = server(
                        health_app(lambda: resources, checks), settings, port=settings.health_port, lifespan=False
                    )
                    await until_stopped(stop, probe)
                else:
                    await stop.wait()
            finally:
                await runner.drain(settings.grace_seconds)
                for task in background:
                    task.cancel()
                await asyncio.gather(*background, return_exceptions=True)
                await publisher.link.close()

    async def _check_durability(self, resources: Any) -> None:  # noqa: ANN401 - any service's resources
        if unsafe := await resources.database.unsafe_settings():
            if not self._settings.sandbox:
                raise SystemExit(f"PostgreSQL may lose answered commits: {', '.join(unsafe)}")
            log.error("database.unsafe", settings=unsafe)


async def _for_ever(name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a job again whenever it fails or ends, with a growing pause."""
    pause = 1.0
    while True:
        began = asyncio.get_running_loop().time()
        try:
            await work()
        except DependencyAway as error:
            log.warning("job.waiting", job=name, dependency=error.dependency)
        except Exception:
            log.exception("job.failed", job=name)
        if asyncio.get_running_loop().time() - began > 60:
            pause = 1.0
        await asyncio.sleep(pause)
        pause = min(pause * 2, 30.0)
