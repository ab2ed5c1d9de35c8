"""The tables of the database ``notification``.

Columns ending in ``_sealed`` hold personal data (associated data: ``table.column:row id``), those ending in ``_index``
its blind index.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Integer, LargeBinary, Text, TypeDecorator, Uuid
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Base(SQLModel, registry=registry()):
    """A registry of its own: other services have tables of the same names."""

    __abstract__ = True


class Moment(TypeDecorator[datetime]):
    """A ``timestamptz``."""

    impl = DateTime(timezone=True)
    cache_ok = True


class Message(Base, table=True):
    """A message to a person: written before the provider is asked, settled afterwards.

    Of the phone a blind index and the masked form are kept, from the moment it is known.
    """

    __tablename__ = "message"

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    event_id: UUID = Field(sa_type=Uuid, unique=True)
    template: str = Field(sa_type=Text)
    about: UUID = Field(sa_type=Uuid)
    state: str = Field(sa_type=Text)
    tries: int = Field(sa_type=Integer)
    leased_until: datetime = Field(sa_type=Moment)
    provider: str | None = Field(default=None, sa_type=Text)
    provider_reference: str | None = Field(default=None, sa_type=Text)
    failure: str | None = Field(default=None, sa_type=Text)
    phone_index: bytes | None = Field(default=None, sa_type=LargeBinary)
    phone_masked_sealed: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=Moment)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)


class SandboxSms(Base, table=True):
    """What the sandbox provider was handed, instead of being sent."""

    __tablename__ = "sandbox_sms"

    id: UUID = Field(sa_type=Uuid, primary_key=True)
    reference: UUID = Field(sa_type=Uuid)
    phone_index: bytes = Field(sa_type=LargeBinary)
    phone_sealed: str = Field(sa_type=Text)
    template: str = Field(sa_type=Text)
    text_sealed: str = Field(sa_type=Text)
    code_sealed: str | None = Field(default=None, sa_type=Text)
    sent_at: datetime = Field(sa_type=Moment)
