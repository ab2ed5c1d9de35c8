"""Events of identity."""

from kernel.consumer import Consumer
from kernel.contracts.identity import AccountClosed
from kernel.db import Transaction

from archive.handlers.dispute_fact import close_disputes
from archive.resources import Resources

consumer = Consumer(queue="archive.identity", prefetch=20)


@consumer.on(AccountClosed)
async def close_on_closing(event: AccountClosed, tx: Transaction, resources: Resources) -> None:
    """Nobody waits for the answer to the person's disputes any more."""
    await close_disputes(event.person_id, tx, resources)
