"""Notification, wired."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from kernel.client import ServiceClient
from kernel.db import Database
from kernel.sealed import BlindIndex, EventSealer, KeyRing, Sealer
from kernel.service import Service

from notification import jobs
from notification.adapters.needs import ProviderNeeds
from notification.adapters.providers import open_provider
from notification.api import messages, sandbox
from notification.consumers import certificate, identity
from notification.resources import Resources
from notification.settings import Settings

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Open the pool, the client of identity and the provider."""
    database = Database(settings.database_url, size=settings.database_pool)
    identity_client = ServiceClient(settings.identity_url, settings.internal_token, name="identity")
    sealer, index = Sealer(KeyRing.parse(settings.seal_keys)), BlindIndex(settings.index_key)
    try:
        yield Resources(
            settings=settings,
            database=database,
            identity=identity_client,
            provider=open_provider(settings.provider, ProviderNeeds(settings, database, sealer, index)),
            sealer=sealer,
            index=index,
            events=EventSealer(settings.event_keys),
        )
    finally:
        await identity_client.close()
        await database.dispose()


service = Service(
    name="notification",
    settings=Settings,
    open=open_resources,
    routers=(messages.router, sandbox.router),
    consumers=(identity.consumer, certificate.consumer),
    jobs=(jobs.sweep,),
    migrations=MIGRATIONS,
)
