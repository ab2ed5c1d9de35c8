"""What the worker does by the clock; every worker may do it, the database keeps them apart."""

import asyncio

from identity.handlers.delete_evidence import delete_evidence
from identity.handlers.sweep_expired import sweep_expired
from identity.resources import Resources

_EVIDENCE_SECONDS = 30
_SWEEP_SECONDS = 3600


async def delete_due_evidence(resources: Resources) -> None:
    """Delete evidence whose time has come; what a passed check left behind after a crash, too."""
    while True:
        if not await delete_evidence(resources):
            await asyncio.sleep(_EVIDENCE_SECONDS)


async def sweep(resources: Resources) -> None:
    """Remove expired rows every hour."""
    while True:
        await sweep_expired(resources)
        await asyncio.sleep(_SWEEP_SECONDS)
