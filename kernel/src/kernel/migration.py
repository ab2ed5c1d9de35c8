"""Migrations: alembic, run once under an advisory lock by `python -m <service> migrate`."""

import asyncio
from pathlib import Path

from alembic import command, op
from alembic.config import Config
from pydantic import SecretStr
from sqlalchemy import Connection, text

from kernel.db import Database

_LOCK = 7_346_251_001
_ENVIRONMENT = Path(__file__).with_name("alembic")


def upgrade(url: SecretStr, versions: Path) -> None:
    """Bring a database to the newest version; several callers at once wait for each other.

    ``versions`` holds the service's migration files; ``url`` names the database's owner.
    """
    asyncio.run(upgrade_on_loop(url, versions))


async def upgrade_on_loop(url: SecretStr, versions: Path) -> None:
    """:func:`upgrade` for a caller that has an event loop."""
    database = Database(url, size=1)

    def run(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(_ENVIRONMENT))
        config.set_main_option("version_locations", str(versions))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    try:
        async with database.engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            await connection.run_sync(run)
    finally:
        await database.dispose()


def create_outbox_and_inbox() -> None:
    """Make the tables that the kernel's messaging works on; called by a service's first migration."""
    op.execute(
        """
        CREATE TABLE outbox (
            id uuid PRIMARY KEY,
            sequence bigint GENERATED ALWAYS AS IDENTITY,
            routing_key text NOT NULL,
            aggregate_id text NOT NULL,
            body bytea NOT NULL,
            created_at timestamptz NOT NULL,
            not_before timestamptz NOT NULL,
            attempts integer NOT NULL DEFAULT 0,
            sent_at timestamptz
        )
        """
    )
    op.execute("CREATE INDEX outbox_unsent ON outbox (sequence) WHERE sent_at IS NULL")
    op.execute("CREATE INDEX outbox_sent ON outbox (sent_at) WHERE sent_at IS NOT NULL")
    op.execute(
        """
        CREATE TABLE inbox (
            queue text NOT NULL,
            message_id uuid NOT NULL,
            received_at timestamptz NOT NULL,
            PRIMARY KEY (queue, message_id)
        )
        """
    )
    op.execute("CREATE INDEX inbox_received ON inbox (received_at)")


def create_idempotency_keys() -> None:
    """Make the table of ``kernel.idempotency``; called by the first migration of a service that takes keys."""
    op.execute(
        """
        CREATE TABLE idempotency_key (
            id bytea PRIMARY KEY,
            request bytea NOT NULL,
            claim uuid NOT NULL,
            claimed_at timestamptz NOT NULL,
            status integer,
            answer text
        )
        """
    )
    op.execute("CREATE INDEX idempotency_key_claimed ON idempotency_key (claimed_at)")
