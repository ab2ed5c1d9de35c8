"""What is handed to an SMS provider, and what may come of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from uuid import UUID

from notification.domain.templates import TemplateName


@dataclass(frozen=True, slots=True)
class Sms:
    """One message to one phone.

    Attributes:
        reference: the same for every try of one message; a provider that knows it sends no second one.
        code: the code within the text, where there is one; providers with templates of their own take it apart.
    """

    reference: UUID
    phone: str = field(repr=False)
    template: TemplateName
    text: str = field(repr=False)
    code: str | None = field(repr=False)
    at: datetime


class SmsProvider(Protocol):
    """Somebody who sends messages."""

    @property
    def name(self) -> str:
        """As in the settings."""

    async def send(self, sms: Sms) -> str:
        """Hand a message over; returns the provider's own reference.

        Raises:
            SmsRefused: the provider will never send this.
            SmsProviderAway: it may later.
        """


class SmsRefused(Exception):
    """The provider will not send a message, however often it is asked: a dead number, a blocked one."""

    def __init__(self, reason: str) -> None:
        """``reason``: the provider's code, for logs; no personal data."""
        super().__init__(reason)
        self.reason = reason


class SmsProviderAway(Exception):
    """The provider did not take a message for now: time-out, its own error, too many at once."""
