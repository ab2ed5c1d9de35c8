"""What notification's handlers work with; opened once for each process."""

from dataclasses import dataclass

from kernel.client import ServiceClient
from kernel.db import Database
from kernel.sealed import BlindIndex, EventSealer, Sealer

from notification.domain.sms import SmsProvider
from notification.settings import Settings


@dataclass(slots=True)
class Resources:
    """The database, identity as the source of phones, the SMS provider and keys."""

    settings: Settings
    database: Database
    identity: ServiceClient
    provider: SmsProvider
    sealer: Sealer
    index: BlindIndex
    events: EventSealer
