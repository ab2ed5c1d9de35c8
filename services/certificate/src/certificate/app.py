"""What this service is made of."""

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from kernel.client import ServiceClient
from kernel.db import Database
from kernel.idempotency import sweep_keys
from kernel.sealed import BlindIndex, EventSealer, KeyRing, Sealer
from kernel.service import Service
from kernel.storage import Storage

from certificate.api import (
    applications,
    certificates,
    decisions,
    eligibility,
    internal,
    letter_template,
    oversight,
    staff_applications,
    staff_certificates,
    verifications,
)
from certificate.commands import commands
from certificate.consumers import archive, identity, signing
from certificate.jobs.audit import link_audit_rows
from certificate.jobs.expiry import expire_by_calendar
from certificate.jobs.unsigned import request_overdue_letters
from certificate.page_cache import PageCache
from certificate.resources import Resources
from certificate.settings import CertificateSettings

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@asynccontextmanager
async def open_resources(settings: CertificateSettings) -> AsyncIterator[Resources]:
    """Open what a process needs; nothing is asked of a server before it is used."""
    opened = Resources(
        settings=settings,
        database=Database(settings.database_url, size=settings.database_pool),
        archive=ServiceClient(settings.archive_url, settings.internal_token, name="archive"),
        letters=Storage(settings.letters_s3),
        certificates=Storage(settings.certificates_s3),
        sealer=Sealer(KeyRing.parse(settings.seal_keys)),
        index=BlindIndex(settings.index_key),
        event_sealer=EventSealer(settings.event_keys),
        pictures=ThreadPoolExecutor(settings.picture_threads, thread_name_prefix="pictures"),
        page_drawer=ThreadPoolExecutor(1, thread_name_prefix="pages"),
        page_cache=PageCache(settings.page_cache_mib * 1024 * 1024),
    )
    try:
        yield opened
    finally:
        opened.pictures.shutdown(wait=False, cancel_futures=True)
        opened.page_drawer.shutdown(wait=False, cancel_futures=True)
        opened.letters.close()
        opened.certificates.close()
        await opened.archive.close()
        await opened.database.dispose()


service = Service(
    name="certificate",
    settings=CertificateSettings,
    open=open_resources,
    routers=(
        eligibility.router,
        applications.router,
        certificates.router,
        staff_applications.router,
        decisions.router,
        oversight.router,
        staff_certificates.router,
        letter_template.router,
        verifications.router,
        internal.router,
    ),
    consumers=(signing.consumer, archive.consumer, identity.consumer),
    jobs=(expire_by_calendar, link_audit_rows, request_overdue_letters, sweep_keys),
    commands=commands(open_resources),
    migrations=MIGRATIONS,
)
