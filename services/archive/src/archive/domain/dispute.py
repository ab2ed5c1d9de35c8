"""A dispute: a person says that a field of their record is wrong, a clerk finds out and answers.

A dispute changes nothing in the register by itself. The clerk corrects the centre's file and imports it, then resolves
the dispute.

DisputeNotFound             archive.dispute.not_found
DisputeAlreadyOpen          archive.dispute.already_open
DisputeAlreadyResolved      archive.dispute.already_resolved
CommentRequired             archive.dispute.comment_required
StatementMissing            archive.dispute.statement_missing
TextUnprintable             archive.text.unprintable
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from kernel.errors import DomainError, Kind

from archive.domain.text import is_printable

LONGEST_STATEMENT = 100
LONGEST_COMMENT = 500


class DisputeNotFound(DomainError):
    """There is no dispute of that id."""

    code = "archive.dispute.not_found"
    kind = Kind.NOT_FOUND
    message = "没有该异议"


class DisputeAlreadyOpen(DomainError):
    """The field is disputed already, and nobody has resolved that yet."""

    code = "archive.dispute.already_open"
    kind = Kind.CONFLICT
    message = "该项信息的异议正在处理中，请等待处理结果"


class DisputeAlreadyResolved(DomainError):
    """Somebody has resolved it."""

    code = "archive.dispute.already_resolved"
    kind = Kind.CONFLICT
    message = "该异议已经处理"


class CommentRequired(DomainError):
    """Whoever refuses says why."""

    code = "archive.dispute.comment_required"
    kind = Kind.INVALID
    message = "不予更正的，请说明理由"


class StatementMissing(DomainError):
    """Nothing but spaces where it should say what is right."""

    code = "archive.dispute.statement_missing"
    kind = Kind.INVALID
    message = "请填写正确的内容"


class TextUnprintable(DomainError):
    """Control, direction or private characters: nobody sees them, or somebody sees something else."""

    code = "archive.text.unprintable"
    kind = Kind.INVALID
    message = "内容含有无法打印的字符，请修改"


class State(StrEnum):
    """Of a dispute."""

    OPEN = "open"
    CORRECTED = "corrected"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """As the pages write it."""
        return _LABELS[self]


_LABELS = {State.OPEN: "待处理", State.CORRECTED: "已更正", State.REFUSED: "不予更正"}


@dataclass(frozen=True, slots=True)
class Resolution:
    """How a clerk resolved a dispute."""

    by: str
    at: datetime
    comment: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute.

    Attributes:
        fact: the name of the disputed fact, one of ``record.FIELDS``.
        stated_value: what the person says is right, in their own words.
    """

    id: UUID
    record_id: UUID
    person_id: UUID
    fact: str
    stated_value: str = field(repr=False)
    comment: str = field(repr=False)
    state: State
    created_at: datetime
    resolution: Resolution | None = None


def statement(text: str) -> str:
    """What a person states, on one line.

    Raises:
        StatementMissing: there is nothing.
        TextUnprintable: it holds characters that nobody sees.
    """
    stripped = text.strip(" \u3000")
    if not is_printable(stripped):
        raise TextUnprintable(field="stated_value")
    if not stripped:
        raise StatementMissing(field="stated_value")
    return stripped


def remark(text: str, *, place: str = "comment") -> str:
    """A comment or reason; it may have several lines.

    Raises:
        TextUnprintable: as :func:`statement`; ``place`` is the field that it names.
    """
    lines = text.replace("\r\n", "\n").strip(" \u3000\n").split("\n")
    if not all(map(is_printable, lines)):
        raise TextUnprintable(field=place)
    return "\n".join(lines)
