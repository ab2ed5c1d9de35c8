"""A certificate in the register: being signed, issued, and what ends it."""

from datetime import date, timedelta
from enum import StrEnum

from kernel.errors import DomainError, Kind


class CertificateState(StrEnum):
    """Where one revision of a certificate stands; ``APPROVED`` means that it is being signed."""

    APPROVED = "approved"
    ISSUED = "issued"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"

    @property
    def label(self) -> str:
        """What people of the centre call it."""
        return _LABELS[self]


_LABELS = {
    CertificateState.APPROVED: "正在签发",
    CertificateState.ISSUED: "有效",
    CertificateState.REVOKED: "已撤销",
    CertificateState.SUPERSEDED: "已换发",
    CertificateState.EXPIRED: "已过期",
}


class CertificateNotFound(DomainError):
    """No such certificate, or another person's."""

    code = "certificate.certificate.not_found"
    kind = Kind.NOT_FOUND
    message = "没有找到该证明信"


class CertificateNotReady(DomainError):
    """Approved, and not signed yet."""

    code = "certificate.certificate.not_ready"
    kind = Kind.CONFLICT
    message = "证明信正在签发，请稍后下载"


class CertificateRevoked(DomainError):
    """A revoked certificate is not handed out again."""

    code = "certificate.certificate.revoked"
    kind = Kind.CONFLICT
    message = "该证明信已撤销，不能下载。撤销原因：{reason}"


class CertificateWrongState(DomainError):
    """Only a valid certificate is revoked or reissued; a second one to try is told what the first one did."""

    code = "certificate.certificate.wrong_state"
    kind = Kind.CONFLICT
    message = "证明信当前状态为“{state}”，不能进行此操作"


class OwnCertificate(DomainError):
    """Nobody acts on their own certificate (B9)."""

    code = "certificate.certificate.own"
    kind = Kind.FORBIDDEN
    message = "不能办理本人的证明信"


class PageNotFound(DomainError):
    """Beyond the last page."""

    code = "certificate.page.not_found"
    kind = Kind.NOT_FOUND
    message = "证明信没有这一页"


class SignedLetterDamaged(DomainError):
    """The object store holds other bytes than were signed, or none; nothing is handed out."""

    code = "certificate.certificate.damaged"
    kind = Kind.UNAVAILABLE
    message = "证明信文件暂时无法读取，请稍后再试或联系人才中心"


class Status(StrEnum):
    """What a receiver is told."""

    VALID = "valid"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"
    NOT_FOUND = "not_found"

    @property
    def reason(self) -> tuple[str, str]:
        """A code for programs and a sentence for people."""
        return f"certificate.verification.{self}", _SENTENCES[self]


_SENTENCES = {
    Status.VALID: "本中心签发的证明信，在有效期内",
    Status.REVOKED: "本中心签发的证明信，已被撤销",
    Status.SUPERSEDED: "本中心签发的证明信，已被换发的新证明信取代",
    Status.EXPIRED: "本中心签发的证明信，已超过有效期",
    Status.NOT_FOUND: "登记簿中没有与此相符的证明信",
}


def last_valid_day(issued_on: date, days: int | None) -> date | None:
    """The last day on which a certificate may be relied on, by China's calendar; None when there is no such day."""
    return None if days is None else issued_on + timedelta(days=days)


def state_on(today: date, state: CertificateState, valid_until: date | None) -> CertificateState:
    """Where a certificate stands today: an issued one expires by the calendar, whether or not that was noted."""
    lapsed = state is CertificateState.ISSUED and valid_until is not None and today > valid_until
    return CertificateState.EXPIRED if lapsed else state


def status_on(today: date, state: CertificateState, valid_until: date | None) -> Status:
    """What a certificate is worth today; one that is still being signed is not known to anybody yet."""
    match current := state_on(today, state, valid_until):
        case CertificateState.APPROVED:
            return Status.NOT_FOUND
        case CertificateState.ISSUED:
            return Status.VALID
        case _:
            return Status(current.value)
