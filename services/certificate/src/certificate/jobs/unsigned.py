"""The look for letters that do not come."""

import asyncio

from certificate.handlers.request_letters_again import request_letters_again
from certificate.resources import Resources


async def request_overdue_letters(resources: Resources) -> None:
    """For ever: look four times in the time that a letter may take, so that the alarm comes soon after it."""
    while True:
        while await request_letters_again(resources):
            pass
        await asyncio.sleep(resources.settings.unsigned_seconds / 4)
