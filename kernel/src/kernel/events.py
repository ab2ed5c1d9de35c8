"""Events and the envelope in which they travel.

An envelope is one JSON object: ``id`` (of the message), ``routing_key``, ``occurred_at``, ``aggregate_id``,
``version``, ``request_id`` and ``data`` (the event's own fields). It holds ids only; personal data is sealed within
``data``.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

Sealed = str
"""A field whose text was made by :class:`kernel.sealed.EventSealer`."""


class Event(BaseModel):
    """Something that happened. Fields are only ever added; anything else is a new version of the routing key."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)

    routing_key: ClassVar[str]
    aggregate: ClassVar[str]
    """The field that names what the event is about; ``version`` orders the events about one aggregate."""

    version: int = 1

    @property
    def aggregate_id(self) -> str:
        """What the event is about."""
        return str(getattr(self, self.aggregate))


class UnreadableEnvelope(Exception):
    """A message that is no envelope of ours."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One message."""

    id: UUID
    routing_key: str
    occurred_at: datetime
    request_id: str | None
    data: dict[str, Any]

    @classmethod
    def decode(cls, body: bytes) -> "Envelope":
        """Read a message's body.

        Raises:
            UnreadableEnvelope: it is not an envelope.
        """
        try:
            fields = json.loads(body)
            return cls(
                id=UUID(fields["id"]),
                routing_key=str(fields["routing_key"]),
                occurred_at=datetime.fromisoformat(fields["occurred_at"]),
                request_id=fields.get("request_id"),
                data=dict(fields["data"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UnreadableEnvelope(type(error).__name__) from None


def encode(event: Event, *, message_id: UUID, occurred_at: datetime, request_id: str | None) -> bytes:
    """The envelope's bytes for an event."""
    head = {
        "id": str(message_id),
        "routing_key": event.routing_key,
        "occurred_at": occurred_at.isoformat(),
        "aggregate_id": event.aggregate_id,
        "version": event.version,
        "request_id": request_id,
    }
    return f'{json.dumps(head)[:-1]}, "data": {event.model_dump_json()}}}'.encode()
