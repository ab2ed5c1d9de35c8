"""The reviewers' queue of manual identity reviews (B1)."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Response
from kernel.auth import NotSignedIn, RoleMissing
from kernel.clock import ChinaTime
from kernel.errors import DependencyAway
from kernel.http import Answer, APIRouter, Body, Tx, refusals
from kernel.id_number import mask_name, mask_phone
from kernel.paging import CursorInvalid, Page, Paging, page
from pydantic import Field, StringConstraints

from identity.api.dependencies import Res, Reviewer, actor
from identity.domain.face import EvidenceKind
from identity.domain.registration import Aim
from identity.domain.review import (
    AskedBy,
    EvidenceNotFound,
    OwnReview,
    ReviewAlreadyDecided,
    ReviewNotFound,
    ReviewReasonRequired,
    ReviewState,
)
from identity.handlers.decide_review import DecideReview, decide_review
from identity.handlers.list_reviews import WaitingReview, list_waiting_reviews
from identity.handlers.reveal_review import reveal_evidence, reveal_review

router = APIRouter(prefix="/api/staff/identity-reviews", tags=["staff"])


class WaitingReviewAnswer(Answer):
    """One in the queue, masked."""

    review_id: UUID
    aim: Aim
    asked_by: AskedBy
    asked_at: ChinaTime
    name_masked: str
    id_number_masked: str


class ReviewAnswer(Answer):
    """What the reviewer compares the pictures with; `evidence` names what can be looked at."""

    review_id: UUID
    aim: Aim
    asked_by: AskedBy
    asked_at: ChinaTime
    name: str
    id_number: str
    phone_masked: str
    evidence: list[EvidenceKind]


class ReviewDecision(Body):
    """A refusal needs a reason, which the person reads."""

    decision: Literal["approve", "reject"] = Field(
        description="`approve` leads to the state `accepted`, `reject` to `refused`"
    )
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] | None = None


class DecidedReviewAnswer(Answer):
    """What came of it."""

    review_id: UUID
    state: ReviewState = Field(description="`accepted` after the decision `approve`, `refused` after `reject`")
    reason: str | None
    decided_at: ChinaTime | None
    decided_by: str | None


def _waiting(review: WaitingReview) -> WaitingReviewAnswer:
    return WaitingReviewAnswer(
        review_id=review.review_id,
        aim=review.aim,
        asked_by=review.asked_by,
        asked_at=review.asked_at,
        name_masked=mask_name(review.name),
        id_number_masked=review.id_number.masked,
    )


@router.get("", summary="Reviews that wait", responses=refusals(NotSignedIn, RoleMissing, CursorInvalid))
async def read_reviews(_: Reviewer, paging: Paging, resources: Res, tx: Tx) -> Page[WaitingReviewAnswer]:
    """The longest waiting first."""
    after = paging.after(1)
    try:
        last = None if after is None else UUID(after[0])
    except ValueError:
        raise CursorInvalid(field="cursor") from None
    reviews = await list_waiting_reviews(last, paging.limit, tx, resources)
    return page(reviews, paging, item=_waiting, key=lambda review: [str(review.review_id)])


@router.get(
    "/{review_id}",
    summary="One review, with the person's data",
    responses=refusals(NotSignedIn, RoleMissing, OwnReview, ReviewNotFound, ReviewAlreadyDecided),
)
async def read_review(review_id: UUID, reviewer: Reviewer, resources: Res, tx: Tx) -> ReviewAnswer:
    """The look is audited."""
    review = await reveal_review(review_id, actor(reviewer), tx, resources)
    return ReviewAnswer(
        review_id=review.review_id,
        aim=review.aim,
        asked_by=review.asked_by,
        asked_at=review.asked_at,
        name=review.name,
        id_number=review.id_number,
        phone_masked=mask_phone(review.phone),
        evidence=list(review.evidence),
    )


@router.get(
    "/{review_id}/evidence/{kind}",
    summary="A picture or video of a review",
    response_class=Response,
    responses={
        200: {"content": {"image/jpeg": {}, "video/mp4": {}, "video/webm": {}, "video/quicktime": {}}},
        **refusals(
            NotSignedIn,
            RoleMissing,
            OwnReview,
            ReviewNotFound,
            ReviewAlreadyDecided,
            EvidenceNotFound,
            DependencyAway,
        ),
    },
)
async def read_evidence(review_id: UUID, kind: EvidenceKind, reviewer: Reviewer, resources: Res) -> Response:
    """The look is audited; nothing of it is kept by the browser."""
    shown = await reveal_evidence(review_id, kind, actor(reviewer), resources)
    return Response(shown.content, media_type=shown.content_type, headers={"Cache-Control": "no-store"})


@router.post(
    "/{review_id}/decision",
    summary="Accept or refuse",
    responses=refusals(NotSignedIn, RoleMissing, OwnReview, ReviewNotFound, ReviewAlreadyDecided, ReviewReasonRequired),
)
async def create_decision(
    review_id: UUID, body: ReviewDecision, reviewer: Reviewer, resources: Res
) -> DecidedReviewAnswer:
    """Once; the person is told by SMS, and the pictures are deleted."""
    command = DecideReview(
        review_id=review_id, accepted=body.decision == "approve", reason=body.reason or "", actor=actor(reviewer)
    )
    review = await decide_review(command, resources)
    return DecidedReviewAnswer(
        review_id=review.id,
        state=ReviewState(review.state),
        reason=review.reason or None,
        decided_at=review.decided_at,
        decided_by=review.decided_by,
    )
