"""What a process of this service holds open."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kernel.db import Database
from kernel.sealed import EventSealer
from kernel.storage import Storage

from signing.lanes import Lanes
from signing.settings import SigningSettings
from signing.signature.timestamp import TimeStampAuthority


@dataclass(frozen=True, slots=True)
class Resources:
    """Connections, and the lanes in which letters are made.

    Attributes:
        certificates: bucket of the signed PDFs.
        event_sealer: opens the letters' facts in events.
        authority: gives time stamps; None when letters carry none.
    """

    settings: SigningSettings
    database: Database
    certificates: Storage
    event_sealer: EventSealer
    lanes: Lanes
    authority: TimeStampAuthority | None

    def checks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What readiness asks for, besides database and broker."""
        return {"certificates": self.certificates.ping}
