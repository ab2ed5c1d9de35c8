"""Linking the audit log."""

import asyncio

from certificate.handlers.link_audit import link_audit
from certificate.resources import Resources

_PAUSE_SECONDS = 1


async def link_audit_rows(resources: Resources) -> None:
    """Link what was committed, for ever; of several workers one does it at a time."""
    while True:
        if not await link_audit(resources):
            await asyncio.sleep(_PAUSE_SECONDS)
