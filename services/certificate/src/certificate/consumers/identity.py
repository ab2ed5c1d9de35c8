"""Events of identity."""

from kernel.consumer import Consumer
from kernel.contracts.identity import (
    AccountClosed,
    EvidenceDeleted,
    PasswordChanged,
    PersonRegistered,
    PhoneChanged,
    StaffActed,
    StaffSignedIn,
)
from kernel.db import Transaction

from certificate.handlers.close_account import close_account
from certificate.handlers.follow_identity import (
    note_deleted_evidence,
    note_new_password,
    note_new_phone,
    note_registration,
    note_sign_in,
    note_staff_act,
)
from certificate.resources import Resources

consumer = Consumer(queue="certificate.identity", prefetch=100)


@consumer.on(PersonRegistered)
async def audit_registration(event: PersonRegistered, tx: Transaction) -> None:
    """Keep it in the audit log."""
    await note_registration(event, tx)


@consumer.on(AccountClosed)
async def withdraw_on_closing(event: AccountClosed, tx: Transaction, resources: Resources) -> None:
    """Withdraw what the person leaves behind."""
    await close_account(event, tx, resources)


@consumer.on(PasswordChanged)
async def audit_new_password(event: PasswordChanged, tx: Transaction) -> None:
    """Keep it in the audit log."""
    await note_new_password(event, tx)


@consumer.on(PhoneChanged)
async def audit_new_phone(event: PhoneChanged, tx: Transaction) -> None:
    """Keep it in the audit log."""
    await note_new_phone(event, tx)


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
