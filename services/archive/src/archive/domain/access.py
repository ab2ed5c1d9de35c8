"""What members of staff do with a record that is written down for good."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Action(StrEnum):
    """Why a record stands in the access log."""

    FOUND = "record.found"
    REVEALED = "record.revealed"
    REMOVED = "record.removed"
    DISPUTE_LISTED = "dispute.listed"
    DISPUTE_RESOLVED = "dispute.resolved"

    @property
    def label(self) -> str:
        """As the log's page writes it."""
        return _LABELS[self]


_LABELS = {
    Action.FOUND: "检索到该记录",
    Action.REVEALED: "查看完整记录",
    Action.REMOVED: "注销记录",
    Action.DISPUTE_LISTED: "查看异议",
    Action.DISPUTE_RESOLVED: "处理异议",
}


@dataclass(frozen=True, slots=True)
class Access:
    """One row of the log; ``actor`` is written ``staff:<username>``."""

    id: UUID
    at: datetime
    actor: str
    action: Action
    record_id: UUID
    request_id: str | None
