"""The tables of the database `identity`.

Columns ending in `_sealed` hold personal data (associated data: `table.column:row id`), those ending in `_index` its
blind index, those ending in `_hash` the keyed hash of a credential.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Index, Integer, LargeBinary, Text, TypeDecorator, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    """A registry of its own: other services have tables of the same names."""

    __abstract__ = True


class Moment(TypeDecorator[datetime]):
    """A `timestamptz`."""

    impl = DateTime(timezone=True)
    cache_ok = True


class Texts(TypeDecorator[list[str]]):
    """A `text[]`."""

    impl = ARRAY(Text)
    cache_ok = True


class Account(Base, table=True):
    """A registered person."""

    __tablename__ = "account"

    person_id: UUID = Field(sa_type=Uuid, primary_key=True)
    record_id: UUID = Field(sa_type=Uuid, index=True)
    record_version: int = Field(sa_type=Integer)
    record_removed_at: datetime | None = Field(default=None, sa_type=Moment)
    id_number_index: bytes = Field(sa_type=LargeBinary, unique=True)
    id_number_sealed: str = Field(sa_type=Text)
    name_sealed: str = Field(sa_type=Text)
    phone_index: bytes = Field(sa_type=LargeBinary)
    phone_sealed: str = Field(sa_type=Text)
    password_hash: str = Field(sa_type=Text)
    password_changed_at: datetime = Field(sa_type=Moment)
    agreement_version: str = Field(sa_type=Text)
    agreement_accepted_at: datetime = Field(sa_type=Moment)
    registered_at: datetime = Field(sa_type=Moment)


class RegistrationRow(Base, table=True):
    """One attempt to register, or to get back in with a new phone (`aim`)."""

    __tablename__ = "registration"

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    aim: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    id_number_index: bytes = Field(sa_type=LargeBinary, index=True)
    id_number_sealed: str = Field(sa_type=Text)
    name_sealed: str = Field(sa_type=Text)
    phone_sealed: str = Field(sa_type=Text)
    record_id: UUID = Field(sa_type=Uuid)
    record_version: int = Field(sa_type=Integer)
    agreement_version: str = Field(sa_type=Text)
    agreement_accepted_at: datetime = Field(sa_type=Moment)
    face_attempts: int = Field(sa_type=Integer)
    proven_by: str | None = Field(default=None, sa_type=Text)
    person_id: UUID | None = Field(default=None, sa_type=Uuid)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class SmsCode(Base, table=True):
    """A code that was asked for; `attempt_id` is the registration, reset or login it belongs to."""

    __tablename__ = "sms_code"
    __table_args__ = (
        Index("sms_code_phone", "phone_index", "created_at"),
        Index("sms_code_subject", "subject_index", "created_at"),
        Index("sms_code_attempt", "attempt_id", unique=True, postgresql_where=text("ended_at IS NULL")),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    purpose: str = Field(sa_type=Text)
    attempt_id: UUID = Field(sa_type=Uuid)
    subject_index: bytes = Field(sa_type=LargeBinary)
    phone_index: bytes = Field(sa_type=LargeBinary)
    code_hash: bytes = Field(sa_type=LargeBinary)
    tries: int = Field(default=0, sa_type=Integer)
    wrong: int = Field(default=0, sa_type=Integer)
    created_at: datetime = Field(sa_type=Moment, index=True)
    expires_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    undelivered_at: datetime | None = Field(default=None, sa_type=Moment)


class Captcha(Base, table=True):
    """A captcha nobody has answered yet; answering deletes the row. `spoken` counts how often it was read out."""

    __tablename__ = "captcha"

    id: str = Field(sa_type=Text, primary_key=True)
    answer_hash: bytes = Field(sa_type=LargeBinary)
    answer_sealed: str = Field(sa_type=Text)
    spoken: int = Field(default=0, sa_type=Integer)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class FaceSessionRow(Base, table=True):
    """One pass through the phone's page."""

    __tablename__ = "face_session"

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    registration_id: UUID = Field(sa_type=Uuid, foreign_key="registration.id", index=True, ondelete="CASCADE")
    state: str = Field(sa_type=Text)
    consented_at: datetime | None = Field(default=None, sa_type=Moment)
    submitted_at: datetime | None = Field(default=None, sa_type=Moment)
    reasons: list[dict[str, str]] = Field(default_factory=list, sa_type=JSONB)
    provider: str = Field(default="", sa_type=Text)
    reference: str = Field(default="", sa_type=Text)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)


class EvidenceRow(Base, table=True):
    """An object in the bucket; the row is written before the object, so that none is ever forgotten there.

    `holder_id` names what it was handed in for: a face session or a manual review. `stored_at` is empty until the
    object is there; `delete_after` says when it must be gone and `delete_reason` why.
    """

    __tablename__ = "evidence"

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    holder_id: UUID = Field(sa_type=Uuid, index=True)
    kind: str = Field(sa_type=Text)
    content_type: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Moment)
    stored_at: datetime | None = Field(default=None, sa_type=Moment)
    delete_after: datetime = Field(sa_type=Moment, index=True)
    delete_reason: str = Field(default="expired", sa_type=Text)


class IdentityReview(Base, table=True):
    """Staff are asked to compare an ID card with the register; `evidence_of` holds the pictures."""

    __tablename__ = "identity_review"
    __table_args__ = (Index("identity_review_waiting", "id", postgresql_where=text("state = 'waiting'")),)

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    registration_id: UUID = Field(sa_type=Uuid, foreign_key="registration.id", index=True, ondelete="CASCADE")
    evidence_of: UUID = Field(sa_type=Uuid)
    asked_by: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_type=Moment)
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by: str | None = Field(default=None, sa_type=Text)
    reason: str = Field(default="", sa_type=Text)


class SandboxFaceOutcome(Base, table=True):
    """What the sandbox's provider will say about a face session."""

    __tablename__ = "sandbox_face_outcome"

    face_session_id: UUID = Field(sa_type=Uuid, primary_key=True, foreign_key="face_session.id", ondelete="CASCADE")
    outcome: str = Field(sa_type=Text)


class SessionRow(Base, table=True):
    """Somebody signed in. `subject` is a person's id or a staff account's name.

    `device` is no more than the kind of browser and system, `address` lacks its last part.
    """

    __tablename__ = "session"
    __table_args__ = (Index("session_subject", "audience", "subject"),)

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    audience: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    device: str = Field(sa_type=Text)
    address: str = Field(sa_type=Text)
    started_at: datetime = Field(sa_type=Moment)
    seen_at: datetime = Field(sa_type=Moment)
    refresh_until: datetime = Field(sa_type=Moment)
    revoked_at: datetime | None = Field(default=None, sa_type=Moment, index=True)


class RefreshToken(Base, table=True):
    """Each refresh token of a session; one that comes back long after it was used betrays a theft."""

    __tablename__ = "refresh_token"

    token_hash: bytes = Field(sa_type=LargeBinary, primary_key=True)
    session_id: UUID = Field(sa_type=Uuid, foreign_key="session.id", index=True, ondelete="CASCADE")
    issued_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class LoginFailure(Base, table=True):
    """Wrong passwords by account and address; the empty address stands for all addresses of the account."""

    __tablename__ = "login_failure"

    account_index: bytes = Field(sa_type=LargeBinary, primary_key=True)
    address_index: bytes = Field(sa_type=LargeBinary, primary_key=True)
    failures: int = Field(default=0, sa_type=Integer)
    last_failed_at: datetime | None = Field(default=None, sa_type=Moment)
    signed_in_at: datetime | None = Field(default=None, sa_type=Moment)


class StaffAccount(Base, table=True):
    """A member of the centre's staff; `id_number_index` keeps them from deciding on their own application."""

    __tablename__ = "staff_account"

    username: str = Field(sa_type=Text, primary_key=True)
    password_hash: str = Field(sa_type=Text)
    roles: list[str] = Field(sa_type=Texts)
    id_number_index: bytes | None = Field(default=None, sa_type=LargeBinary)
    created_at: datetime = Field(sa_type=Moment)
    disabled_at: datetime | None = Field(default=None, sa_type=Moment)


class Lookup(Base, table=True):
    """That somebody at an address asked about an ID number; both as blind indexes."""

    __tablename__ = "lookup"

    address_index: bytes = Field(sa_type=LargeBinary, primary_key=True)
    id_number_index: bytes = Field(sa_type=LargeBinary, primary_key=True)
    asked_at: datetime = Field(sa_type=Moment, index=True)


class PasswordReset(Base, table=True):
    """One attempt to set a new password; `person_id` is empty when ID number and phone did not belong together."""

    __tablename__ = "password_reset"

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    token_hash: bytes = Field(sa_type=LargeBinary, unique=True)
    person_id: UUID | None = Field(default=None, sa_type=Uuid, index=True)
    phone_sealed: str = Field(sa_type=Text)
    id_number_sealed: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment, index=True)
    completed_at: datetime | None = Field(default=None, sa_type=Moment)
