"""What identity tells the others."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from kernel.events import Event, Sealed


class CodeRequested(Event):
    """A code is to be sent to a phone. Sealed: ``{phone, code}``."""

    routing_key: ClassVar[str] = "identity.code_requested.v1"
    aggregate: ClassVar[str] = "code_id"

    code_id: UUID
    purpose: Literal["registration", "login", "reset", "phone_change", "recovery"]
    expires_at: datetime
    message: Sealed


class PersonRegistered(Event):
    """A person finished registering."""

    routing_key: ClassVar[str] = "identity.person_registered.v1"
    aggregate: ClassVar[str] = "person_id"

    person_id: UUID
    record_id: UUID
    registered_at: datetime
    proven_by: Literal["face", "review"]


class PasswordChanged(Event):
    """A person's password was changed or reset. Sealed: ``{phone}``."""

    routing_key: ClassVar[str] = "identity.password_changed.v1"
    aggregate: ClassVar[str] = "person_id"

    person_id: UUID
    changed_at: datetime
    recipient: Sealed


class AccountClosed(Event):
    """A person closed their account; the id is never used again, a new account of theirs has another one."""

    routing_key: ClassVar[str] = "identity.account_closed.v1"
    aggregate: ClassVar[str] = "person_id"

    person_id: UUID
    closed_at: datetime


class PhoneChanged(Event):
    """A person's phone was changed, or recovered by a face check or review. Sealed: ``{phone}``, the one it was."""

    routing_key: ClassVar[str] = "identity.phone_changed.v1"
    aggregate: ClassVar[str] = "person_id"

    person_id: UUID
    changed_at: datetime
    recipient: Sealed
    recovered: bool = False


class StaffActed(Event):
    """A member of staff did something or looked at personal data within identity; for the audit log.

    ``object_id`` is the id of a review or of a staff account; ``account`` names the latter.
    """

    routing_key: ClassVar[str] = "identity.staff_acted.v1"
    aggregate: ClassVar[str] = "object_id"

    actor: str
    action: str
    object_id: UUID
    account: str | None = None
    acted_at: datetime


class StaffSignedIn(Event):
    """A member of staff signed in; for the audit log."""

    routing_key: ClassVar[str] = "identity.staff_signed_in.v1"
    aggregate: ClassVar[str] = "username"

    username: str
    session_id: UUID
    at: datetime


class ReviewDecided(Event):
    """Staff accepted or refused a manual identity review. Sealed: ``{phone}``."""

    routing_key: ClassVar[str] = "identity.review_decided.v1"
    aggregate: ClassVar[str] = "review_id"

    review_id: UUID
    accepted: bool
    decided_at: datetime
    recipient: Sealed


class SessionRevoked(Event):
    """Sessions ended before their time; access tokens with these session ids no longer count."""

    routing_key: ClassVar[str] = "identity.session_revoked.v1"
    aggregate: ClassVar[str] = "subject"

    subject: str
    session_ids: tuple[UUID, ...]
    revoked_at: datetime


class EvidenceDeleted(Event):
    """Face pictures, videos or ID photos were deleted."""

    routing_key: ClassVar[str] = "identity.evidence_deleted.v1"
    aggregate: ClassVar[str] = "evidence_id"

    evidence_id: UUID
    objects: int
    reason: Literal["passed", "expired", "decided", "closed"]
    deleted_at: datetime
