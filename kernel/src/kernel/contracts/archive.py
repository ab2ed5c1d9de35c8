"""What archive tells the others."""

from datetime import datetime
from typing import ClassVar, Literal
from uuid import UUID

from kernel.events import Event, Sealed


class RecordChanged(Event):
    """A record of the register was changed or removed. Sealed: the facts as archive's internal look-up gives them."""

    routing_key: ClassVar[str] = "archive.record_changed.v1"
    aggregate: ClassVar[str] = "record_id"

    record_id: UUID
    change: Literal["changed", "removed"]
    fields: tuple[str, ...]
    changed_at: datetime
    facts: Sealed


class ImportCompleted(Event):
    """An import of the register ended well."""

    routing_key: ClassVar[str] = "archive.import_completed.v1"
    aggregate: ClassVar[str] = "import_id"

    import_id: UUID
    requested_by: str
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    completed_at: datetime
