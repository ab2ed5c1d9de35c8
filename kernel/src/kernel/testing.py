"""For tests: the real servers, and services run on them in the test's own event loop. A pytest plugin.

The servers are started once for all parallel test processes, by the first that needs them, and stopped by the process
that leads the run. ``ZHENGXIN_TEST_SERVERS`` names the file of servers that run already.
"""

import asyncio
import base64
import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import aio_pika
import aiohttp
import asyncpg
import jwt
import pytest
import pytest_asyncio
import structlog
from aio_pika.abc import AbstractChannel, AbstractIncomingMessage, AbstractQueue, HeadersType
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from minio import Minio
from pydantic import SecretStr

from kernel import auth, clock, events, migration, queues, testing_containers
from kernel.broker import EXCHANGE
from kernel.events import Envelope, Event, UnreadableEnvelope
from kernel.ids import new_id
from kernel.outbox import SIGNATURE_HEADER
from kernel.sealed import EventSealer
from kernel.server import free_port, server
from kernel.service import Service
from kernel.settings import Profile, S3Settings, Settings
from kernel.worker import Worker

EventT = TypeVar("EventT", bound=Event)

_SESSION = "ZHENGXIN_TEST_SESSION"
_START_SECONDS = 90
_STARTED: list[subprocess.Popen[bytes]] = []  # outlive the fixture; the run's end stops them


def _random_key() -> str:
    return base64.b64encode(secrets.token_bytes(32)).decode()


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the servers of this run are, with administrators' credentials."""

    postgres_url: str
    amqp_url: str
    vhosts: tuple[str, ...]
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str

    @classmethod
    def read(cls, file: Path) -> "Servers":
        """Read what ``python -m native servers`` wrote."""
        facts = json.loads(file.read_text())
        return cls(vhosts=tuple(facts.pop("vhosts")), **{name: facts[name] for name in cls.__slots__ if name in facts})


def pytest_configure(config: pytest.Config) -> None:
    """Name the run, so that its processes find the same servers; log errors without the locals of every frame."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )
    if not hasattr(config, "workerinput"):
        os.environ[_SESSION] = f"{os.getpid()}-{secrets.token_hex(4)}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers that this run started."""
    if hasattr(config, "workerinput"):
        return
    folder = _folder(Path(str(config.rootpath)))
    if (containers := folder / "containers.json").exists():
        testing_containers.remove(json.loads(containers.read_text()))
        shutil.rmtree(folder)
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        pid = int((folder / "pid").read_text())
        os.kill(pid, signal.SIGTERM)
        for _ in range(300):
            if not Path(f"/proc/{pid}").exists() or _is_zombie(pid):
                break
            time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    return True


def _folder(root: Path) -> Path:
    return root / ".run" / f"test-servers-{os.environ[_SESSION]}"


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """PostgreSQL, RabbitMQ and S3, running."""
    if given := os.environ.get("ZHENGXIN_TEST_SERVERS"):
        return Servers.read(Path(given))
    folder = _folder(Path(str(pytestconfig.rootpath)))
    folder.mkdir(parents=True, exist_ok=True)
    facts = folder / "servers.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            if testing_containers.wanted():
                details, ids = testing_containers.start()
                (folder / "containers.json").write_text(json.dumps(ids))
                facts.write_text(json.dumps(details))
            else:
                _start_servers(folder, facts)
    return Servers.read(facts)


def _start_servers(folder: Path, facts: Path) -> None:
    with (folder / "servers.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "native", "servers", "--data", str(folder / "data"), "--json", str(facts)],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _STARTED.append(process)
    (folder / "pid").write_text(str(process.pid))
    deadline = time.monotonic() + _START_SECONDS
    while not facts.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the test servers did not start:\n{(folder / 'servers.log').read_text()[-3000:]}")
        time.sleep(0.1)


@pytest.fixture(scope="session")
def vhost(servers: Servers) -> Iterator[str]:
    """The URL of a RabbitMQ virtual host that no other test process uses."""
    with contextlib.ExitStack() as stack:
        name = _claim_vhost(servers, stack)
        yield f"{servers.amqp_url.rstrip('/')}/{name}"


def _claim_vhost(servers: Servers, stack: contextlib.ExitStack) -> str:
    port = servers.amqp_url.rstrip("/").rsplit(":", 1)[-1]
    for name in servers.vhosts:
        lock = stack.enter_context(Path(f"/tmp/zhengxin-{port}-{name}.lock").open("w"))  # noqa: S108, SIM115
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return name
    raise RuntimeError("no virtual host is free")


@dataclass(slots=True)
class Bus:
    """The broker as a test sees it: publishes as any service, and hears every event."""

    channel: AbstractChannel
    tap: AbstractQueue
    sealer: EventSealer
    _heard: list[Envelope] = field(default_factory=list)

    async def publish(self, event: Event, *, message_id: UUID | None = None, times: int = 1) -> UUID:
        """Publish an event, signed, ``times`` times with one message id."""
        message_id = message_id or new_id()
        body = events.encode(event, message_id=message_id, occurred_at=clock.now(), request_id=None)
        for _ in range(times):
            await self.publish_raw(body, event.routing_key, message_id=message_id)
        return message_id

    async def publish_raw(
        self, body: bytes, routing_key: str, *, message_id: UUID | None = None, signature: str | None = None
    ) -> None:
        """Publish any bytes; signed as ours unless a signature is given."""
        exchange = await self.channel.get_exchange(EXCHANGE, ensure=False)
        headers: HeadersType = {SIGNATURE_HEADER: self.sealer.sign(body) if signature is None else signature}
        message = aio_pika.Message(body, message_id=str(message_id or new_id()), headers=headers)
        await exchange.publish(message, routing_key, timeout=10)

    async def heard(self, event: type[EventT], *, count: int = 1, seconds: float = 20) -> list[EventT]:
        """Wait until ``count`` events of a type were published since the test began; all of them, in order."""
        deadline = time.monotonic() + seconds
        while True:
            await self._listen()
            mine = [each.data for each in self._heard if each.routing_key == event.routing_key]
            found = [event.model_validate(data) for data in mine]
            if len(found) >= count:
                return found
            if time.monotonic() > deadline:
                keys = [each.routing_key for each in self._heard]
                raise AssertionError(f"heard {len(found)} of {count} {event.routing_key}; heard {keys}")
            await asyncio.sleep(0.02)

    async def _listen(self) -> None:
        while (message := await self.tap.get(no_ack=True, fail=False)) is not None:
            with contextlib.suppress(UnreadableEnvelope):  # a test may publish rubbish
                self._heard.append(Envelope.decode(message.body))

    async def dead_letters(self, service: str, *, count: int = 1, seconds: float = 20) -> list[AbstractIncomingMessage]:
        """Wait for dead letters and take them out."""
        queue = await self.channel.get_queue(queues.dead_exchange(service), ensure=False)
        taken: list[AbstractIncomingMessage] = []
        deadline = time.monotonic() + seconds
        while len(taken) < count:
            message = await queue.get(no_ack=True, fail=False)
            if message is not None:
                taken.append(message)
            elif time.monotonic() > deadline:
                raise AssertionError(f"{len(taken)} of {count} dead letters")
            else:
                await asyncio.sleep(0.02)
        return taken


@dataclass(slots=True)
class Tokens:
    """Plays identity's part towards those who check tokens: a key, its JWKS on loopback, tokens at will."""

    key: Ed25519PrivateKey
    jwks_url: str

    def person(self, person_id: UUID | None = None, record_id: UUID | None = None, **claims: Any) -> dict[str, str]:
        """Headers of a signed-in person."""
        return self.headers(auth.PERSON, sub=str(person_id or uuid4()), **{"rid": str(record_id or uuid4())} | claims)

    def staff(self, username: str = "reviewer", *roles: str, **claims: Any) -> dict[str, str]:
        """Headers of a signed-in member of staff; the role is the name where none is given."""
        return self.headers(auth.STAFF, sub=username, **{"roles": list(roles or (username,))} | claims)

    def headers(self, audience: str, **claims: Any) -> dict[str, str]:
        """An ``Authorization`` header with these claims."""
        return {"Authorization": f"Bearer {self.token(audience, **claims)}"}

    def token(self, audience: str, **claims: Any) -> str:
        """A token; claims given win over the usual ones."""
        now = int(time.time())
        usual = {"iss": auth.ISSUER, "aud": audience, "iat": now, "exp": now + 900, "sid": str(uuid4())}
        return jwt.encode(usual | claims, self.key, algorithm=auth.ALGORITHM, headers={"kid": "test"})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tokens() -> AsyncIterator[Tokens]:
    """A stand-in for identity's keys, served over HTTP."""
    key = Ed25519PrivateKey.generate()
    public = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)

    async def jwks(_: web.Request) -> web.Response:
        return web.json_response({"keys": [public | {"kid": "test", "alg": auth.ALGORITHM, "use": "sig"}]})

    app = web.Application()
    app.router.add_get("/jwks", jwks)
    async with serving(app) as url:
        yield Tokens(key, f"{url}/jwks")


@contextlib.asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """Serve a small aiohttp application on loopback (another service's protocol, a provider's); yields its URL."""
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()


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
