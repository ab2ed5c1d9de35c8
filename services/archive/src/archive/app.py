"""Archive, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kernel.db import Database
from kernel.idempotency import sweep_keys
from kernel.sealed import BlindIndex, EventSealer, KeyRing, Sealer
from kernel.service import Service
from kernel.storage import Storage

from archive.api import accesses, disputes, imports, internal, me, records
from archive.commands import commands
from archive.consumers import identity
from archive.jobs.imports import run_imports
from archive.jobs.sweep import sweep
from archive.resources import Resources
from archive.settings import Settings


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Open what a process of archive needs; closed at the end of the block."""
    database = Database(settings.database_url, size=settings.database_pool)
    storage = Storage(settings.imports_s3)
    try:
        yield Resources(
            settings=settings,
            database=database,
            imports=storage,
            sealer=Sealer(KeyRing.parse(settings.seal_keys)),
            index=BlindIndex(settings.index_key),
            event_sealer=EventSealer(settings.event_keys),
        )
    finally:
        storage.close()
        await database.dispose()


service = Service(
    name="archive",
    settings=Settings,
    open=open_resources,
    routers=(
        me.router,
        disputes.mine,
        records.router,
        disputes.staff,
        imports.router,
        accesses.router,
        internal.router,
    ),
    consumers=(identity.consumer,),
    jobs=(run_imports, sweep, sweep_keys),
    commands=commands(open_resources),
    migrations=Path(__file__).parents[2] / "migrations",
)
