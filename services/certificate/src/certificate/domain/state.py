"""The states of an application, and which may follow which."""

from enum import StrEnum


class State(StrEnum):
    """Where an application stands; ``label`` is what a person reads."""

    SUBMITTED = "submitted"
    APPROVED = "approved"
    ISSUED = "issued"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """As on the person's page (manual 3.4)."""
        return _LABELS[self]


_LABELS = {
    State.SUBMITTED: "待审核",
    State.APPROVED: "审核通过，正在签发",
    State.ISSUED: "已完成",
    State.REJECTED: "审核未通过",
    State.WITHDRAWN: "已撤回",
    State.REVOKED: "已撤销",
    State.SUPERSEDED: "已换发",
    State.EXPIRED: "已过期",
}

PENDING = (State.SUBMITTED, State.APPROVED)
SIGNED = frozenset({State.ISSUED, State.REVOKED, State.SUPERSEDED, State.EXPIRED})
DECIDED = frozenset(State) - {State.SUBMITTED, State.WITHDRAWN}

NEXT: dict[State, frozenset[State]] = {
    State.SUBMITTED: frozenset({State.APPROVED, State.REJECTED, State.WITHDRAWN}),
    State.APPROVED: frozenset({State.ISSUED, State.REJECTED}),  # rejected when no letter can be made
    State.ISSUED: frozenset({State.ISSUED, State.REVOKED, State.SUPERSEDED, State.EXPIRED}),  # a reissue, or the end
    State.REJECTED: frozenset({State.SUBMITTED, State.WITHDRAWN}),  # withdrawn when its account is closed
    State.WITHDRAWN: frozenset(),
    State.REVOKED: frozenset(),
    State.SUPERSEDED: frozenset(),
    State.EXPIRED: frozenset({State.ISSUED}),  # by a reissue that was under way on the last day
}
