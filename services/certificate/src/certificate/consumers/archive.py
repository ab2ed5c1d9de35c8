"""Events of archive."""

from kernel.consumer import Consumer
from kernel.contracts.archive import ImportCompleted, RecordChanged
from kernel.db import Transaction

from certificate.handlers.follow_register import judge_certificates, note_import
from certificate.resources import Resources

consumer = Consumer(queue="certificate.archive", prefetch=100)


@consumer.on(RecordChanged)
async def judge_on_change(event: RecordChanged, tx: Transaction, resources: Resources) -> None:
    """Do the certificates of this record still state what the register says?"""
    await judge_certificates(event, tx, resources)


@consumer.on(ImportCompleted)
async def audit_import(event: ImportCompleted, tx: Transaction) -> None:
    """Keep it in the audit log."""
    await note_import(event, tx)
