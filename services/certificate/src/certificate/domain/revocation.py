"""Taking a certificate back, and having it made anew: what staff must say, and who else must agree."""

from kernel.errors import DomainError, Kind

REASON_LENGTH = 500


class ReasonMissing(DomainError):
    """A revocation or a reissue that does not say why."""

    code = "certificate.revocation.reason_required"
    kind = Kind.INVALID
    message = "请填写原因"


class ReasonTooLong(DomainError):
    """More than a person wants to read."""

    code = "certificate.revocation.reason_too_long"
    kind = Kind.INVALID
    message = "原因不能超过500个字"


class RevocationRequested(DomainError):
    """It was asked for before; a second member of staff must confirm it."""

    code = "certificate.revocation.already_requested"
    kind = Kind.CONFLICT
    message = "该证明信的撤销申请已提交，须由另一名工作人员确认"


class RevocationNotRequested(DomainError):
    """Nothing to confirm."""

    code = "certificate.revocation.not_requested"
    kind = Kind.CONFLICT
    message = "该证明信没有待确认的撤销申请"


class SecondPersonNeeded(DomainError):
    """Four eyes: whoever asked cannot confirm."""

    code = "certificate.revocation.same_person"
    kind = Kind.FORBIDDEN
    message = "撤销须由另一名工作人员确认，不能由申请人本人确认"


class ReissueUnderWay(DomainError):
    """The letter that will take this one's place is being signed."""

    code = "certificate.reissue.under_way"
    kind = Kind.CONFLICT
    message = "该证明信正在重新签发，请等待签发完成"


def stated_reason(text: str) -> str:
    """The reason as it is kept; the person will read it.

    Raises:
        ReasonMissing: Nothing was said.
        ReasonTooLong: It has more than 500 characters.
    """
    stripped = text.strip()
    if not stripped:
        raise ReasonMissing(field="reason")
    if len(stripped) > REASON_LENGTH:
        raise ReasonTooLong(field="reason")
    return stripped
