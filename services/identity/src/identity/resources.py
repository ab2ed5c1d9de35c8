"""What identity's handlers work with; opened once for each process."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kernel.client import ServiceClient
from kernel.db import Database
from kernel.sealed import BlindIndex, EventSealer, Sealer
from kernel.storage import Storage

from identity.domain.face import FaceProvider
from identity.hashing import PasswordHashes
from identity.settings import Settings
from identity.tokens import AccessTokens
from identity.verifier import SessionVerifier


@dataclass(slots=True)
class Resources:
    """Servers, keys and pools.

    Attributes:
        pictures: threads in which photos are decoded; few, as a large one takes hundreds of MiB meanwhile.
    """

    settings: Settings
    database: Database
    archive: ServiceClient
    certificate: ServiceClient
    evidence: Storage
    sealer: Sealer
    index: BlindIndex
    events: EventSealer
    passwords: PasswordHashes
    pictures: ThreadPoolExecutor
    tokens: AccessTokens
    face_provider: FaceProvider
    verifier: SessionVerifier

    def checks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What readiness looks at, beside database and broker."""
        return {"evidence": self.evidence.ping}
