"""The log of messages, as the staff reads it: phones masked, texts never kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from kernel.clock import CHINA
from kernel.db import Transaction
from kernel.id_number import mask_phone
from sqlalchemy import select
from sqlmodel import col

from notification.domain.message import Failure, Recipient, State
from notification.domain.templates import TemplateName
from notification.resources import Resources
from notification.tables import Message


@dataclass(frozen=True, slots=True)
class MessageFilter:
    """Which messages; ``first`` and ``last`` are calendar days in China, both included."""

    phone: str | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class LoggedMessage:
    """One message; ``phone_masked`` is None when it failed before its phone was known."""

    id: UUID
    template: TemplateName
    phone_masked: str | None
    state: State
    failure: Failure | None
    tries: int
    created_at: datetime
    settled_at: datetime | None


def recipient_of(phone: str, message_id: UUID, resources: Resources) -> Recipient:
    """What a message's row keeps of its phone."""
    sealed = resources.sealer.seal(mask_phone(phone), about=_place(message_id))
    return Recipient(phone_index=resources.index.of(_PHONE, phone), phone_masked_sealed=sealed)


async def list_messages(
    wanted: MessageFilter, tx: Transaction, resources: Resources, *, limit: int, before: UUID | None
) -> Sequence[LoggedMessage]:
    """Messages, newest first, below the id ``before``."""
    query = select(Message)
    if wanted.phone is not None:
        query = query.where(col(Message.phone_index) == resources.index.of(_PHONE, wanted.phone))
    if wanted.first is not None:
        query = query.where(col(Message.created_at) >= _midnight(wanted.first))
    if wanted.last is not None:
        query = query.where(col(Message.created_at) < _midnight(wanted.last) + timedelta(days=1))
    if before is not None:
        query = query.where(col(Message.id) < before)
    rows = await tx.session.scalars(query.order_by(col(Message.id).desc()).limit(limit))
    return [_logged(row, resources) for row in rows]


_PHONE = "message.phone"


def _logged(row: Message, resources: Resources) -> LoggedMessage:
    sealed = row.phone_masked_sealed
    return LoggedMessage(
        id=row.id,
        template=TemplateName(row.template),
        phone_masked=None if sealed is None else resources.sealer.open(sealed, about=_place(row.id)),
        state=State(row.state),
        failure=None if row.failure is None else Failure(row.failure),
        tries=row.tries,
        created_at=row.created_at,
        settled_at=row.settled_at,
    )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), CHINA)


def _place(message_id: UUID) -> str:
    return f"message.phone_masked_sealed:{message_id}"
