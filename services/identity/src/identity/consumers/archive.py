"""Events that archive publishes."""

from kernel.consumer import Consumer
from kernel.contracts.archive import RecordChanged
from kernel.db import Transaction

from identity.handlers.update_from_register import update_from_register
from identity.resources import Resources

consumer = Consumer(queue="identity.archive", prefetch=100)


@consumer.on(RecordChanged)
async def follow_the_register(event: RecordChanged, tx: Transaction, resources: Resources) -> None:
    """A name was corrected, or the record removed."""
    await update_from_register(event, tx, resources)
