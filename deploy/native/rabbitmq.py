"""RabbitMQ from Debian's package, as a node of its own: own name, ports, folder, cookie and epmd; /etc is not read.

What the services find on it (virtual host, exchange, users) is one file of definitions, loaded at every start.
"""

import base64
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from native.credentials import Credentials, write_private
from native.errors import CannotStart
from native.ports import ServerPorts
from native.privileges import Account
from native.probes import amqp_answers, tcp_accepts
from native.processes import Program

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
ADMIN = "admin"
VHOST = "zhengxin"
EXCHANGE = "zhengxin.events"

# Which routing keys each service may publish.
PUBLISHES = {
    "identity": r"^identity\.",
    "archive": r"^archive\.",
    "certificate": r"^(application|certificate)\.",
    "signing": r"^signing\.",
    "notification": r"^notification\.",
    "gateway": r"^$",
}


@dataclass(frozen=True)
class RabbitMQ:
    """One node in `folder`, with the virtual hosts `vhosts` besides `/`."""

    folder: Path
    ports: ServerPorts
    credentials: Credentials
    account: Account
    vhosts: Sequence[str] = (VHOST,)
    services: Sequence[str] = tuple(PUBLISHES)

    def url(self, user: str, vhost: str) -> str:
        """A connection URL; the virtual host `/` is written as an empty path's slash."""
        path = "" if vhost == "/" else vhost
        return f"amqp://{user}:{self.credentials.password(f'rabbitmq/{user}')}@127.0.0.1:{self.ports.amqp}/{path}"

    def initialise(self) -> None:
        """Write configuration, definitions and cookie."""
        if not SERVER.exists():
            raise CannotStart("The Debian package rabbitmq-server is missing; `make setup` installs it.")
        for folder in (self.folder, self.folder / "data"):
            folder.mkdir(mode=0o700, exist_ok=True)
            self.account.own(folder)
        self._write("rabbitmq.conf", self._configuration())
        self._write("definitions.json", json.dumps(self._definitions()))
        self._write("enabled_plugins", "[].\n")
        self._write("rabbitmq-env.conf", "")
        self._write(".erlang.cookie", self.credentials.password("rabbitmq/cookie"))

    def programs(self) -> tuple[Program, Program]:
        """The port mapper first, as the node would else leave one of its own behind, then the node."""
        env = self._environment()
        epmd = Program(
            name="epmd",
            argv=self.account.command(["epmd", "-port", str(self.ports.epmd), "-address", "127.0.0.1"]),
            env=env,
            folder=self.folder,
            ready=tcp_accepts(self.ports.epmd),
            layer=0,
        )
        node = Program(
            name="rabbitmq",
            argv=self.account.command([str(SERVER)]),
            env=env,
            folder=self.folder,
            ready=amqp_answers(self.ports.amqp),
            grace=60.0,
        )
        return epmd, node

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        write_private(path, text)
        self.account.own(path)

    def _configuration(self) -> str:
        return f"""\
listeners.tcp.local = 127.0.0.1:{self.ports.amqp}
# Found from the node's folder, in which it is started: a path with spaces or Chinese could not be written here.
load_definitions = definitions.json
log.console = true
log.file = false
# Quorum queues' log is kept in memory until it is written out; the default is 512 MiB.
raft.wal_max_size_bytes = 67108864
"""

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LC_ALL": "C.UTF-8",
            "HOME": str(self.folder),
            "RABBITMQ_NODENAME": f"zhengxin-{self.ports.amqp}@localhost",
            "RABBITMQ_NODE_PORT": str(self.ports.amqp),
            "RABBITMQ_DIST_PORT": str(self.ports.distribution),
            "RABBITMQ_BASE": str(self.folder),
            # The folder in which it is started: quorum queues do not come back from one whose path is not ASCII.
            "RABBITMQ_MNESIA_BASE": "/proc/self/cwd/data",
            "RABBITMQ_LOG_BASE": str(self.folder),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.folder / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "enabled_plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
            "ERL_EPMD_PORT": str(self.ports.epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP_SECONDS": "0",
            # Makes the script become the Erlang machine, which ends cleanly on SIGTERM, not its parent.
            "RUNNING_UNDER_SYSTEMD": "true",
        }

    def _definitions(self) -> dict[str, Any]:
        users = [ADMIN, *self.services]
        everything = [self._permission(ADMIN, vhost, ".*", ".*") for vhost in ("/", *self.vhosts)]
        own = [
            self._permission(service, VHOST, rf"^{service}\..*$", rf"^({service}\..*|zhengxin\.events)$")
            for service in self.services
        ]
        return {
            "users": [self._user(user) for user in users],
            "vhosts": [{"name": vhost} for vhost in ("/", *self.vhosts)],
            "permissions": everything + own,
            "topic_permissions": [
                {"user": service, "vhost": VHOST, "exchange": EXCHANGE, "write": PUBLISHES[service], "read": ".*"}
                for service in self.services
            ],
            "exchanges": [
                {"name": EXCHANGE, "vhost": vhost, "type": "topic", "durable": True, "auto_delete": False}
                | {"internal": False, "arguments": {}}
                for vhost in self.vhosts
            ],
        }

    def _user(self, name: str) -> dict[str, Any]:
        return {
            "name": name,
            "password_hash": password_hash(self.credentials.password(f"rabbitmq/{name}")),
            "hashing_algorithm": "rabbit_password_hashing_sha256",
            "tags": "administrator" if name == ADMIN else "",
        }

    @staticmethod
    def _permission(user: str, vhost: str, configure: str, use: str) -> dict[str, str]:
        return {"user": user, "vhost": vhost, "configure": configure, "write": use, "read": use}


def password_hash(password: str) -> str:
    """RabbitMQ's form: base64 of a salt of four bytes and the SHA-256 of salt and password."""
    salt = os.urandom(4)
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
