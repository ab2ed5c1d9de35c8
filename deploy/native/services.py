"""The processes of the services and what each of them is told: nothing that it does not need."""

import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from native.credentials import Credentials
from native.folder import DataFolder
from native.ports import StackPorts
from native.privileges import tied
from native.probes import http_ok
from native.processes import Program
from native.rabbitmq import VHOST
from native.servers import Servers

DATABASES = ("identity", "archive", "certificate", "notification", "signing")
PREFIX = "ZHENGXIN_"

# What each service calls, and the buckets it uses under the name of its setting.
CALLS = {
    "identity": ("archive", "certificate"),
    "certificate": ("archive",),
    "notification": ("identity",),
    "gateway": ("identity", "archive", "certificate", "notification"),
}
USES = {
    "identity": {"EVIDENCE_S3": "identity-evidence"},
    "archive": {"IMPORTS_S3": "archive-imports"},
    "certificate": {"LETTERS_S3": "letters", "CERTIFICATES_S3": "certificates"},
    "signing": {"CERTIFICATES_S3": "certificates"},
}
SOURCES = Path(__file__).parents[2] / "services"
GATEWAY_LAYER = 3
SERVICE_LAYER = 2


def migrations_edition(service: str) -> str:
    """A hash that changes with any migration of a service."""
    edition = hashlib.sha256()
    for file in sorted((SOURCES / service / "migrations").rglob("*.py")):
        edition.update(file.name.encode() + b"\0" + file.read_bytes())
    return edition.hexdigest()


@dataclass(frozen=True)
class Services:
    """The services of one stack."""

    folder: DataFolder
    ports: StackPorts
    servers: Servers
    credentials: Credentials
    gateway_host: str
    public_url: str

    def initialise(self) -> None:
        """Make the folders in which services keep keys."""
        for service in ("identity", "signing"):
            self._own_folder(service).mkdir(mode=0o700, exist_ok=True)

    def migration(self, service: str) -> Program:
        """Brings a service's database to the newest version, as its owner."""
        owner = self.servers.postgres.url(service, f"{service}_owner")
        env = self.environment(service) | {f"{PREFIX}MIGRATION_DATABASE_URL": owner}
        return self._program(f"migrate-{service}", [service, "migrate"], env)

    def import_of(self, register: Path) -> Program:
        """The import of a register file by archive's command."""
        return self._program("import-register", ["archive", "import", str(register)], self.environment("archive"))

    def processes(self) -> Iterator[Program]:
        """All that keep running; the names are those of their health ports."""
        for name, health in self.ports.health.items():
            service, _, role = name.partition("-")
            env = self.environment(service) | {f"{PREFIX}HEALTH_PORT": str(health)}
            yield self._program(name, [service, (role or "api").partition("-")[0]], env, health=health)

    def environment(self, service: str) -> dict[str, str]:
        """What a service is told. The caller's own `ZHENGXIN_…` variables come first, for what is not set here."""
        settings = {"PROFILE": "sandbox", "BROKER_URL": self.servers.rabbitmq.url(service, VHOST)}
        settings |= {
            "EVENT_KEYS": self.credentials.key_ring("events"),
            "JWKS_URL": f"{self._url('identity')}/.well-known/jwks.json",
        }
        settings |= {"INTERNAL_TOKEN": self.credentials.password("internal-token"), "PUBLIC_URL": self.public_url}
        settings |= {f"{called.upper()}_URL": self._url(called) for called in CALLS.get(service, ())}
        if service == "gateway":
            settings |= {"HOST": self.gateway_host, "PORT": str(self.ports.gateway)}
        if service in self.ports.api:
            settings["PORT"] = str(self.ports.api[service])
        if service in DATABASES:
            settings |= self._data_settings(service)
        for setting, bucket in USES.get(service, {}).items():
            settings |= self._bucket_settings(setting, bucket)
        if service == "identity":
            settings["TOKEN_KEY_FILE"] = str(self._own_folder(service) / "access-token-key.pem")
        if service == "signing":
            settings["DATA_DIR"] = str(self._own_folder(service))
        callers = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
        machine = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder.path),
            "LC_ALL": "C.UTF-8",
            "PYTHONUNBUFFERED": "1",
        }
        return machine | callers | {f"{PREFIX}{name}": value for name, value in settings.items()}

    def _data_settings(self, service: str) -> dict[str, str]:
        return {
            "DATABASE_URL": self.servers.postgres.url(service, service),
            "SEAL_KEYS": self.credentials.key_ring(f"seal/{service}"),
            "INDEX_KEY": self.credentials.key("index"),  # one for all: a reviewer's own ID number is known by its index
        }

    def _bucket_settings(self, setting: str, bucket: str) -> dict[str, str]:
        s3 = self.servers.s3[bucket]
        values = {"ENDPOINT": s3.endpoint, "ACCESS_KEY": s3.access_key, "SECRET_KEY": s3.secret_key, "BUCKET": bucket}
        return {f"{setting}__{name}": value for name, value in values.items()}

    def _url(self, service: str) -> str:
        return f"http://127.0.0.1:{self.ports.api[service]}"

    def _own_folder(self, service: str) -> Path:
        return self.folder.path / service

    def _program(self, name: str, command: list[str], env: dict[str, str], health: int | None = None) -> Program:
        argv = tied([sys.executable, "-m", *command])
        layer = GATEWAY_LAYER if name == "gateway" else SERVICE_LAYER
        if health is None:
            return Program(name, argv, env, self.folder.path, layer=layer)
        url = f"http://127.0.0.1:{health}/readyz"
        return Program(name, argv, env, self.folder.path, http_ok(health, "/readyz"), layer=layer, health=url)
