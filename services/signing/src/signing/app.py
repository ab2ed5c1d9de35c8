"""What this service is made of."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import structlog
from kernel.db import Database
from kernel.sealed import EventSealer
from kernel.service import Service
from kernel.storage import Storage

from kernel import clock
from signing import commands
from signing.checks import SignatureWrong
from signing.consumers import certificate
from signing.domain.errors import LetterImpossible
from signing.fonts.errors import FontUnusable
from signing.keys.configured import current_key_file
from signing.keys.signing_key import EXPIRY_ALARM, KeyAway, KeyUnusable
from signing.lanes import KeyInUse, Lanes
from signing.letters.template import TemplateError
from signing.resources import Resources
from signing.settings import SigningSettings
from signing.signature.revocation import ValidationUnusable
from signing.signature.timestamp import TimeStampAuthority, TrustUnusable, load_trust

log = structlog.get_logger()

MIGRATIONS = Path(__file__).parents[2] / "migrations"
EXPIRY_CHECK_SECONDS = 3600
NO_LETTERS = (
    KeyUnusable,
    KeyAway,
    TrustUnusable,
    ValidationUnusable,
    FontUnusable,
    TemplateError,
    LetterImpossible,
    SignatureWrong,
)
"""Why no letter could be made at all."""


@asynccontextmanager
async def open_resources(settings: SigningSettings) -> AsyncIterator[Resources]:
    """Open what a process needs; ends the process with a clear message when no letter could be made."""
    lanes = Lanes(settings)
    try:
        await lanes.open()
        authority = open_authority(settings)
    except NO_LETTERS as error:
        lanes.close()
        raise SystemExit(f"signing: {error}") from error
    opened = Resources(
        settings=settings,
        database=Database(settings.database_url, size=settings.database_pool),
        certificates=Storage(settings.certificates_s3),
        event_sealer=EventSealer(settings.event_keys),
        lanes=lanes,
        authority=authority,
    )
    try:
        yield opened
    finally:
        lanes.close()
        if authority is not None:
            await authority.close()
        opened.certificates.close()
        await opened.database.dispose()


def open_authority(settings: SigningSettings) -> TimeStampAuthority | None:
    """The time-stamp authority, if one is configured; raises TrustUnusable when its certificates cannot be read."""
    if not settings.tsa_url or settings.tsa_ca_file is None:
        return None
    return TimeStampAuthority(
        settings.tsa_url,
        trust=load_trust(settings.tsa_ca_file),
        policy=settings.tsa_policy or None,
        timeout=settings.tsa_timeout,
    )


async def watch_expiry(resources: Resources) -> None:
    """Raise the alarm, hourly, while a certificate has less than 30 days left."""
    while True:
        warn_of_expiry(resources.lanes.key)
        await asyncio.sleep(EXPIRY_CHECK_SECONDS)


def warn_of_expiry(key: KeyInUse) -> None:
    """Log it when a certificate has less than 30 days left."""
    if key.expires_at - clock.now() < EXPIRY_ALARM:
        log.error("key.expires_soon", key_id=key.key_id, expires_on=clock.china_date(key.expires_at).isoformat())


async def watch_rotation(resources: Resources) -> None:
    """Take up the key that ``keys rotate`` made current; letters under way are made again with it."""
    in_use = current_key_file(resources.settings)
    while True:
        await asyncio.sleep(resources.settings.rotation_check_seconds)
        current = current_key_file(resources.settings)
        if current != in_use:
            try:
                await resources.lanes.open()
            except NO_LETTERS as error:
                log.error("key.rotation_failed", reason=str(error))
            in_use = current


service = Service(
    name="signing",
    settings=SigningSettings,
    open=open_resources,
    consumers=(certificate.consumer,),
    jobs=(watch_expiry, watch_rotation),
    commands=commands.cli,
    migrations=MIGRATIONS,
)
