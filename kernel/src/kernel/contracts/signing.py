"""What signing tells the others."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from kernel.events import Event, Sealed


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
    """A letter cannot be made as things stand; somebody must look at it. ``code`` says why.

    Sealed: ``{message}``, why in words for the staff; it may name a character of a person's name. Older events lack it:
    there ``message`` says why, which since then says only that there is no letter.
    """

    routing_key: ClassVar[str] = "signing.failed.v1"
    aggregate: ClassVar[str] = "certificate_id"

    application_id: UUID
    certificate_id: UUID
    revision: int
    number: str
    code: str
    message: str
    details: Sealed | None = None
    failed_at: datetime
