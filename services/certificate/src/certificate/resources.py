"""What a process of this service holds open."""

from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from kernel.client import ServiceClient
from kernel.db import Database
from kernel.sealed import BlindIndex, EventSealer, Sealer
from kernel.storage import Storage

from certificate.page_cache import PageCache
from certificate.settings import CertificateSettings


@dataclass(frozen=True, slots=True)
class Resources:
    """Connections and keys.

    Attributes:
        letters: bucket of the introduction letters; objects are sealed.
        certificates: bucket of the signed PDFs.
        sealer: seals this service's data at rest.
        event_sealer: seals the personal part of events.
        pictures: threads in which letters are decoded; few, so that memory stays bounded.
        page_drawer: the one thread in which pages of certificates are drawn.
    """

    settings: CertificateSettings
    database: Database
    archive: ServiceClient
    letters: Storage
    certificates: Storage
    sealer: Sealer
    index: BlindIndex
    event_sealer: EventSealer
    pictures: ThreadPoolExecutor
    page_drawer: ThreadPoolExecutor
    page_cache: PageCache

    def checks(self) -> dict[str, Callable[[], Awaitable[None]]]:
        """What readiness asks for, besides database and broker."""
        return {"letters": self.letters.ping, "certificates": self.certificates.ping}
