"""What a process of this service holds open."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kernel.db import Database
from kernel.sealed import EventSealer
from kernel.storage import Storage

from signing.press import LetterPress
from signing.settings import SigningSettings


@dataclass(frozen=True, slots=True)
class Resources:
    """Connections, and the press with the one thread that works it.

    Attributes:
        certificates: bucket of the signed PDFs.
        event_sealer: opens the letters' facts in events.
        lane: a single thread, so that the event loop goes on answering the broker while a letter is made.
    """

    settings: SigningSettings
    database: Database
    certificates: Storage
    event_sealer: EventSealer
    press: LetterPress
    lane: ThreadPoolExecutor

    def checks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What readiness asks for, besides database and broker."""
        return {"certificates": self.certificates.ping}
