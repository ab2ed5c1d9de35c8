"""What the worker does by the clock; every worker may do it."""

import asyncio

from notification.handlers.sweep import sweep_messages
from notification.resources import Resources

_SECONDS = 3600


async def sweep(resources: Resources) -> None:
    """Sweep every hour."""
    while True:
        await sweep_messages(resources)
        await asyncio.sleep(_SECONDS)
