"""Who may apply (manual 3.3): each rule with its refusal, shown before the form and enforced on submission."""

from collections.abc import Callable
from dataclasses import dataclass

from kernel.errors import DomainError, Kind
from kernel.repertoire import may_lack_ink, named

from certificate.domain.archive_facts import ArchiveType, Facts


class FeesInArrears(DomainError):
    """An individually kept archive whose fees end before the cut-off."""

    code = "certificate.application.fees_in_arrears"
    kind = Kind.FORBIDDEN
    message = "您的存档费处于欠费状态，不能开具证明信，需到人才中心缴纳后再申请开具！"


class DismissedFromUnit(DomainError):
    """An archive kept for a unit that the person has left."""

    code = "certificate.application.dismissed_from_unit"
    kind = Kind.FORBIDDEN
    message = "您已经从该单位离职，不能申请开具证明信，请联系人才中心办理档案转接业务"


class AlreadyPending(DomainError):
    """A second application of one type while the first is not finished."""

    code = "certificate.application.already_pending"
    kind = Kind.CONFLICT
    message = "相同类别的证明申请正在审核中，请等待审核完成后再申请"


@dataclass(frozen=True, slots=True)
class Policy:
    """What the centre may set.

    Attributes:
        arrears_before: month ``YYYY-MM``; fees paid until an earlier month are in arrears.
    """

    arrears_before: str


@dataclass(frozen=True, slots=True)
class Check:
    """One rule looked at: the refusal it stands for, whether it is met, and what to tell the person."""

    refusal: type[DomainError]
    ok: bool
    remark: str = ""

    @property
    def code(self) -> str:
        """The refusal's code, whether or not the rule is met."""
        return self.refusal.code

    @property
    def message(self) -> str:
        """The refusal, which names its remedy, or a remark on what was found in order."""
        return self.remark if self.ok else self.refusal.message


Rule = Callable[[Facts, Policy], Check]

FEES_NOT_RECORDED = "缴费截止时间未登记"
NUMBER_NOT_RECORDED = "存档编号未登记"
MAY_LACK_INK = "姓名中的{character}可能没有字形，证明信可能无法签发"


def fees_are_paid(facts: Facts, policy: Policy) -> Check:
    """R13. An empty month is not arrears: the register does not know, and the reviewer is told so."""
    if facts.archive_type is not ArchiveType.INDIVIDUAL:
        return Check(FeesInArrears, ok=True, remark="单位存档，无需个人缴费")
    if facts.fees_paid_until is None:
        return Check(FeesInArrears, ok=True, remark=FEES_NOT_RECORDED)
    return Check(FeesInArrears, ok=facts.fees_paid_until >= policy.arrears_before, remark="存档费未欠缴")


def still_with_the_unit(facts: Facts, policy: Policy) -> Check:  # noqa: ARG001 - one shape for all rules
    """R14."""
    dismissed = facts.archive_type is ArchiveType.UNIT and facts.dismissed_on is not None
    return Check(DismissedFromUnit, ok=not dismissed, remark="没有解聘记录")


def none_pending(*, pending: bool) -> Check:
    """R15."""
    return Check(AlreadyPending, ok=not pending, remark="没有审核中的同类申请")


def notices(facts: Facts) -> list[str]:
    """What a reviewer must be told although no rule is broken."""
    fees_unknown = facts.archive_type is ArchiveType.INDIVIDUAL and facts.fees_paid_until is None
    found = [FEES_NOT_RECORDED] if fees_unknown else []
    if not facts.archive_number:
        found.append(NUMBER_NOT_RECORDED)
    if (character := may_lack_ink(facts.name)) is not None:
        found.append(MAY_LACK_INK.format(character=named(character)))
    return found
