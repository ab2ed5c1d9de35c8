"""Which port everything listens on; all of them on 127.0.0.1, but the gateway where the settings say else.

The gateway has a port of its own (8080). All others count from one base, `ZHENGXIN_PORT_BASE` (18100):

    base + 0    PostgreSQL                        base + 20 … 23   HTTP of identity, archive, certificate, notification
    base + 1    RabbitMQ (AMQP)                   base + 30 … 38   health and metrics of their processes and the gateway
    base + 2, 3 RabbitMQ (distribution, epmd)     base + 40 …      health and metrics of the signing workers
    base + 10 … 13  S3 of letters, certificates, identity-evidence, archive-imports
"""

import errno
import random
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from native.errors import CannotStart

BUCKETS = ("letters", "certificates", "identity-evidence", "archive-imports")
APIS = ("identity", "archive", "certificate", "notification")
HEALTH = (*(f"{service}-{role}" for service in APIS for role in ("api", "worker")), "gateway")


@dataclass(frozen=True, slots=True)
class ServerPorts:
    """The ports of PostgreSQL and RabbitMQ, and of S3 by the name of the process."""

    postgres: int
    amqp: int
    distribution: int
    epmd: int
    s3: dict[str, int]

    @classmethod
    def counted(cls, base: int, s3: Sequence[str]) -> "ServerPorts":
        """The documented layout, with these S3 processes."""
        return cls(
            postgres=base,
            amqp=base + 1,
            distribution=base + 2,
            epmd=base + 3,
            s3={name: base + 10 + offset for offset, name in enumerate(s3)},
        )

    def named(self) -> dict[str, int]:
        """Every port with the name of who listens on it."""
        broker = {"rabbitmq": self.amqp, "rabbitmq (distribution)": self.distribution, "epmd": self.epmd}
        return {"postgres": self.postgres} | broker | {f"s3-{name}": port for name, port in self.s3.items()}


@dataclass(frozen=True, slots=True)
class StackPorts:
    """The ports of the whole system; `health` by the name of the process."""

    gateway: int
    servers: ServerPorts
    api: dict[str, int]
    health: dict[str, int]

    @classmethod
    def counted(cls, *, gateway: int, base: int, signing_workers: int) -> "StackPorts":
        """The documented layout."""
        signers = {f"signing-worker-{number}": base + 39 + number for number in range(1, signing_workers + 1)}
        return cls(
            gateway=gateway,
            servers=ServerPorts.counted(base, BUCKETS),
            api={service: base + 20 + offset for offset, service in enumerate(APIS)},
            health={process: base + 30 + offset for offset, process in enumerate(HEALTH)} | signers,
        )

    def named(self) -> dict[str, int]:
        """Every port but the gateway's with the name of who listens on it."""
        api = {f"{service}-api": port for service, port in self.api.items()}
        return self.servers.named() | api | {f"{process} (health)": port for process, port in self.health.items()}


def free_base(width: int = 60) -> int:
    """A base above which `width` ports are free now, below those that the system gives to outgoing connections."""
    for _ in range(100):
        base = random.randrange(20_000, 32_000 - width, 20)  # noqa: S311 - not a secret
        if all(is_free(port) for port in range(base, base + width)):
            return base
    raise CannotStart(f"Found no {width} free ports in a row.")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether one may listen there."""
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EACCES):
                return False
            raise
    return True


def check_free(ports: dict[str, int], *, setting: str, host: str = "127.0.0.1") -> None:
    """Raise CannotStart with the port, who wants it, the setting to change, and who has it, if that can be told."""
    for name, port in ports.items():
        if not is_free(port, host):
            owner = listener_on(port)
            held = f" by {owner}" if owner else ""
            raise CannotStart(f"Port {port}, wanted for {name}, is in use{held}. Choose others with {setting}.")


def listener_on(port: int) -> str | None:
    """The process that listens on a port, as far as this user may see it: `nginx (pid 812)`."""
    inodes = set()
    for table in ("tcp", "tcp6"):
        path = Path("/proc/net") / table
        for line in path.read_text().splitlines()[1:] if path.exists() else ():
            fields = line.split()  # sl, local address, remote address, state (0A: listening), …, inode
            if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) in inodes:
                process = link.parents[1]
                return f"{(process / 'comm').read_text().strip()} (pid {process.name})"
        except OSError:  # gone meanwhile, or another user's
            continue
    return None
