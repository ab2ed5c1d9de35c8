"""Events that notification publishes."""

from kernel.consumer import Consumer
from kernel.contracts.notification import NotificationFailed
from kernel.db import Transaction

from identity.handlers.mark_code_undelivered import mark_code_undelivered
from identity.resources import Resources

consumer = Consumer(queue="identity.notification", prefetch=100)


@consumer.on(NotificationFailed)
async def note_undelivered_code(event: NotificationFailed, tx: Transaction, resources: Resources) -> None:
    """An SMS did not get through; `about` is the code's id if it was about a code."""
    await mark_code_undelivered(event.about, tx, resources)
