"""The tables of this service. Personal data is sealed; what is found by it has a blind index.

Statements are written against the tables at the end of this module, not through loaded objects: a request knows what it
reads and writes. ``outbox`` and ``inbox`` are the kernel's.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from certificate.domain.certificate import CertificateState
from certificate.domain.state import PENDING, State


class Base(SQLModel, registry=registry()):
    """This service's tables; SQLModel would else keep one registry for all services of a process."""

    __abstract__ = True


TIME: Any = DateTime(timezone=True)  # SQLModel's annotation knows types only, SQLAlchemy takes instances too
STRINGS: Any = ARRAY(Text)


def _one_of(column: str, values: type[State] | type[CertificateState]) -> str:
    return f"{column} IN ({', '.join(repr(value.value) for value in values)})"


def _in_states(*states: State | CertificateState) -> Any:  # noqa: ANN401 - SQLAlchemy's own type for a text clause
    return text(f"state IN ({', '.join(repr(state.value) for state in states)})")


class ApplicationRow(Base, table=True):
    """A request for a certificate.

    ``snapshot`` seals the register's facts at the latest submission, ``particulars`` seals purpose, receiver and the
    letter's file name. Somebody's claim counts until ``claimed_until``.
    """

    __tablename__ = "application"
    __table_args__ = (
        CheckConstraint(_one_of("state", State), name="application_state_known"),
        Index(
            "application_one_pending",
            "person_id",
            "certificate_type",
            unique=True,
            postgresql_where=_in_states(*PENDING),
        ),
        Index("application_of_person", "person_id", "submitted_at", "id"),
        Index("application_by_state", "state", "submitted_at", "id"),
        Index("application_by_id_number", "id_number_index"),
        Index("application_by_name", "name_index"),
        CheckConstraint("(claimed_by IS NULL) = (claimed_until IS NULL)", name="application_claim_whole"),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    person_id: UUID = Field(sa_type=Uuid)
    record_id: UUID = Field(sa_type=Uuid)
    id_number_index: bytes = Field(sa_type=LargeBinary)
    name_index: bytes = Field(sa_type=LargeBinary)
    certificate_type: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    version: int = Field(sa_type=Integer)
    submitted_at: datetime = Field(sa_type=TIME)
    snapshot: str = Field(sa_type=Text)
    particulars: str = Field(sa_type=Text)
    letter_key: str | None = Field(default=None, sa_type=Text)
    letter_size: int | None = Field(default=None, sa_type=Integer)
    claimed_by: str | None = Field(default=None, sa_type=Text)
    claimed_until: datetime | None = Field(default=None, sa_type=TIME)


class HistoryRow(Base, table=True):
    """One step of an application; ``comment`` is sealed, ``changed`` names what a resubmission corrected."""

    __tablename__ = "application_history"
    __table_args__ = (Index("application_history_at", "at"),)

    application_id: UUID = Field(sa_type=Uuid, sa_column_args=[ForeignKey("application.id")], primary_key=True)
    version: int = Field(sa_type=Integer, primary_key=True)
    state: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=TIME)
    actor: str = Field(sa_type=Text)
    reasons: list[str] = Field(sa_type=STRINGS)
    comment: str | None = Field(default=None, sa_type=Text)
    letter_key: str | None = Field(default=None, sa_type=Text)
    changed: list[str] = Field(sa_type=STRINGS)


class CertificateRow(Base, table=True):
    """The register of certificates: one row a revision.

    ``letter_facts`` seals what signing was told to print, ``signing_error_message`` why it could not. ``facts_index``
    is the blind index of the printed facts that come from the archive register, by which a change of the record is seen
    without opening anything; ``record_version`` is the record's version that ``facts_hold`` was last judged by. The
    holder is found by the blind indexes of the printed ID number and name. Without ``valid_until`` a certificate does
    not expire.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint(_one_of("state", CertificateState), name="certificate_state_known"),
        CheckConstraint(
            "state = 'approved' OR (sha256 IS NOT NULL AND object_key IS NOT NULL)", name="certificate_signed"
        ),
        UniqueConstraint("application_id", "revision", name="certificate_revision"),
        UniqueConstraint("number_year", "number_serial", name="certificate_number_once"),
        Index(
            "certificate_one_issued",
            "application_id",
            unique=True,
            postgresql_where=_in_states(CertificateState.ISSUED),
        ),
        Index("certificate_sha256", "sha256", unique=True),
        Index("certificate_of_person", "person_id", "approved_at", "id"),
        Index("certificate_of_record", "record_id"),
        Index("certificate_unsigned", "approved_at", postgresql_where=_in_states(CertificateState.APPROVED)),
        Index("certificate_by_id_number", "id_number_index"),
        Index("certificate_by_name", "name_index"),
        Index("certificate_by_approval", "approved_at", "id"),
        Index(
            "certificate_to_expire",
            "valid_until",
            postgresql_where=text("state = 'issued' AND valid_until IS NOT NULL"),
        ),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    application_id: UUID = Field(sa_type=Uuid, sa_column_args=[ForeignKey("application.id")])
    revision: int = Field(sa_type=Integer)
    version: int = Field(sa_type=Integer)
    person_id: UUID = Field(sa_type=Uuid)
    record_id: UUID = Field(sa_type=Uuid)
    certificate_type: str = Field(sa_type=Text)
    number_year: int = Field(sa_type=Integer)
    number_serial: int = Field(sa_type=BigInteger, sa_column_args=[Identity(always=True)])
    state: str = Field(sa_type=Text)
    submitted_at: datetime = Field(sa_type=TIME)
    approved_at: datetime = Field(sa_type=TIME)
    issued_on: date = Field(sa_type=Date)
    valid_until: date | None = Field(default=None, sa_type=Date)
    letter_facts: str = Field(sa_type=Text)
    id_number_index: bytes = Field(sa_type=LargeBinary)
    name_index: bytes = Field(sa_type=LargeBinary)
    check_code_index: bytes = Field(sa_type=LargeBinary)
    facts_index: bytes = Field(sa_type=LargeBinary)
    facts_hold: bool = True
    record_version: int = Field(sa_type=Integer)
    issued_at: datetime | None = Field(default=None, sa_type=TIME)
    sha256: bytes | None = Field(default=None, sa_type=LargeBinary)
    object_key: str | None = Field(default=None, sa_type=Text)
    size: int | None = Field(default=None, sa_type=Integer)
    signing_error: str | None = Field(default=None, sa_type=Text)
    signing_error_message: str | None = Field(default=None, sa_type=Text)
    signing_failed_at: datetime | None = Field(default=None, sa_type=TIME)
    requests: int = Field(default=1, sa_type=Integer, sa_column_kwargs={"server_default": "1"})
    requested_at: datetime | None = Field(default=None, sa_type=TIME)


class SeenRecordRow(Base, table=True):
    """The newest version of an archive record that was heard of, with the blind index of its printed facts.

    Without ``facts_index`` the record is gone from the register.
    """

    __tablename__ = "record_seen"

    record_id: UUID = Field(sa_type=Uuid, primary_key=True)
    version: int = Field(sa_type=Integer)
    facts_index: bytes | None = Field(default=None, sa_type=LargeBinary)


class ClosedAccountRow(Base, table=True):
    """A person who has closed their account; nothing of theirs is approved any more."""

    __tablename__ = "closed_account"

    person_id: UUID = Field(sa_type=Uuid, primary_key=True)
    closed_at: datetime = Field(sa_type=TIME)


class RevocationRow(Base, table=True):
    """That a certificate is to be taken back: asked for, and confirmed; ``reason`` is sealed.

    With ``four_eyes`` the two are different people. A certificate that is not signed yet when its application ends may
    have one as well: it is revoked as soon as it is signed.
    """

    __tablename__ = "revocation"
    __table_args__ = (
        CheckConstraint("NOT four_eyes OR confirmed_by <> asked_by", name="revocation_by_two"),
        CheckConstraint("(confirmed_by IS NULL) = (confirmed_at IS NULL)", name="revocation_confirmed_whole"),
    )

    certificate_id: UUID = Field(sa_type=Uuid, sa_column_args=[ForeignKey("certificate.id")], primary_key=True)
    reason: str = Field(sa_type=Text)
    four_eyes: bool
    asked_by: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_type=TIME)
    confirmed_by: str | None = Field(default=None, sa_type=Text)
    confirmed_at: datetime | None = Field(default=None, sa_type=TIME)


class ReissueRow(Base, table=True):
    """That a letter was asked for anew, and why (sealed); ``successor_id`` is the certificate asked for."""

    __tablename__ = "reissue"

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    certificate_id: UUID = Field(sa_type=Uuid, sa_column_args=[ForeignKey("certificate.id")])
    successor_id: UUID = Field(sa_type=Uuid, sa_column_args=[ForeignKey("certificate.id")])
    reason: str = Field(sa_type=Text)
    asked_by: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_type=TIME)


class AuditRow(Base, table=True):
    """Who did what to what. Rows are only ever added: the service's role may neither change nor delete them."""

    __tablename__ = "audit"
    __table_args__ = (
        Index("audit_at", "at", "id"),
        Index("audit_object", "object_id", "at"),
        Index("audit_actor", "actor", "at"),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    at: datetime = Field(sa_type=TIME)
    actor: str = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    object_id: UUID = Field(sa_type=Uuid)
    request_id: str | None = Field(default=None, sa_type=Text)
    details: dict[str, Any] = Field(sa_type=JSONB)


class AuditLinkRow(Base, table=True):
    """The chain over the audit rows: ``digest`` covers the row and the digest before it, ``position`` has no gaps."""

    __tablename__ = "audit_link"

    position: int = Field(sa_type=BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    audit_id: UUID = Field(sa_type=Uuid, sa_column_args=[ForeignKey("audit.id")], unique=True)
    digest: bytes = Field(sa_type=LargeBinary)


class AuditUnlinkedRow(Base, table=True):
    """Audit rows that are not in the chain yet: written with the row, taken away when it is linked."""

    __tablename__ = "audit_unlinked"

    audit_id: UUID = Field(sa_type=Uuid, primary_key=True)


class AuditHeadRow(Base, table=True):
    """Where the chain ends: one row, locked by whoever makes it longer."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("one", name="audit_head_one_check"),)

    one: bool = Field(default=True, primary_key=True, sa_column_kwargs={"server_default": "true"})
    position: int = Field(sa_type=BigInteger)
    digest: bytes = Field(sa_type=LargeBinary)


application = Base.metadata.tables["application"]
history = Base.metadata.tables["application_history"]
certificate = Base.metadata.tables["certificate"]
revocation = Base.metadata.tables["revocation"]
reissue = Base.metadata.tables["reissue"]
audit = Base.metadata.tables["audit"]
audit_link = Base.metadata.tables["audit_link"]
audit_unlinked = Base.metadata.tables["audit_unlinked"]
audit_head = Base.metadata.tables["audit_head"]
closed_account = Base.metadata.tables["closed_account"]
record_seen = Base.metadata.tables["record_seen"]
