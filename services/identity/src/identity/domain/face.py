"""The face check on the phone (manual 2.2): consent, both sides of the ID card, a video, the provider's answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from kernel.errors import DomainError, Kind

LIFETIME = timedelta(minutes=30)
CHECK_TIMEOUT = timedelta(minutes=1)
"""After this long a submission that never came back (a crash, a provider that hangs) may be tried again."""


class Outcome(StrEnum):
    """What a provider can say."""

    PASSED = "passed"
    FAILED = "failed"
    IN_REVIEW = "in_review"


class FaceState(StrEnum):
    """Where a face session stands, as the phone's page sees it."""

    PENDING = "pending"
    PASSED = "passed"
    FAILED = "failed"
    IN_REVIEW = "in_review"


class EvidenceKind(StrEnum):
    """What the person hands in; the values are also the steps' names."""

    ID_CARD_FRONT = "id_card_front"
    ID_CARD_BACK = "id_card_back"
    VIDEO = "video"


class FaceSessionNotFound(DomainError):
    """Unknown, run out, or replaced by a newer one."""

    code = "identity.face_session.not_found"
    kind = Kind.NOT_FOUND
    message = "二维码已失效，请在注册页面重新获取"


class ConsentMissing(DomainError):
    """No picture is taken in before the separate consent to face processing (B1)."""

    code = "identity.face_session.consent_missing"
    kind = Kind.CONFLICT
    message = "请先阅读并同意人脸信息处理告知书"


class EvidenceMissing(DomainError):
    """Submitted before all was handed in; `field` names the first missing step."""

    code = "identity.face_session.evidence_missing"
    kind = Kind.CONFLICT
    message = "请先上传身份证正反面照片并录制视频"


class FaceSessionDecided(DomainError):
    """The provider has answered; a new session is needed for another try."""

    code = "identity.face_session.decided"
    kind = Kind.CONFLICT
    message = "本次核身已提交，请返回注册页面查看结果"


class CheckUnderWay(DomainError):
    """The provider has been asked a moment ago and has not answered yet."""

    code = "identity.face_session.check_under_way"
    kind = Kind.CONFLICT
    message = "正在核实身份，请稍候"


class EvidenceUnreadable(DomainError):
    """No picture (JPEG, PNG) that can be decoded, or one with absurd dimensions."""

    code = "identity.evidence.not_picture"
    kind = Kind.INVALID
    message = "请上传清晰的JPG或PNG格式身份证照片"


class VideoUnreadable(DomainError):
    """Neither MP4 nor MOV nor WebM by its first bytes."""

    code = "identity.evidence.not_video"
    kind = Kind.INVALID
    message = "请上传MP4、MOV或WebM格式的视频"


class EvidenceTooLarge(DomainError):
    """Pictures up to 10 MiB, videos up to 20 MiB."""

    code = "identity.evidence.too_large"
    kind = Kind.TOO_LARGE
    message = "文件过大，请压缩后重新上传"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason for an outcome, with words for the person."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A provider's answer; `reference` is the provider's own id of the check, for disputes."""

    outcome: Outcome
    reasons: tuple[Reason, ...] = ()
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom the provider compares with the authority's data."""

    face_session_id: UUID
    name: str = field(repr=False)
    id_number: str = field(repr=False)


class FaceProvider(Protocol):
    """A provider of face checks: the sandbox's here, Tencent's or Alibaba's in production.

    `name` goes into the records; `stand_in` providers are refused by the production profile.
    """

    name: str
    stand_in: bool

    async def check(self, subject: Subject, evidence: Callable[[EvidenceKind], Awaitable[bytes]]) -> Verdict:
        """Compare; `evidence` loads one piece in clear. Network errors are raised as `DependencyAway`."""
        ...


@dataclass(slots=True)
class FaceSession:
    """One pass through the phone's page."""

    id: UUID
    registration_id: UUID
    expires_at: datetime
    state: FaceState = FaceState.PENDING
    consented_at: datetime | None = None
    submitted_at: datetime | None = None
    handed_in: frozenset[EvidenceKind] = frozenset()
    reasons: tuple[Reason, ...] = ()
    provider: str = ""
    reference: str = ""

    def consent(self, at: datetime) -> None:
        """Record the separate consent; repeating it changes nothing."""
        self._require_pending()
        self.consented_at = self.consented_at or at

    def require_open_for_evidence(self) -> None:
        """Nothing personal is stored before the consent or after the provider's answer."""
        self._require_pending()
        if self.consented_at is None:
            raise ConsentMissing

    def begin_check(self, at: datetime) -> None:
        """Mark that the provider is being asked, once at a time."""
        self.require_open_for_evidence()
        for kind in EvidenceKind:
            if kind not in self.handed_in:
                raise EvidenceMissing(field=kind.value)
        if self.submitted_at is not None and at - self.submitted_at < CHECK_TIMEOUT:
            raise CheckUnderWay
        self.submitted_at = at

    def record(self, verdict: Verdict, provider: str) -> None:
        """Keep the provider's answer, once."""
        self._require_pending()
        self.state = FaceState(verdict.outcome.value)
        self.reasons = verdict.reasons
        self.provider = provider
        self.reference = verdict.reference

    def begin_again(self, at: datetime) -> None:
        """After a failure: the consent and the photos stay, so that only what was wrong is handed in anew."""
        if self.state is not FaceState.FAILED:
            raise FaceSessionDecided
        self.state = FaceState.PENDING
        self.submitted_at = None
        self.reasons = ()
        self.expires_at = at + LIFETIME

    def pass_on_to_staff(self) -> None:
        """The person chose the way round the provider (人工核验)."""
        if self.state not in {FaceState.PENDING, FaceState.FAILED}:
            raise FaceSessionDecided
        self.state = FaceState.IN_REVIEW
        self.reasons = ()

    def steps(self) -> list[tuple[str, bool]]:
        """The steps in their order and whether each is done."""
        done = [("consent", self.consented_at is not None)]
        done += [(kind.value, kind in self.handed_in) for kind in EvidenceKind]
        return [*done, ("submission", self.state is not FaceState.PENDING)]

    def _require_pending(self) -> None:
        if self.state is not FaceState.PENDING:
            raise FaceSessionDecided
