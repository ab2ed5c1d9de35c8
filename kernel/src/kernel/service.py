"""A service as a command line: ``python -m <service> api | worker | migrate | settings | dead-letters``."""

import json
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
import uvloop
from fastapi import APIRouter, FastAPI

from kernel import dead_letters, http, logging
from kernel.consumer import Consumer
from kernel.server import serve
from kernel.settings import Settings, load
from kernel.worker import Worker

Job = Callable[[Any], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Service:
    """What a service is made of; ``app.py`` of each service makes one.

    ``open`` makes the resources (a dataclass with ``settings``, ``database`` and whatever else) for the life of a
    process; ``jobs`` run in the worker for ever; ``commands`` are added to the command line.
    """

    name: str
    settings: type[Settings]
    open: Callable[[Any], AbstractAsyncContextManager[Any]]
    routers: tuple[APIRouter, ...] = ()
    consumers: tuple[Consumer, ...] = ()
    jobs: tuple[Job, ...] = ()
    commands: typer.Typer | None = None
    migrations: Path | None = None

    def create_api(self, settings: Settings) -> FastAPI:
        """The HTTP application."""
        return http.create_app(self.name, settings, self.open, self.routers)

    def create_worker(self, settings: Settings) -> Worker:
        """Consumers, relay and jobs."""
        return Worker(self.name, settings, self.open, self.consumers, self.jobs)

    def run(self) -> None:
        """Read the command line and do what it says."""
        cli = typer.Typer(name=self.name, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
        self._add_processes(cli)
        self._add_operations(cli)
        if self.migrations is not None:
            cli.command("dead-letters")(dead_letters.command(self.name, self.settings))
        if self.commands is not None:
            cli.registered_commands += self.commands.registered_commands
            cli.registered_groups += self.commands.registered_groups
        cli()

    def _start(self) -> Settings:
        settings = load(self.settings)
        logging.configure(self.name, settings.log_level)
        return settings

    def _add_processes(self, cli: typer.Typer) -> None:
        @cli.command()
        def api() -> None:
            """Serve the HTTP API."""
            settings = self._start()
            uvloop.run(serve(self.create_api(settings), settings))

        @cli.command()
        def worker() -> None:
            """Consume events, relay the outbox, run the jobs."""
            settings = self._start()
            uvloop.run(self.create_worker(settings).run())

    def _add_operations(self, cli: typer.Typer) -> None:
        @cli.command()
        def migrate() -> None:
            """Bring the database to the newest version."""
            settings = self._start()
            url = getattr(settings, "migration_database_url", None) or getattr(settings, "database_url", None)
            if self.migrations is None or url is None:
                raise typer.BadParameter(f"{self.name} has no database")
            from kernel import migration  # alembic is of no use to the other processes

            migration.upgrade(url, self.migrations)

        @cli.command(name="settings")
        def show_settings(
            as_json: Annotated[bool, typer.Option("--json", help="print one JSON object")] = False,
        ) -> None:
            """Print each setting, its value (secrets masked) and what it is for."""
            settings = load(self.settings)
            values = json.loads(settings.model_dump_json())
            if as_json:
                typer.echo(json.dumps(values, ensure_ascii=False, indent=2))
                return
            for name, description in self.settings.model_fields.items():
                typer.echo(f"ZHENGXIN_{name.upper()} = {values[name]}\n    {description.description or ''}")
