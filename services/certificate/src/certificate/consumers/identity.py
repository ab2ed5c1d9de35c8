"""Events of identity."""

from kernel.consumer import Consumer
from kernel.contracts.identity import EvidenceDeleted, PersonRegistered, StaffActed, StaffSignedIn
from kernel.db import Transaction

from certificate.handlers.follow_identity import note_deleted_evidence, note_registration, note_sign_in, note_staff_act

consumer = Consumer(queue="certificate.identity", prefetch=100)


@consumer.on(PersonRegistered)
async def audit_registration(event: PersonRegistered, tx: Transaction) -> None:
    """Keep it in the audit log."""
    await note_registration(event, tx)


@consumer.on(EvidenceDeleted)
async def audit_deleted_evidence(event: EvidenceDeleted, tx: Transaction) -> None:
    """Keep it in the audit log."""
    await note_deleted_evidence(event, tx)


@consumer.on(StaffActed)
async def audit_staff_act(event: StaffActed, tx: Transaction) -> None:
    """Keep it in the audit log."""
    await note_staff_act(event, tx)


@consumer.on(StaffSignedIn)
async def audit_sign_in(event: StaffSignedIn, tx: Transaction) -> None:
    """Keep it in the audit log."""
    await note_sign_in(event, tx)
