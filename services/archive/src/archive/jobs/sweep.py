"""The worker's job: what need not be kept, every hour."""

import asyncio

from archive.handlers.sweep import sweep_orphans, sweep_rows
from archive.resources import Resources

_SECONDS = 3600


async def sweep(resources: Resources) -> None:
    """Sweep for ever; several workers may do it at once."""
    while True:
        await sweep_rows(resources)
        await sweep_orphans(resources)
        await asyncio.sleep(_SECONDS)
