"""The servers themselves: rights, survival of data and of their own deaths, and nothing left behind."""

import asyncio
import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import aio_pika
import aiormq
import asyncpg
import pytest
from minio import Minio
from native.errors import AlreadyRunning
from native.folder import MARK, DataFolder
from native.ports import ServerPorts, free_base
from native.processes import State, Supervised, together
from native.rabbitmq import EXCHANGE, VHOST
from native.servers import Servers, start
from native.supervisor import Supervisor

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]


class Running:
    """Servers with one service's database and one bucket."""

    def __init__(self, servers: Servers, supervisor: Supervisor) -> None:
        self.servers = servers
        self.supervisor = supervisor

    def process(self, name: str) -> Supervised:
        return next(process for process in self.supervisor.processes if process.program.name == name)

    def storage(self) -> Minio:
        s3 = self.servers.s3["letters"]
        return Minio(s3.endpoint, access_key=s3.access_key, secret_key=s3.secret_key, secure=False, region="cn-north-1")


@contextlib.asynccontextmanager
async def running(path: Path) -> AsyncIterator[Running]:
    folder = DataFolder(path)
    ports = ServerPorts.counted(free_base(20), ["letters"])
    with folder.held() as credentials:
        servers = Servers(folder, ports, credentials, buckets={"letters": ["letters"]})
        supervisor = Supervisor(folder)
        try:
            await together(servers.start_broker_and_stores(supervisor), servers.start_postgres(supervisor))
            await servers.postgres.prepare(["identity", "archive"])
            yield Running(servers, supervisor)
        finally:
            await supervisor.stop()


@pytest.fixture(scope="module")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Running]:
    async with running(tmp_path_factory.mktemp("stack in 证信")) as servers:  # whatever the clone's folder is called
        yield servers


def marked(folder: Path) -> list[str]:
    """Command lines of the living processes that belong to a data folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"{MARK}={folder}\0".encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


async def wait_until(condition: Any, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - other processes give no event
            await asyncio.sleep(0.1)


async def test_the_owner_makes_tables_and_the_service_fills_them(stack: Running) -> None:
    postgres = stack.servers.postgres
    owner = await asyncpg.connect(postgres.url("identity", "identity_owner"))
    await owner.execute("CREATE TABLE person (id bigint GENERATED ALWAYS AS IDENTITY, name text)")
    await owner.close()

    service = await asyncpg.connect(postgres.url("identity", "identity"))
    await service.execute("INSERT INTO person (name) VALUES ('a')")
    await service.execute("UPDATE person SET name = 'b'")
    assert await service.fetchval("SELECT name FROM person") == "b"
    for forbidden in ("CREATE TABLE other (id int)", "DROP TABLE person", "TRUNCATE person", "CREATE DATABASE other"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await service.execute(forbidden)
    await service.close()


async def test_a_service_cannot_enter_anothers_database(stack: Running) -> None:
    for database in ("archive", "postgres"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await asyncpg.connect(stack.servers.postgres.url(database, "identity"))


async def test_nobody_enters_postgres_without_the_password(stack: Running) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(f"postgresql://postgres:guess@127.0.0.1:{stack.servers.postgres.port}/postgres")


async def test_postgres_keeps_what_it_commits(stack: Running) -> None:
    connection = await asyncpg.connect(stack.servers.postgres.url("postgres"))
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        assert await connection.fetchval(f"SHOW {setting}") == "on"
    await connection.close()


async def test_a_service_publishes_its_own_events_only(stack: Running) -> None:
    connection = await aio_pika.connect(stack.servers.rabbitmq.url("identity", VHOST))
    try:
        channel = await connection.channel()
        queue = await channel.declare_queue("identity.own", durable=True, arguments={"x-queue-type": "quorum"})
        await queue.bind(EXCHANGE, "identity.#")
        exchange = await channel.get_exchange(EXCHANGE)
        await exchange.publish(aio_pika.Message(b"1"), "identity.person_registered.v1")
        message = await queue.get(timeout=5)
        assert message is not None
        assert message.body == b"1"
        await message.ack()

        with pytest.raises(aiormq.exceptions.ChannelAccessRefused):
            await exchange.publish(aio_pika.Message(b"2"), "archive.record_changed.v1")
    finally:
        await connection.close()


async def test_the_broker_has_no_guest(stack: Running) -> None:
    for vhost in ("", VHOST):
        with pytest.raises(aiormq.exceptions.ProbableAuthenticationError):
            await aiormq.connect(f"amqp://guest:guest@127.0.0.1:{stack.servers.rabbitmq.ports.amqp}/{vhost}")


def test_everything_listens_on_this_machine_only(stack: Running) -> None:
    ports = {f"{port:04X}" for port in stack.servers.rabbitmq.ports.named().values()}
    listening = [
        line.split()[1].split(":")
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    ]

    ours = [(address, port) for address, port in listening if port in ports]

    assert {port for _, port in ours} == ports
    assert {address for address, _ in ours} <= {"0100007F", "00000000000000000000000001000000"}  # 127.0.0.1, ::1


@pytest.mark.parametrize("name", ["archive.queue", "identityx", "zhengxin.events"])
async def test_a_service_declares_its_own_queues_only(stack: Running, name: str) -> None:
    connection = await aio_pika.connect(stack.servers.rabbitmq.url("identity", VHOST))
    try:
        channel = await connection.channel()
        with pytest.raises(aiormq.exceptions.ChannelAccessRefused):
            await channel.declare_queue(name, durable=True)
    finally:
        await connection.close()


async def test_a_service_cannot_write_to_anothers_queue(stack: Running) -> None:
    connection = await aio_pika.connect(stack.servers.rabbitmq.url("identity", VHOST))
    try:
        channel = await connection.channel()
        with pytest.raises(aiormq.exceptions.ChannelAccessRefused):
            await channel.default_exchange.publish(aio_pika.Message(b"1"), "signing.certificate")
    finally:
        await connection.close()


async def test_a_bucket_takes_its_owners_keys_only(stack: Running) -> None:
    storage = stack.storage()
    await asyncio.to_thread(storage.put_object, "letters", "a/b", io.BytesIO(b"letter"), 6)
    assert (stack.servers.s3["letters"].folder / "letters" / "a" / "b").read_bytes() == b"letter"

    intruder = Minio(
        stack.servers.s3["letters"].endpoint, access_key="zhengxin-letters", secret_key="guess", secure=False,
        region="cn-north-1",
    )  # fmt: skip
    with pytest.raises(Exception, match="403"):
        await asyncio.to_thread(intruder.put_object, "letters", "a/c", io.BytesIO(b"letter"), 6)


@pytest.mark.parametrize("name", ["s3-letters", "postgres", "rabbitmq", "epmd"])
async def test_a_server_that_dies_comes_back(stack: Running, name: str) -> None:
    process = stack.process(name)
    before = process.restarts
    assert process.pid is not None

    os.kill(process.pid, signal.SIGKILL)

    await wait_until(lambda: process.restarts > before and process.state is State.READY)
    assert await process.program.ready()


async def test_data_survive_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path) as first:
        url = first.servers.postgres.url("identity", "identity_owner")
        connection = await asyncpg.connect(url)
        await connection.execute("CREATE TABLE kept (id int); INSERT INTO kept VALUES (7)")
        await connection.close()
        broker = await aio_pika.connect(first.servers.rabbitmq.url("identity", VHOST))
        channel = await broker.channel()
        queue = await channel.declare_queue("identity.kept", durable=True, arguments={"x-queue-type": "quorum"})
        await queue.bind(EXCHANGE, "identity.kept")
        exchange = await channel.get_exchange(EXCHANGE)
        await exchange.publish(aio_pika.Message(b"8", delivery_mode=2), "identity.kept")
        await broker.close()
        await asyncio.to_thread(first.storage().put_object, "letters", "kept", io.BytesIO(b"9"), 1)
        base = first.servers.postgres.port
    assert marked(tmp_path) == []

    # The broker's node is named by its port, so the second start takes the first one's.
    folder = DataFolder(tmp_path)
    with folder.held() as credentials:
        ports = ServerPorts.counted(base, ["letters"])
        servers = Servers(folder, ports, credentials, buckets={"letters": ["letters"]})
        second = Running(servers, Supervisor(folder))
        try:
            await together(
                servers.start_broker_and_stores(second.supervisor), servers.start_postgres(second.supervisor)
            )
            connection = await asyncpg.connect(servers.postgres.url("identity", "identity"))
            assert await connection.fetchval("SELECT id FROM kept") == 7
            await connection.close()
            broker = await aio_pika.connect(servers.rabbitmq.url("identity", VHOST))
            message = await (await (await broker.channel()).get_queue("identity.kept")).get(timeout=5)
            assert message is not None
            assert message.body == b"8"
            await broker.close()
            answer = await asyncio.to_thread(second.storage().get_object, "letters", "kept")
            assert answer.read() == b"9"
            answer.close()
        finally:
            await second.supervisor.stop()


async def test_a_second_start_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    with DataFolder(tmp_path).held(), pytest.raises(AlreadyRunning):
        async with start(tmp_path):
            pass


@pytest.fixture
def command_line(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m native servers` up and running."""
    data = tmp_path / "data"
    details = tmp_path / "servers.json"
    command = [sys.executable, "-m", "native", "servers", "--data", str(data), "--json", str(details)]
    process = subprocess.Popen(command)
    try:
        deadline = time.monotonic() + 150
        while not details.exists():
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert details.stat().st_mode & 0o777 == 0o600
        assert len(json.loads(details.read_text())["vhosts"]) == 64
        yield process
    finally:
        process.terminate()
        process.wait(60)


def test_sigterm_leaves_nothing_behind(command_line: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert len(marked(tmp_path / "data")) >= 4

    command_line.terminate()

    assert command_line.wait(60) == 0
    assert marked(tmp_path / "data") == []
    assert not (tmp_path / "servers.json").exists()


async def test_kill_9_of_the_supervisor_leaves_nothing_behind(
    command_line: subprocess.Popen[bytes], tmp_path: Path
) -> None:
    command_line.kill()
    command_line.wait()

    await wait_until(lambda: marked(tmp_path / "data") == [], 30)
