"""What a process of this service holds open."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kernel.db import Database
from kernel.sealed import BlindIndex, EventSealer, Sealer
from kernel.storage import Storage

from archive.settings import Settings


@dataclass(frozen=True, slots=True)
class Resources:
    """Connections and keys.

    Attributes:
        imports: bucket in which register files wait for their import.
        sealer: seals this service's data at rest.
        index: makes the blind indexes and the keyed hashes of rows.
        event_sealer: seals the personal part of events.
    """

    settings: Settings
    database: Database
    imports: Storage
    sealer: Sealer
    index: BlindIndex
    event_sealer: EventSealer

    def checks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What readiness asks for, besides database and broker."""
        return {"imports": self.imports.ping}
