"""The tables of this service; ``outbox`` and ``inbox`` are the kernel's. No personal data is in them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, DateTime, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    """This service's tables; SQLModel would else keep one registry for all services of a process."""

    __abstract__ = True


TIME: Any = DateTime(timezone=True)  # SQLModel's annotation knows types only, SQLAlchemy takes instances too


class JobRow(Base, table=True):
    """A signing job. ``intent`` is the SHA-256 of what is to be signed, stored before it is signed."""

    __tablename__ = "signing_job"
    __table_args__ = (
        UniqueConstraint("application_id", "revision", name="signing_job_once"),
        CheckConstraint("state IN ('signing', 'done', 'failed')", name="signing_job_state_known"),
        CheckConstraint(
            "state <> 'done' OR (intent IS NOT NULL AND sha256 IS NOT NULL AND object_key IS NOT NULL)",
            name="signing_job_signed",
        ),
    )

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    application_id: UUID = Field(sa_type=Uuid)
    certificate_id: UUID = Field(sa_type=Uuid)
    revision: int = Field(sa_type=Integer)
    number: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    key_id: str = Field(sa_type=Text)
    signed_at: datetime = Field(sa_type=TIME)
    attempts: int = Field(sa_type=Integer)
    begun_at: datetime = Field(sa_type=TIME)
    finished_at: datetime | None = Field(default=None, sa_type=TIME)
    intent: bytes | None = Field(default=None, sa_type=LargeBinary)
    sha256: bytes | None = Field(default=None, sa_type=LargeBinary)
    object_key: str | None = Field(default=None, sa_type=Text)
    size: int | None = Field(default=None, sa_type=Integer)
    pages: int | None = Field(default=None, sa_type=Integer)
    failure: str | None = Field(default=None, sa_type=Text)


class DayRow(Base, table=True):
    """How many jobs began on a day of China's calendar; the daily cap counts here."""

    __tablename__ = "signing_day"

    day: date = Field(sa_type=Date, primary_key=True)
    jobs: int = Field(sa_type=Integer)


job = Base.metadata.tables["signing_job"]
day = Base.metadata.tables["signing_day"]
