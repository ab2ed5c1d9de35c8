"""A service run on the real servers, in the test's own event loop."""

import asyncio
import base64
import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aio_pika
import aiohttp
import asyncpg
import pytest
import pytest_asyncio
from minio import Minio
from pydantic import SecretStr

from kernel import migration, queues
from kernel.broker import EXCHANGE
from kernel.sealed import EventSealer
from kernel.server import free_port, server
from kernel.service import Service
from kernel.settings import Profile, S3Settings, Settings
from kernel.testing.broker import Bus
from kernel.testing.infrastructure import Servers
from kernel.testing.stand_ins import Tokens
from kernel.worker import Worker


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(slots=True)
class Lab:
    """Everything that a service's tests stand on."""

    servers: Servers
    broker_url: str
    tokens: Tokens
    event_keys: str = field(default_factory=lambda: f"test:{_random_key()}")
    seal_keys: str = field(default_factory=lambda: f"test:{_random_key()}")
    index_key: str = field(default_factory=_random_key)
    internal_token: str = field(default_factory=lambda: secrets.token_hex(16))
    _templates: dict[str, str] = field(default_factory=dict)

    @property
    def internal(self) -> dict[str, str]:
        """Headers of a service that calls another."""
        return {"Authorization": f"Bearer {self.internal_token}"}

    async def settings(self, service: Service, **extra: Any) -> dict[str, Any]:
        """Keyword arguments for a service's settings, with a database of its own, just migrated."""
        return {
            "profile": Profile.SANDBOX,
            "broker_url": self.broker_url,
            "event_keys": self.event_keys,
            "seal_keys": self.seal_keys,
            "index_key": self.index_key,
            "internal_token": self.internal_token,
            "jwks_url": self.tokens.jwks_url,
            "grace_seconds": 5,
            **({"database_url": await self.database(service)} if service.migrations else {}),
            **extra,
        }

    async def database(self, service: Service) -> str:
        """A new database with the service's tables; returns its URL."""
        if service.name not in self._templates:
            template = await self._create_database(f"template_{service.name}")
            assert service.migrations is not None  # noqa: S101 - narrows
            await migration.upgrade_on_loop(SecretStr(self._url(template)), service.migrations)
            self._templates[service.name] = template
        return self._url(await self._create_database(service.name, template=self._templates[service.name]))

    async def _create_database(self, prefix: str, template: str = "template1") -> str:
        name = f"{prefix}_{secrets.token_hex(6)}"
        connection = await asyncpg.connect(self.servers.postgres_url)
        try:
            await connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        finally:
            await connection.close()
        return name

    def _url(self, database: str) -> str:
        return f"{self.servers.postgres_url.rsplit('/', 1)[0]}/{database}"

    async def bucket(self, prefix: str = "bucket") -> S3Settings:
        """A new bucket."""
        settings = S3Settings(
            endpoint=self.servers.s3_endpoint,
            access_key=self.servers.s3_access_key,
            secret_key=SecretStr(self.servers.s3_secret_key),
            bucket=f"{prefix}-{secrets.token_hex(6)}",
        )
        client = Minio(
            settings.endpoint,
            access_key=settings.access_key,
            secret_key=self.servers.s3_secret_key,
            secure=False,
            region=settings.region,
        )
        await asyncio.to_thread(client.make_bucket, settings.bucket)
        return settings

    @contextlib.asynccontextmanager
    async def api(self, service: Service, settings: Settings) -> AsyncIterator[aiohttp.ClientSession]:
        """Run a service's API on loopback; yields a client whose base it is."""
        app = service.create_api(settings)
        port = free_port()
        running = server(app, settings, port=port, lifespan=True)
        task = asyncio.create_task(running.serve())
        while not running.started:
            if task.done():
                task.result()
            await asyncio.sleep(0.01)
        try:
            async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as client:
                yield client
        finally:
            running.should_exit = True
            await task

    @contextlib.asynccontextmanager
    async def worker(self, service: Service, settings: Settings) -> AsyncIterator[Worker]:
        """Run a service's worker; its queues exist when the block begins and are gone after it."""
        worker = service.create_worker(settings)
        stop = asyncio.Event()
        task = asyncio.create_task(worker.run_until(stop))
        try:
            await self._wait_consuming(worker, task)
            yield worker
        finally:
            stop.set()
            await task
            await self.delete_queues(service)

    async def _wait_consuming(self, worker: Worker, task: asyncio.Task[None]) -> None:
        for _ in range(3000):
            if task.done():
                task.result()
            if worker.is_up:
                return
            await asyncio.sleep(0.01)
        raise RuntimeError("the worker does not come up")

    async def delete_queues(self, service: Service) -> None:
        """Remove what a service declared on the broker."""
        connection = await aio_pika.connect(self.broker_url)
        async with connection:
            channel = await connection.channel()
            for name in queues.names(service.name, service.consumers):
                await channel.queue_delete(name)

    @contextlib.asynccontextmanager
    async def bus(self) -> AsyncIterator[Bus]:
        """Hear and publish events."""
        connection = await aio_pika.connect(self.broker_url)
        async with connection:
            channel = await connection.channel()
            tap = await channel.declare_queue(f"test.{secrets.token_hex(6)}", exclusive=True, auto_delete=True)
            await tap.bind(EXCHANGE, "#")
            yield Bus(channel, tap, EventSealer(SecretStr(self.event_keys)))


@pytest.fixture(scope="session")
def lab(servers: Servers, vhost: str, tokens: Tokens) -> Lab:
    """The servers, keys and tokens of this test process."""
    return Lab(servers, vhost, tokens)


@pytest_asyncio.fixture(loop_scope="session")
async def bus(lab: Lab) -> AsyncIterator[Bus]:
    """The broker, for one test."""
    async with lab.bus() as bus:
        yield bus
