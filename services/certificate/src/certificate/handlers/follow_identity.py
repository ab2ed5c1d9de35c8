"""What identity tells, for the audit log and the statistics."""

from kernel.clock import rfc3339
from kernel.contracts.identity import (
    EvidenceDeleted,
    PasswordChanged,
    PersonRegistered,
    PhoneChanged,
    StaffActed,
    StaffSignedIn,
)
from kernel.db import Transaction

from certificate.repository.audit import record_audit


async def note_registration(event: PersonRegistered, tx: Transaction) -> None:
    """Keep when a person registered, and how they proved who they are."""
    await record_audit(
        tx,
        actor=f"person:{event.person_id}",
        action="person.registered",
        object_id=event.person_id,
        proven_by=event.proven_by,
    )


async def note_new_password(event: PasswordChanged, tx: Transaction) -> None:
    """Keep that a person's password was changed or reset."""
    await record_audit(
        tx, actor=f"person:{event.person_id}", action="person.password_changed", object_id=event.person_id
    )


async def note_new_phone(event: PhoneChanged, tx: Transaction) -> None:
    """Keep that a person's phone was changed, or recovered by whoever proved anew who they are."""
    action = "person.phone_recovered" if event.recovered else "person.phone_changed"
    await record_audit(tx, actor=f"person:{event.person_id}", action=action, object_id=event.person_id)


async def note_deleted_evidence(event: EvidenceDeleted, tx: Transaction) -> None:
    """Keep that face pictures or ID photos were deleted, and why."""
    await record_audit(
        tx,
        actor="system",
        action="evidence.deleted",
        object_id=event.evidence_id,
        objects=event.objects,
        reason=event.reason,
    )


async def note_staff_act(event: StaffActed, tx: Transaction) -> None:
    """Keep what staff did or looked at within identity: reviews of ID cards, accounts of staff."""
    details = {} if event.account is None else {"account": event.account}
    await record_audit(tx, actor=f"staff:{event.actor}", action=event.action, object_id=event.object_id, **details)


async def note_sign_in(event: StaffSignedIn, tx: Transaction) -> None:
    """Keep that a member of staff signed in; the session is what the rows of their requests belong to."""
    await record_audit(
        tx, actor=f"staff:{event.username}", action="staff.signed_in", object_id=event.session_id, at=rfc3339(event.at)
    )
