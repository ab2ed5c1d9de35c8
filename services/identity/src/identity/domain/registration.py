"""A registration, from the phone to the password (manual 2.1, 2.2); or the way back in when the phone is lost.

    code_sent ──code──> face_pending ──provider──> face_passed ──password──> completed
                          │   ▲  └────────────────> face_in_review ──staff──> face_passed or face_failed
                          │   └──重新验证── face_failed ──manual review──> face_in_review
                          └──provider──> face_failed

A recovery takes the same steps up to the proof and is completed by it: the account has a password already.

Each step gives another half hour, so that a reload or a change of device in between loses nothing.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal
from uuid import UUID

from kernel.errors import DomainError, Kind
from kernel.id_number import IdNumber

from identity.domain.face import Outcome
from identity.domain.phone import Phone

LIFETIME = timedelta(minutes=30)
REVIEW_LIFETIME = timedelta(days=7)
"""How long a registration waits for staff, and after their decision for the password."""

MAX_FACE_ATTEMPTS = 10
"""Face sessions of one registration; providers bill some of the failed ones."""


class State(StrEnum):
    """Where a registration stands; the values are those of the API."""

    CODE_SENT = "code_sent"
    FACE_PENDING = "face_pending"
    FACE_IN_REVIEW = "face_in_review"
    FACE_PASSED = "face_passed"
    FACE_FAILED = "face_failed"
    COMPLETED = "completed"


class Aim(StrEnum):
    """What the steps lead to: a new account, or a new phone for one."""

    REGISTRATION = "registration"
    RECOVERY = "recovery"


class RegistrationNotFound(DomainError):
    """Unknown or run out: not told apart, as the id is the flow's only credential."""

    code = "identity.registration.not_found"
    kind = Kind.NOT_FOUND
    message = "注册信息不存在或已过期，请重新注册"


class RegistrationWrongState(DomainError):
    """The step does not follow the one that was done last."""

    code = "identity.registration.wrong_state"
    kind = Kind.CONFLICT
    message = "当前注册步骤不能进行此操作，请刷新页面后继续"


class TooManyFaceAttempts(DomainError):
    """The registration has had all its face sessions."""

    code = "identity.registration.too_many_face_attempts"
    kind = Kind.TOO_MANY
    message = "人脸核身次数过多，请选择人工核验或稍后重新注册"


@dataclass(slots=True)
class Registration:
    """One attempt to register, or to recover an account (then `person_id` is its).

    Personal data is kept out of its `repr`.
    """

    id: UUID
    state: State
    id_number: IdNumber = field(repr=False)
    phone: Phone = field(repr=False)
    name: str = field(repr=False)
    record_id: UUID
    record_version: int
    agreement_version: str
    agreement_accepted_at: datetime
    expires_at: datetime
    face_attempts: int = 0
    proven_by: Literal["face", "review"] | None = None
    person_id: UUID | None = None
    aim: Aim = Aim.REGISTRATION

    def change_phone(self, phone: Phone) -> None:
        """Take a corrected number; only while its code is being waited for."""
        self._require(State.CODE_SENT)
        self.phone = phone

    def require_waiting_for_code(self) -> None:
        """A code can be sent and entered only before the phone is verified."""
        self._require(State.CODE_SENT)

    def verify_phone(self, at: datetime) -> None:
        """The right code was entered."""
        self._move(State.FACE_PENDING, {State.CODE_SENT}, at)

    def open_face_session(self, at: datetime) -> None:
        """Begin a face check, the first or another one (重新验证, or the QR code ran out)."""
        self._require(State.FACE_PENDING, State.FACE_FAILED)
        if self.face_attempts >= MAX_FACE_ATTEMPTS:
            raise TooManyFaceAttempts(retry_after=int(LIFETIME.total_seconds()))
        self.face_attempts += 1
        self._move(State.FACE_PENDING, {State.FACE_PENDING, State.FACE_FAILED}, at)

    def record_face(self, outcome: Outcome, at: datetime) -> None:
        """What the provider said."""
        self._move(_AFTER_PROVIDER[outcome], {State.FACE_PENDING}, at)
        if self.state is State.FACE_PASSED:
            self.proven_by = "face"
        if self.state is State.FACE_IN_REVIEW:
            self.expires_at = at + REVIEW_LIFETIME

    def ask_for_review(self, at: datetime) -> None:
        """The way round the face check: staff look at the ID card (人工核验)."""
        self._move(State.FACE_IN_REVIEW, {State.FACE_PENDING, State.FACE_FAILED}, at)
        self.expires_at = at + REVIEW_LIFETIME

    def decide_review(self, *, accepted: bool, at: datetime) -> None:
        """What staff said; the person may come back for it days later."""
        self._move(State.FACE_PASSED if accepted else State.FACE_FAILED, {State.FACE_IN_REVIEW}, at)
        self.proven_by = "review" if accepted else None
        self.expires_at = at + REVIEW_LIFETIME

    def complete(self, person_id: UUID, at: datetime) -> None:
        """The password is set, the account exists."""
        self._move(State.COMPLETED, {State.FACE_PASSED}, at)
        self.person_id = person_id

    def require_passed(self) -> None:
        """A password is set only after the face check."""
        self._require(State.FACE_PASSED)

    def require_reviewable(self) -> None:
        """Staff can be asked after the phone and before the proof."""
        self._require(State.FACE_PENDING, State.FACE_FAILED)

    def _require(self, *states: State) -> None:
        if self.state not in states:
            raise RegistrationWrongState

    def _move(self, to: State, allowed: set[State], at: datetime) -> None:
        self._require(*allowed)
        self.state = to
        self.expires_at = max(self.expires_at, at + LIFETIME)


_AFTER_PROVIDER = {
    Outcome.PASSED: State.FACE_PASSED,
    Outcome.FAILED: State.FACE_FAILED,
    Outcome.IN_REVIEW: State.FACE_IN_REVIEW,
}
