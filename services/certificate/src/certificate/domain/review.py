"""A review: who decides, what they may say, and why they may not."""

from dataclasses import dataclass
from enum import StrEnum

from kernel.errors import DomainError, Kind


class ApplicationAlreadyDecided(DomainError):
    """A second decision."""

    code = "certificate.application.already_decided"
    kind = Kind.CONFLICT
    message = "该申请已经审核，不能重复审核"


class VersionConflict(DomainError):
    """The reviewer has not seen the application as it is now."""

    code = "certificate.application.version_conflict"
    kind = Kind.CONFLICT
    message = "该申请已有变化，请刷新后重新审核"


class OwnApplication(DomainError):
    """Nobody decides on their own application (B9)."""

    code = "certificate.decision.own_application"
    kind = Kind.FORBIDDEN
    message = "不能审核本人的申请"


class AccountClosed(DomainError):
    """Nobody is there any more to get the letter."""

    code = "certificate.application.account_closed"
    kind = Kind.CONFLICT
    message = "申请人已注销账户，不能审核通过"


class ArchiveNotChecked(DomainError):
    """A 政审证明 approved without the word that the archive was read (B10)."""

    code = "certificate.decision.archive_not_checked"
    kind = Kind.INVALID
    message = "审核通过政审证明须确认“已查阅档案，未见异常记载”"


class Decision(StrEnum):
    """What a reviewer may say."""

    APPROVE = "approve"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Who decides; the blind index of their own ID number where the centre has recorded it."""

    username: str
    id_number_index: bytes | None = None
