"""Deciding, withdrawing and sending in again (R17, R19, B8 to B10)."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from certificate.domain.application import Application, ApplicationWrongState
from certificate.domain.archive_facts import Facts
from certificate.domain.rejection import CommentTooLong, ReasonRequired, ReasonUnknown, Remarks
from certificate.domain.review import (
    ApplicationAlreadyDecided,
    ArchiveNotChecked,
    Decision,
    OwnApplication,
    Reviewer,
    VersionConflict,
)
from certificate.domain.rules import FeesInArrears, Policy
from certificate.domain.state import State
from certificate.domain.types import POLITICAL_REVIEW
from certificate.domain.wording import Wording

LATER = datetime(2026, 11, 23, 4, tzinfo=UTC)
POLICY = Policy(arrears_before="2014-12")
UNACCEPTABLE = Remarks.of(["letter_unacceptable"], None)


def decide(application: Application, decision: Decision = Decision.APPROVE, **changes: Any) -> None:
    usual: dict[str, Any] = {
        "reviewer": Reviewer("reviewer"),
        "version": application.version,
        "remarks": Remarks(),
        "archive_checked": False,
        "at": LATER,
    }
    application.decide(decision, **usual | changes)


def test_an_approval_is_a_step_in_the_history(application_of: Callable[..., Application]) -> None:
    application = application_of()
    decide(application)
    assert application.state is State.APPROVED
    assert [(step.version, step.state, step.actor) for step in application.steps] == [
        (1, State.SUBMITTED, "person"),
        (2, State.APPROVED, "staff:reviewer"),
    ]


def test_nobody_decides_twice(application_of: Callable[..., Application]) -> None:
    application = application_of()
    decide(application)
    with pytest.raises(ApplicationAlreadyDecided):
        decide(application, Decision.REJECT, remarks=UNACCEPTABLE)


def test_a_stale_version_is_refused(application_of: Callable[..., Application]) -> None:
    application = application_of()
    decide(application, Decision.REJECT, remarks=UNACCEPTABLE)
    application.resubmit(facts=application.facts, wording=Wording(), letter=None, policy=POLICY, at=LATER)
    with pytest.raises(VersionConflict):
        decide(application, version=1)
    decide(application, version=3)


def test_nobody_decides_on_their_own_application(application_of: Callable[..., Application]) -> None:
    with pytest.raises(OwnApplication):
        decide(application_of(index=b"me"), reviewer=Reviewer("reviewer", b"me"))
    decide(application_of(index=b"me"), reviewer=Reviewer("reviewer", b"another"))


def test_a_rejection_says_why(application_of: Callable[..., Application]) -> None:
    with pytest.raises(ReasonRequired):
        decide(application_of(), Decision.REJECT)
    with pytest.raises(ReasonRequired):
        decide(application_of(), Decision.REJECT, remarks=Remarks.of([], "  "))
    decide(application_of(), Decision.REJECT, remarks=Remarks.of([], "请重新上传"))
    application = application_of()
    decide(application, Decision.REJECT, remarks=UNACCEPTABLE)
    assert application.steps[-1].remarks.reasons == ("letter_unacceptable",)


def test_reasons_come_from_the_list_and_comments_are_short() -> None:
    with pytest.raises(ReasonUnknown):
        Remarks.of(["whatever"], None)
    with pytest.raises(CommentTooLong):
        Remarks.of([], "长" * 501)
    assert Remarks.of(["letter_unsealed", "letter_unsealed"], "a").reasons == ("letter_unsealed",)


def test_a_political_review_is_approved_only_after_the_archive_was_read(
    application_of: Callable[..., Application],
) -> None:
    application = application_of(POLITICAL_REVIEW)
    with pytest.raises(ArchiveNotChecked):
        decide(application)
    assert application.state is State.SUBMITTED
    decide(application, archive_checked=True)
    decide(application_of(POLITICAL_REVIEW), Decision.REJECT, remarks=UNACCEPTABLE)


def test_a_pending_application_can_be_withdrawn_and_then_not_be_decided(
    application_of: Callable[..., Application],
) -> None:
    application = application_of()
    application.withdraw(at=LATER)
    with pytest.raises(ApplicationWrongState) as refusal:
        decide(application)
    assert str(refusal.value) == "申请当前状态为“已撤回”，不能进行此操作"


def test_a_decided_application_cannot_be_withdrawn(application_of: Callable[..., Application]) -> None:
    application = application_of()
    decide(application)
    with pytest.raises(ApplicationWrongState):
        application.withdraw(at=LATER)


def test_a_rejected_application_is_sent_in_again_with_todays_facts(
    application_of: Callable[..., Application], facts_of: Callable[..., Facts]
) -> None:
    application = application_of()
    with pytest.raises(ApplicationWrongState):
        application.require_rejected()
    decide(application, Decision.REJECT, remarks=UNACCEPTABLE)
    with pytest.raises(FeesInArrears):
        application.resubmit(
            facts=facts_of(fees_paid_until="2010-01"), wording=Wording(), letter=None, policy=POLICY, at=LATER
        )
    newer = facts_of(archive_number="1", version=2)
    application.resubmit(facts=newer, wording=Wording("入职"), letter=None, policy=POLICY, at=LATER + timedelta(days=1))
    assert application.state is State.SUBMITTED
    assert application.submitted_at == LATER + timedelta(days=1)
    assert application.facts is newer
    assert application.wording.purpose == "入职"
