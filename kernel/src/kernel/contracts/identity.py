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
