"""The whole system on one machine: servers, databases, migrations, services."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from native.errors import StartFailed
from native.folder import DataFolder
from native.ports import BUCKETS, StackPorts, check_free
from native.postgres import Postgres
from native.processes import Supervised, together
from native.servers import Servers
from native.services import DATABASES, Services, migrations_edition
from native.supervisor import Supervisor

DEMO_REGISTER = Path(__file__).with_name("demo-register.csv")
GATEWAY_PORT = 8080
PORT_BASE = 18100


@dataclass(frozen=True, slots=True)
class Options:
    """What may be chosen about a stack."""

    data: Path = Path(".run")
    gateway_host: str = "127.0.0.1"
    gateway_port: int = GATEWAY_PORT
    port_base: int = PORT_BASE
    signing_workers: int = 1
    public_url: str = ""
    demo_register: bool = True

    @property
    def address(self) -> str:
        """Where people find the gateway."""
        return self.public_url or f"http://127.0.0.1:{self.gateway_port}"


@contextlib.asynccontextmanager
async def running(options: Options, told: Callable[[Supervised], None] = lambda _: None) -> AsyncIterator[Supervisor]:
    """The system, ready, for as long as the context lasts; `told` hears of each process' changes.

    Raises:
        NativeError: it could not be started, or runs already.
    """
    folder = DataFolder(options.data)
    ports = StackPorts.counted(
        gateway=options.gateway_port, base=options.port_base, signing_workers=options.signing_workers
    )
    with folder.held() as credentials:
        check_free({"gateway": ports.gateway}, setting="GATEWAY_PORT=…", host=options.gateway_host)
        check_free(ports.named(), setting=f"PORT_BASE=… (now {options.port_base})")
        servers = Servers(folder, ports.servers, credentials, buckets={bucket: [bucket] for bucket in BUCKETS})
        services = Services(folder, ports, servers, credentials, options.gateway_host, options.address)
        supervisor = Supervisor(folder, told)
        supervisor.about(address=options.address, phase="starting")
        try:
            await _start(supervisor, servers, services)
            if options.demo_register:
                await _import_once(supervisor, services, folder)
            supervisor.about(phase="running")
            yield supervisor
        finally:
            supervisor.about(phase="stopping")
            await supervisor.stop()
            supervisor.about(phase="stopped")


@contextlib.asynccontextmanager
async def at_hand(options: Options, told: Callable[[Supervised], None] = lambda _: None) -> AsyncIterator[str]:
    """The address of the system that runs on this data folder; if none does, of one started for the context.

    Raises:
        NativeError: it could not be started, or ended while it was waited for.
    """
    folder = DataFolder(options.data)
    if folder.holder() is None:
        async with running(options, told):
            yield options.address
        return
    while (state := folder.state()).get("phase") != "running":
        if folder.holder() is None:
            raise StartFailed(f"The system on {folder.path} ended while it was starting.")
        await asyncio.sleep(0.2)
    yield state["address"]


async def _start(supervisor: Supervisor, servers: Servers, services: Services) -> None:
    """PostgreSQL is migrated while RabbitMQ, the slowest to start, comes up."""

    async def databases() -> None:
        await servers.start_postgres(supervisor)
        await servers.postgres.prepare(DATABASES)
        await together(*(_migrate(supervisor, servers.postgres, services, service) for service in DATABASES))

    await asyncio.to_thread(services.initialise)
    await together(servers.start_broker_and_stores(supervisor), databases())
    await supervisor.start(list(services.processes()))


async def _migrate(supervisor: Supervisor, postgres: Postgres, services: Services, service: str) -> None:
    """Migrate a database, unless it was brought to these very migrations before: that saves seconds at every start."""
    edition = migrations_edition(service)
    if await postgres.edition(service) != edition:
        await supervisor.run(services.migration(service))
        await postgres.note_edition(service, edition)


async def _import_once(supervisor: Supervisor, services: Services, folder: DataFolder) -> None:
    """Import the register of invented people, unless this edition of it was imported before."""
    edition = hashlib.sha256(DEMO_REGISTER.read_bytes()).hexdigest()
    stamp = folder.path / "demo-register.sha256"
    if stamp.exists() and stamp.read_text() == edition:
        return
    await supervisor.run(services.import_of(DEMO_REGISTER))
    stamp.write_text(edition)
