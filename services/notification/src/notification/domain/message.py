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
    def settled(self) -> bool:
        """Whether nothing more will happen to it."""
        return self is not State.SENDING


class Failure(StrEnum):
    """Why a message will not be sent; the code of ``notification.failed``."""

    TOO_LATE = "notification.message.too_late"
    PERSON_UNKNOWN = "notification.person.unknown"
    PROVIDER_REFUSED = "notification.provider.refused"


@dataclass(frozen=True, slots=True)
class Intent:
    """A message that this worker may send now, until its lease ends."""

    id: UUID
    tries: int
