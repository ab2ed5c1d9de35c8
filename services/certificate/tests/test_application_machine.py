"""No illegal state is reachable, whatever the order of steps."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from certificate.domain.application import Applicant, Application
from certificate.domain.archive_facts import ArchiveType, Facts
from certificate.domain.claim import Claim
from certificate.domain.rejection import Remarks
from certificate.domain.review import Decision, Reviewer
from certificate.domain.rules import Policy
from certificate.domain.state import NEXT, State
from certificate.domain.types import CERTIFICATE_TYPES
from certificate.domain.wording import Wording
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kernel.errors import DomainError

POLICY = Policy(arrears_before="2014-12")
FACTS = Facts(
    name="王某",
    id_number="11010519491231002X",
    sex="女",
    archive_type=ArchiveType.INDIVIDUAL,
    archive_number=None,
    dismissed_on=None,
    fees_paid_until=None,
    version=1,
)
ENDS = [State.REVOKED, State.SUPERSEDED, State.EXPIRED]


class ApplicationLife(RuleBasedStateMachine):
    """Everything that anybody may try, at any moment; a small model says what must come of it."""

    @initialize(kind=st.sampled_from(sorted(CERTIFICATE_TYPES)))
    def submit(self, kind: str) -> None:
        self.now = datetime(2026, 11, 22, tzinfo=UTC)
        self.kind = CERTIFICATE_TYPES[kind]
        self.application = Application.submit(
            uuid4(),
            Applicant(uuid4(), uuid4(), b"holder"),
            self.kind,
            facts=FACTS,
            wording=Wording(),
            letter=None,
            policy=POLICY,
            at=self.now,
        )

    def attempt(self, step: Any, *, to: State, allowed: bool) -> None:
        """Take a step; it must succeed exactly when the model allows it, and else change nothing."""
        before = (self.application.state, self.application.version, len(self.application.steps))
        self.now += timedelta(minutes=1)
        try:
            step()
        except DomainError:
            assert not allowed
            assert (self.application.state, self.application.version, len(self.application.steps)) == before
        else:
            assert allowed
            assert to in NEXT[before[0]]
            assert (self.application.state, self.application.version) == (to, before[1] + 1)

    @rule(
        decision=st.sampled_from(Decision),
        own=st.booleans(),
        stale=st.booleans(),
        reason=st.booleans(),
        checked=st.booleans(),
    )
    def decide(self, decision: Decision, *, own: bool, stale: bool, reason: bool, checked: bool) -> None:
        application = self.application
        approved = decision is Decision.APPROVE
        claim = application.claim
        held = claim is not None and claim.username == "colleague" and self.now + timedelta(minutes=1) < claim.until
        said_enough = (checked or not self.kind.archive_must_be_read) if approved else reason
        self.attempt(
            lambda: application.decide(
                decision,
                reviewer=Reviewer("reviewer", b"holder" if own else None),
                version=application.version - stale,
                remarks=Remarks(("letter_unreadable",) if reason else ()),
                archive_checked=checked,
                at=self.now,
            ),
            to=State.APPROVED if approved else State.REJECTED,
            allowed=application.state is State.SUBMITTED and not own and not stale and said_enough and not held,
        )

    @rule(own=st.booleans(), stale=st.booleans(), reason=st.booleans())
    def reject_unsigned(self, *, own: bool, stale: bool, reason: bool) -> None:
        application = self.application
        self.attempt(
            lambda: application.reject_unsigned(
                reviewer=Reviewer("reviewer", b"holder" if own else None),
                version=application.version - stale,
                remarks=Remarks(("receiver_unclear",) if reason else ()),
                at=self.now,
            ),
            to=State.REJECTED,
            allowed=application.state is State.APPROVED and reason and not own and not stale,
        )

    @rule(username=st.sampled_from(["reviewer", "colleague"]), minutes=st.integers(-5, 20))
    def claim(self, username: str, minutes: int) -> None:
        if self.application.state is State.SUBMITTED:
            self.application.claim = Claim(username, self.now + timedelta(minutes=minutes))

    @rule()
    def withdraw(self) -> None:
        allowed = self.application.state is State.SUBMITTED
        self.attempt(lambda: self.application.withdraw(at=self.now), to=State.WITHDRAWN, allowed=allowed)

    @rule()
    def close(self) -> None:
        allowed = self.application.state in {State.SUBMITTED, State.REJECTED}
        self.attempt(lambda: self.application.close(at=self.now), to=State.WITHDRAWN, allowed=allowed)

    @rule(arrears=st.booleans())
    def resubmit(self, *, arrears: bool) -> None:
        policy = Policy(arrears_before="2014-12")
        facts = Facts(**FACTS.as_json() | {"archive_type": ArchiveType.INDIVIDUAL, "fees_paid_until": "2001-01"})
        self.attempt(
            lambda: self.application.resubmit(
                facts=facts if arrears else FACTS, wording=Wording(), letter=None, policy=policy, at=self.now
            ),
            to=State.SUBMITTED,
            allowed=self.application.state is State.REJECTED and not arrears,
        )

    @rule()
    def sign(self) -> None:
        allowed = self.application.state in {State.APPROVED, State.ISSUED, State.EXPIRED}  # the first time, or anew
        self.attempt(lambda: self.application.mark_issued(at=self.now), to=State.ISSUED, allowed=allowed)

    @rule(state=st.sampled_from(ENDS))
    def end(self, state: State) -> None:
        allowed = self.application.state is State.ISSUED
        self.attempt(lambda: self.application.end(state, actor="system", at=self.now), to=state, allowed=allowed)

    @invariant()
    def the_history_is_whole(self) -> None:
        steps = self.application.steps
        assert [step.version for step in steps] == list(range(1, self.application.version + 1))
        assert steps[0].state is State.SUBMITTED
        assert steps[-1].state is self.application.state
        assert all(later.state in NEXT[earlier.state] for earlier, later in itertools.pairwise(steps))
        decided = [step.state for step in steps if step.state is not State.SUBMITTED]
        assert decided.count(State.APPROVED) <= decided.count(State.REJECTED) + 1
        assert State.REJECTED not in decided[decided.index(State.ISSUED) :] if State.ISSUED in decided else True

    @invariant()
    def only_what_waits_is_claimed(self) -> None:
        assert self.application.claim is None or self.application.state is State.SUBMITTED

    @invariant()
    def the_submission_shown_is_the_latest(self) -> None:
        submissions = [step.at for step in self.application.steps if step.state is State.SUBMITTED]
        assert self.application.submitted_at == submissions[-1]


ApplicationLife.TestCase.settings = settings(max_examples=200, stateful_step_count=50, deadline=None)
TestApplicationLife = ApplicationLife.TestCase
