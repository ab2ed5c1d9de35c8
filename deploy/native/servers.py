"""PostgreSQL, RabbitMQ and S3 of one data folder; alone, they are what tests run against."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from native.credentials import Credentials
from native.folder import DataFolder
from native.ports import ServerPorts, free_base
from native.postgres import Postgres, binary
from native.privileges import server_account
from native.processes import together
from native.rabbitmq import ADMIN, VHOST, RabbitMQ
from native.s3 import S3
from native.supervisor import Supervisor

TEST_VHOSTS = tuple(f"test-{number}" for number in range(64))
TEST_S3 = "any"


class Servers:
    """The three kinds of servers, made for one data folder; `s3` by the name of the process."""

    def __init__(
        self,
        folder: DataFolder,
        ports: ServerPorts,
        credentials: Credentials,
        *,
        vhosts: Sequence[str] = (VHOST,),
        buckets: Mapping[str, Iterable[str]],
    ) -> None:
        account = server_account(binary("postgres"), folder.path)
        self.postgres = Postgres(folder.path / "postgres", ports.postgres, credentials, account)
        self.rabbitmq = RabbitMQ(folder.path / "rabbitmq", ports, credentials, account, vhosts)
        self.s3 = {name: S3(name, folder.path / "s3" / name, ports.s3[name], credentials, account) for name in buckets}
        self._buckets = buckets

    async def start_broker_and_stores(self, supervisor: Supervisor) -> None:
        """RabbitMQ, which takes longest, and S3."""
        self.rabbitmq.initialise()
        for name, s3 in self.s3.items():
            s3.folder.parent.mkdir(exist_ok=True)
            s3.initialise(*self._buckets[name])
        epmd, node = self.rabbitmq.programs()
        await supervisor.start([epmd])
        await supervisor.start([node, *(s3.program() for s3 in self.s3.values())])

    async def start_postgres(self, supervisor: Supervisor) -> None:
        """PostgreSQL, its cluster made if it is new."""
        await asyncio.to_thread(self.postgres.initialise)
        await supervisor.start([self.postgres.program()])


@dataclass(frozen=True, slots=True)
class Connections:
    """What a test needs to use the servers as their administrator; `vhosts` hold the exchange of the events."""

    postgres_url: str
    amqp_url: str
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str
    vhosts: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """For another process."""
        return asdict(self)


@contextlib.asynccontextmanager
async def start(path: Path, ports: ServerPorts | None = None) -> AsyncIterator[Connections]:
    """The servers alone, empty, on free ports unless told which.

    Raises:
        NativeError: they could not be started, or others run on this folder.
    """
    folder = DataFolder(path)
    ports = ports or ServerPorts.counted(free_base(20), [TEST_S3])
    with folder.held() as credentials:
        folder.drop_data("logs", "secrets.json")
        servers = Servers(folder, ports, credentials, vhosts=(VHOST, *TEST_VHOSTS), buckets={TEST_S3: ()})
        supervisor = Supervisor(folder)
        try:
            await together(servers.start_broker_and_stores(supervisor), servers.start_postgres(supervisor))
            s3 = servers.s3[TEST_S3]
            yield Connections(
                postgres_url=servers.postgres.url("postgres"),
                amqp_url=servers.rabbitmq.url(ADMIN, "/"),
                s3_endpoint=s3.endpoint,
                s3_access_key=s3.access_key,
                s3_secret_key=s3.secret_key,
                vhosts=TEST_VHOSTS,
            )
        finally:
            await supervisor.stop()
