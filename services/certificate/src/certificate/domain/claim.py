"""A reviewer's claim on an application, so that two do not work on one (B9)."""

from dataclasses import dataclass
from datetime import datetime

from kernel.errors import DomainError, Kind


class ApplicationClaimed(DomainError):
    """Somebody else is working on it."""

    code = "certificate.application.claimed"
    kind = Kind.CONFLICT
    message = "该申请正由{holder}审核，请稍后再试或选择其他申请"


@dataclass(frozen=True, slots=True)
class Claim:
    """Who works on an application, and until when that counts."""

    username: str
    until: datetime

    def refuse_others(self, username: str, at: datetime) -> None:
        """A claim keeps others away as long as it counts.

        Raises:
            ApplicationClaimed: It is somebody else's.
        """
        if at < self.until and username != self.username:
            raise ApplicationClaimed(holder=self.username)
