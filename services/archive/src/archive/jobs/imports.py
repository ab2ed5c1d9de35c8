"""The worker's job: imports, one after the other."""

import asyncio

from archive.handlers.run_import import clear_files, run_next_import
from archive.resources import Resources


async def run_imports(resources: Resources) -> None:
    """Run imports for ever; what fails is tried again by whichever worker comes first."""
    while True:
        ran = await run_next_import(resources)
        await clear_files(resources)
        if not ran:
            await asyncio.sleep(resources.settings.import_poll_seconds)
