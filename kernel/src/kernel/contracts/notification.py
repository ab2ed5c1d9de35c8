"""What notification tells the others."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from kernel.events import Event


class NotificationFailed(Event):
    """A message did not get through and will not be tried again. ``about`` is the id of what it was sent for."""

    routing_key: ClassVar[str] = "notification.failed.v1"
    aggregate: ClassVar[str] = "message_id"

    message_id: UUID
    about: UUID
    template: str
    code: str
    failed_at: datetime
