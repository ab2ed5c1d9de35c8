"""The tables of this service. Personal data is sealed; what is found by it has a blind index.

Statements are written against the tables at the end of this module. ``outbox`` and ``inbox`` are the kernel's.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, DateTime, Float, ForeignKey, Index, Integer, LargeBinary, Text, Uuid, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    """This service's tables; SQLModel would else keep one registry for all services of a process."""

    __abstract__ = True


REGISTER_LOCK = 7_346_251_101
"""Advisory lock, held by a transaction that writes to the register: versions of records are counted under it."""

TIME: Any = DateTime(timezone=True)  # SQLModel's annotation knows types only, SQLAlchemy takes instances too


class RecordRow(Base, table=True):
    """One person's archive record.

    ``facts`` seals all seven facts; ``row_hash`` is their keyed hash, by which an import sees what changed. The ID
    number is the register's key, archive numbers are not unique. A removed record keeps its facts, for the clerk and in
    case it comes back; ``removal_reason`` is sealed.
    """

    __tablename__ = "archive_record"
    __table_args__ = (
        Index("archive_record_by_name", "name_index", "id"),
        Index("archive_record_by_archive_number", "archive_number_index", "id"),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    id_number_index: bytes = Field(sa_type=LargeBinary, unique=True)
    name_index: bytes = Field(sa_type=LargeBinary)
    archive_number_index: bytes | None = Field(default=None, sa_type=LargeBinary)
    row_hash: bytes = Field(sa_type=LargeBinary)
    facts: str = Field(sa_type=Text)
    version: int = Field(sa_type=Integer)
    updated_at: datetime = Field(sa_type=TIME)
    removed_at: datetime | None = Field(default=None, sa_type=TIME)
    removed_by: str | None = Field(default=None, sa_type=Text)
    removal_reason: str | None = Field(default=None, sa_type=Text)


class ImportRow(Base, table=True):
    """One import of a register file.

    ``file_index`` is the keyed hash of the file's bytes. ``parts`` sealed pieces of it wait in the object store; 0 when
    it never was there (command line) or is gone. ``run_id`` names the run that works on it and ``lease_until`` how long
    that run is believed to be alive. ``done`` is the part of the file read so far, 0 to 1.
    """

    __tablename__ = "archive_import"
    __table_args__ = (
        CheckConstraint("state IN ('running', 'completed', 'failed')", name="archive_import_state_known"),
        Index("archive_import_one_running", "file_index", unique=True, postgresql_where=text("state = 'running'")),
        Index("archive_import_parked", "requested_at", postgresql_where=text("parts > 0")),
        Index("archive_import_finished", "finished_at"),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    state: str = Field(sa_type=Text)
    file_index: bytes = Field(sa_type=LargeBinary)
    parts: int = Field(sa_type=Integer)
    requested_by: str = Field(sa_type=Text)
    requested_at: datetime = Field(sa_type=TIME)
    run_id: UUID | None = Field(default=None, sa_type=Uuid)
    lease_until: datetime | None = Field(default=None, sa_type=TIME)
    attempts: int = Field(default=0, sa_type=Integer)
    rows_done: int = Field(default=0, sa_type=Integer)
    done: float = Field(default=0.0, sa_type=Float)
    added: int = Field(default=0, sa_type=Integer)
    changed: int = Field(default=0, sa_type=Integer)
    unchanged: int = Field(default=0, sa_type=Integer)
    refused: int = Field(default=0, sa_type=Integer)
    error_code: str | None = Field(default=None, sa_type=Text)
    error_message: str | None = Field(default=None, sa_type=Text)
    finished_at: datetime | None = Field(default=None, sa_type=TIME)


class StagedRow(Base, table=True):
    """A row of a file while its import merges; unlogged, and never there when a transaction ends.

    The columns are those of ``archive_record``; ``facts`` is sealed under this row's ``id``, which becomes the record's
    when the record is new.
    """

    __tablename__ = "archive_import_row"
    __table_args__ = ({"prefixes": ["UNLOGGED"]},)

    row_number: int = Field(sa_type=Integer, primary_key=True)
    id: UUID = Field(sa_type=Uuid)
    id_number_index: bytes = Field(sa_type=LargeBinary)
    name_index: bytes = Field(sa_type=LargeBinary)
    archive_number_index: bytes | None = Field(default=None, sa_type=LargeBinary)
    row_hash: bytes = Field(sa_type=LargeBinary)
    facts: str = Field(sa_type=Text)


class ImportErrorRow(Base, table=True):
    """One cell of a refused row; ``value`` is sealed, ``row_number`` counts as the spreadsheet does."""

    __tablename__ = "archive_import_error"

    import_id: UUID = Field(sa_type=Uuid, sa_column_args=[ForeignKey("archive_import.id")], primary_key=True)
    row_number: int = Field(sa_type=Integer, primary_key=True)
    position: int = Field(sa_type=Integer, primary_key=True)
    heading: str = Field(sa_type=Text)
    value: str = Field(sa_type=Text)
    code: str = Field(sa_type=Text)
    message: str = Field(sa_type=Text)


class DisputeRow(Base, table=True):
    """What a person says is wrong in their record; ``stated_value`` and both comments are sealed."""

    __tablename__ = "archive_dispute"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'corrected', 'refused')", name="archive_dispute_state_known"),
        Index("archive_dispute_one_open", "record_id", "field", unique=True, postgresql_where=text("state = 'open'")),
        Index("archive_dispute_of_record", "record_id", "id"),
        Index("archive_dispute_by_state", "state", "id"),
        Index("archive_dispute_resolved_at", "resolved_at"),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    record_id: UUID = Field(sa_type=Uuid, sa_column_args=[ForeignKey("archive_record.id")])
    person_id: UUID = Field(sa_type=Uuid)
    field: str = Field(sa_type=Text)
    stated_value: str = Field(sa_type=Text)
    comment: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    created_at: datetime = Field(sa_type=TIME)
    resolved_by: str | None = Field(default=None, sa_type=Text)
    resolved_at: datetime | None = Field(default=None, sa_type=TIME)
    resolution_comment: str | None = Field(default=None, sa_type=Text)


class AccessRow(Base, table=True):
    """Who of the staff saw or changed which record; the database refuses to change or delete a row."""

    __tablename__ = "archive_access"
    __table_args__ = (
        Index("archive_access_of_record", "record_id", "id"),
        Index("archive_access_by_actor", "actor", "id"),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    at: datetime = Field(sa_type=TIME)
    actor: str = Field(sa_type=Text)
    action: str = Field(sa_type=Text)
    record_id: UUID = Field(sa_type=Uuid)
    request_id: str | None = Field(default=None, sa_type=Text)


record = Base.metadata.tables["archive_record"]
register_import = Base.metadata.tables["archive_import"]
import_error = Base.metadata.tables["archive_import_error"]
dispute = Base.metadata.tables["archive_dispute"]
access = Base.metadata.tables["archive_access"]
