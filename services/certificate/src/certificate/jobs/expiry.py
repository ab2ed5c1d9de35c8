"""The worker's look at the calendar."""

import asyncio

import structlog

from certificate.handlers.expire_certificates import expire_certificates
from certificate.resources import Resources

log = structlog.get_logger()


async def expire_by_calendar(resources: Resources) -> None:
    """For ever: mark what has expired, and look again after a while."""
    while True:
        if marked := await expire_certificates(resources):
            log.info("certificates.expired", count=marked)
        await asyncio.sleep(resources.settings.expiry_seconds)
