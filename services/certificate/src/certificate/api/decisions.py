"""Claims and decisions of reviewers (R17, B9 to B11)."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter
from kernel.auth import NotSignedIn, RoleMissing, StaffClaims
from kernel.clock import now
from kernel.errors import DependencyAway, DomainError
from kernel.http import Answer, Body, Tx, refusals
from kernel.idempotency import REFUSALS
from kernel.problems import Problem, describe
from pydantic import Field, StrictBool, StrictInt

from certificate.api.dependencies import Res, ReviewerDep, ReviewerOnce
from certificate.api.review_answers import ReviewLine, review_line
from certificate.domain.application import Application, ApplicationNotFound, ApplicationWrongState
from certificate.domain.archive_facts import RecordMissing
from certificate.domain.claim import ApplicationClaimed
from certificate.domain.rejection import CommentTooLong, ReasonRequired, ReasonUnknown, Remarks
from certificate.domain.review import (
    AccountClosed,
    ApplicationAlreadyDecided,
    ArchiveNotChecked,
    Decision,
    OwnApplication,
    Reviewer,
    VersionConflict,
)
from certificate.handlers.claim_application import claim_application, release_application
from certificate.handlers.decide_application import DecideApplication, decide_application
from certificate.handlers.decide_many import decide_many

router = APIRouter(prefix="/api/staff/applications", tags=["review"], responses=refusals(NotSignedIn, RoleMissing))

MOST_AT_ONCE: Final = 200
NOT_REVIEWABLE: Final = (
    ApplicationNotFound,
    ApplicationAlreadyDecided,
    ApplicationWrongState,
    ApplicationClaimed,
    VersionConflict,
    RoleMissing,
    OwnApplication,
)


class DecisionBody(Body):
    """A decision on the version of the application that the reviewer looked at; null says nothing."""

    decision: Decision
    version: StrictInt
    reasons: tuple[str, ...] | None = None
    comment: Annotated[str, Field(max_length=10_000)] | None = None  # a bound makes pydantic refuse lone surrogates
    archive_checked: StrictBool | None = None


class DecisionItem(DecisionBody):
    """One decision of many."""

    application_id: UUID


class DecisionsBody(Body):
    """Decisions on many applications."""

    items: Annotated[list[DecisionItem], Field(min_length=1, max_length=MOST_AT_ONCE)]


class DecisionOutcome(Answer):
    """Whether a decision was taken, and why not."""

    application_id: UUID
    ok: bool
    problem: Problem | None = None


class DecisionsAnswer(Answer):
    """What became of each, in the order of the request."""

    items: list[DecisionOutcome]


@router.post("/{application_id}/claim", summary="Claim an application", responses=refusals(*NOT_REVIEWABLE))
async def claim(application_id: UUID, staff: ReviewerDep, tx: Tx, resources: Res) -> ReviewLine:
    """For 15 minutes nobody else decides on it; claiming again begins them anew."""
    return review_line(await claim_application(application_id, _reviewer(staff), tx, resources), tx.now)


@router.delete("/{application_id}/claim", summary="Give a claim back", responses=refusals(*NOT_REVIEWABLE))
async def release(application_id: UUID, staff: ReviewerDep, tx: Tx, resources: Res) -> ReviewLine:
    """Others may claim it or decide at once."""
    return review_line(await release_application(application_id, _reviewer(staff), tx, resources), tx.now)


@router.post(
    "/{application_id}/decision",
    summary="Approve or reject an application",
    responses=refusals(
        *NOT_REVIEWABLE,
        ReasonRequired,
        ReasonUnknown,
        CommentTooLong,
        ArchiveNotChecked,
        AccountClosed,
        RecordMissing,
        DependencyAway,
        *REFUSALS,
    ),
)
async def decide(
    application_id: UUID, body: DecisionBody, staff: ReviewerDep, once: ReviewerOnce, resources: Res
) -> ReviewLine:
    """An approval reserves the certificate's number and sends the letter to be signed.

    When that letter cannot be made (`signing_error`), the approved application may still be rejected, with its version
    of now; its number is not used again.
    """
    command = _command(application_id, body, _reviewer(staff))
    return _line(await decide_application(command, resources, once.keep(_line)))


@router.post("/decisions", summary="Approve or reject many applications", responses=refusals(*REFUSALS))
async def decide_on_many(
    body: DecisionsBody, staff: ReviewerDep, once: ReviewerOnce, resources: Res
) -> DecisionsAnswer:
    """Each by itself: those that are refused come back with their problem and hold no other back."""
    commands = [_readable(item, _reviewer(staff)) for item in body.items]
    refused = await decide_many(commands, resources)
    answer = DecisionsAnswer(
        items=[
            DecisionOutcome(
                application_id=item.application_id, ok=error is None, problem=describe(error) if error else None
            )
            for item, error in zip(body.items, refused, strict=True)
        ]
    )
    async with resources.database.transaction() as tx:
        await once.keep_answer(answer, tx)
    return answer


def _readable(item: DecisionItem, reviewer: Reviewer) -> DecideApplication | DomainError:
    try:
        return _command(item.application_id, item, reviewer)
    except DomainError as refusal:
        return refusal


def _command(application_id: UUID, body: DecisionBody, reviewer: Reviewer) -> DecideApplication:
    return DecideApplication(
        application_id=application_id,
        reviewer=reviewer,
        decision=body.decision,
        version=body.version,
        remarks=Remarks.of(body.reasons or (), body.comment),
        archive_checked=body.archive_checked is True,
    )


def _reviewer(staff: StaffClaims) -> Reviewer:
    return Reviewer(staff.username, bytes.fromhex(staff.own_index) if staff.own_index else None)


def _line(application: Application) -> ReviewLine:
    return review_line(application, now())
