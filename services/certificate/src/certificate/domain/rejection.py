"""Why an application is sent back (R17, B10)."""

from collections.abc import Sequence
from dataclasses import dataclass

from kernel.errors import DomainError, Kind

COMMENT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason from the list, bound to what the person must correct (``letter``, ``purpose``, …, ``record``)."""

    code: str
    label: str
    field: str


REASONS: dict[str, Reason] = {
    reason.code: reason
    for reason in (
        Reason("letter_unacceptable", "单位介绍信内容不合格", "letter"),
        Reason("letter_unreadable", "单位介绍信图片不清晰", "letter"),
        Reason("letter_unsealed", "单位介绍信未加盖公章", "letter"),
        Reason("letter_of_another", "单位介绍信与申请人不符", "letter"),
        Reason("purpose_unclear", "用途填写不清楚", "purpose"),
        Reason("receiver_unclear", "接收单位填写不清楚", "receiver"),
        Reason("record_wrong", "档案登记信息有误，请联系人才中心核实", "record"),
        Reason("archive_incomplete", "档案材料不完整，请联系人才中心补充", "record"),
    )
}


class ReasonRequired(DomainError):
    """A rejection that does not say why."""

    code = "certificate.decision.reason_required"
    kind = Kind.INVALID
    message = "审核不通过须选择或填写原因"


class ReasonUnknown(DomainError):
    """A reason code that is not in the list."""

    code = "certificate.decision.reason_unknown"
    kind = Kind.INVALID
    message = "没有这个审核原因"


class CommentTooLong(DomainError):
    """More than a person wants to read."""

    code = "certificate.decision.comment_too_long"
    kind = Kind.INVALID
    message = "审核意见不能超过500个字"


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a reviewer gave with a decision: reason codes from the list, and a comment of their own."""

    reasons: tuple[str, ...] = ()
    comment: str | None = None

    @classmethod
    def of(cls, reasons: Sequence[str], comment: str | None) -> "Remarks":
        """Take what a form sent.

        Raises:
            ReasonUnknown: A code is not in the list.
            CommentTooLong: The comment has more than 500 characters.
        """
        if any(code not in REASONS for code in reasons):
            raise ReasonUnknown(field="reasons")
        stripped = (comment or "").strip()
        if len(stripped) > COMMENT_LENGTH:
            raise CommentTooLong(field="comment")
        return cls(tuple(dict.fromkeys(reasons)), stripped or None)

    @property
    def text(self) -> str:
        """All that was said, on one line."""
        labels = [REASONS[code].label if code in REASONS else code for code in self.reasons]
        return "；".join([*labels, *([self.comment] if self.comment else [])])

    def __bool__(self) -> bool:
        return bool(self.reasons or self.comment)
