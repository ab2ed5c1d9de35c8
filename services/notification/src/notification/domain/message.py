"""One message and what became of it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

SENDING_LEASE = timedelta(seconds=20)
"""For how long one worker has a message to itself; longer than a provider is waited for."""

PROVIDER_SECONDS = 10.0

USELESS_AFTER = timedelta(hours=24)
"""A notice that could not be sent for so long would only confuse; codes have an earlier end of their own."""


class State(StrEnum):
    """Where a message is. ``sent`` means that the provider took it."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """As the staff's log writes it."""
        return {State.SENDING: "发送中", State.SENT: "已发送", State.FAILED: "发送失败"}[self]

    @property
    def settled(self) -> bool:
        """Whether nothing more will happen to it."""
        return self is not State.SENDING


class Failure(StrEnum):
    """Why a message will not be sent; the code of ``notification.failed``."""

    TOO_LATE = "notification.message.too_late"
    PERSON_UNKNOWN = "notification.person.unknown"
    PROVIDER_REFUSED = "notification.provider.refused"

    @property
    def label(self) -> str:
        """As the staff's log writes it."""
        return {
            Failure.TOO_LATE: "已过有效时间，未发送",
            Failure.PERSON_UNKNOWN: "账号已不存在",
            Failure.PROVIDER_REFUSED: "短信服务商拒绝发送",
        }[self]


@dataclass(frozen=True, slots=True)
class Recipient:
    """What is kept of a phone: by what it is found, and its masked form, sealed for the message's row."""

    phone_index: bytes
    phone_masked_sealed: str


@dataclass(frozen=True, slots=True)
class Intent:
    """A message that this worker may send now, until its lease ends."""

    id: UUID
    tries: int
