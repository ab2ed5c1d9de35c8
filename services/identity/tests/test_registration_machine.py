"""No order of steps leads a registration anywhere but along its drawing."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from identity.domain.face import Outcome
from identity.domain.phone import Phone
from identity.domain.registration import (
    LIFETIME,
    MAX_FACE_ATTEMPTS,
    Registration,
    RegistrationWrongState,
    State,
    TooManyFaceAttempts,
)
from kernel.id_number import IdNumber

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)

NEXT = {
    State.CODE_SENT: {"change_phone": State.CODE_SENT, "verify_phone": State.FACE_PENDING},
    State.FACE_PENDING: {
        "open_face_session": State.FACE_PENDING,
        "passed": State.FACE_PASSED,
        "failed": State.FACE_FAILED,
        "in_review": State.FACE_IN_REVIEW,
        "ask_for_review": State.FACE_IN_REVIEW,
    },
    State.FACE_FAILED: {"open_face_session": State.FACE_PENDING, "ask_for_review": State.FACE_IN_REVIEW},
    State.FACE_IN_REVIEW: {"accept": State.FACE_PASSED, "refuse": State.FACE_FAILED},
    State.FACE_PASSED: {"complete": State.COMPLETED},
    State.COMPLETED: {},
}


class RegistrationMachine(RuleBasedStateMachine):
    """Every step in every state: allowed ones lead on, others change nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOON
        self.registration = Registration(
            id=uuid4(),
            state=State.CODE_SENT,
            id_number=IdNumber.parse("11010519491231002X"),
            phone=Phone("13800138000"),
            name="冯海峰",
            record_id=uuid4(),
            record_version=1,
            agreement_version="2026-11-22",
            agreement_accepted_at=NOON,
            expires_at=NOON + LIFETIME,
        )
        self.sessions = 0

    @rule(step=st.sampled_from(sorted({step for steps in NEXT.values() for step in steps})))
    def take(self, step: str) -> None:
        self.now += timedelta(minutes=1)
        before = self.registration.state
        expected = NEXT[before].get(step)
        try:
            self._do(step)
        except RegistrationWrongState:
            assert expected is None
            assert self.registration.state is before
        except TooManyFaceAttempts:
            assert step == "open_face_session"
            assert self.registration.face_attempts == self.sessions == MAX_FACE_ATTEMPTS
        else:
            assert self.registration.state is expected
            self.sessions += step == "open_face_session"
            if step != "change_phone":
                assert self.registration.expires_at >= self.now + LIFETIME

    def _do(self, step: str) -> None:
        registration = self.registration
        match step:
            case "change_phone":
                registration.change_phone(Phone("13900139000"))
            case "verify_phone":
                registration.verify_phone(self.now)
            case "open_face_session":
                registration.open_face_session(self.now)
            case "ask_for_review":
                registration.ask_for_review(self.now)
            case "accept" | "refuse":
                registration.decide_review(accepted=step == "accept", at=self.now)
            case "complete":
                registration.complete(uuid4(), self.now)
            case outcome:
                registration.record_face(Outcome(outcome), self.now)

    @invariant()
    def nobody_is_completed_without_proof(self) -> None:
        done = self.registration.state in {State.FACE_PASSED, State.COMPLETED}
        assert done == (self.registration.proven_by is not None)
        assert (self.registration.state is State.COMPLETED) == (self.registration.person_id is not None)

    @invariant()
    def nothing_personal_is_printed(self) -> None:
        printed = repr(self.registration)
        assert "冯海峰" not in printed
        assert "11010519491231002X" not in printed
        assert str(self.registration.phone) not in printed


TestRegistrationMachine = RegistrationMachine.TestCase
TestRegistrationMachine.settings = settings(max_examples=100, stateful_step_count=40, deadline=None)
