"""What members of staff do with a record that is written down for good."""

from enum import StrEnum


class Action(StrEnum):
    """Why a record stands in the access log."""

    FOUND = "record.found"
    REVEALED = "record.revealed"
    REMOVED = "record.removed"
    DISPUTE_LISTED = "dispute.listed"
    DISPUTE_RESOLVED = "dispute.resolved"
