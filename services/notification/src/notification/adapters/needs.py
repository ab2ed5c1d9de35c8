"""What a provider may be made from."""

from dataclasses import dataclass

from kernel.db import Database
from kernel.sealed import BlindIndex, Sealer

from notification.settings import Settings


@dataclass(frozen=True, slots=True)
class ProviderNeeds:
    """Credentials and limits are in the settings; only the sandbox's provider stores anything itself."""

    settings: Settings
    database: Database
    sealer: Sealer
    index: BlindIndex
