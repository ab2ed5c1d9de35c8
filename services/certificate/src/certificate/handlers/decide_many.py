"""A reviewer decides on many applications at once (B11)."""

import asyncio
from collections.abc import Sequence

from kernel.db import Transaction
from kernel.errors import DomainError

from certificate.domain.application import Application
from certificate.handlers.decide_application import DecideApplication, decide_application
from certificate.resources import Resources

_AT_ONCE = 4  # of the process's connections, so that others are served meanwhile


async def decide_many(
    commands: Sequence[DecideApplication | DomainError], resources: Resources
) -> list[DomainError | None]:
    """Decide on each in a transaction of its own: one that is refused holds no other back.

    Args:
        commands: What was said; an error stands for what could not be read.
        resources: The service's.

    Returns:
        For each, in order, None or why it was refused.
    """
    places = asyncio.Semaphore(_AT_ONCE)

    async def decide(command: DecideApplication | DomainError) -> DomainError | None:
        if isinstance(command, DomainError):
            return command
        async with places:
            try:
                await decide_application(command, resources, _keep_nothing)
            except DomainError as refusal:
                return refusal
        return None

    return list(await asyncio.gather(*(decide(command) for command in commands)))


async def _keep_nothing(_: Application, __: Transaction) -> None:
    """The answer is about all of them, and kept when all are done."""
