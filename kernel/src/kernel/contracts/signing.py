"""What signing tells the others."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from kernel.events import Event


class SigningCompleted(Event):
    """A letter was signed, stored and read back. ``sha256`` is the hexadecimal digest of the whole file."""

    routing_key: ClassVar[str] = "signing.completed.v1"
    aggregate: ClassVar[str] = "certificate_id"

    application_id: UUID
    certificate_id: UUID
    revision: int
    number: str
    sha256: str
    object_key: str
    size: int
    pages: int
    signed_at: datetime
    key_id: str


class SigningFailed(Event):
    """A letter cannot be made as things stand; somebody must look at it. ``code`` and ``message`` say why."""

    routing_key: ClassVar[str] = "signing.failed.v1"
    aggregate: ClassVar[str] = "certificate_id"

    application_id: UUID
    certificate_id: UUID
    revision: int
    number: str
    code: str
    message: str
    failed_at: datetime
