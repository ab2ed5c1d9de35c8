"""The review of applications (R17): the list, one application with the record beside it, the letter, the decision."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from kernel.auth import NotSignedIn, RoleMissing, StaffClaims
from kernel.errors import DependencyAway
from kernel.http import Answer, Body, Tx, refusals
from kernel.paging import CursorInvalid, Page, Paging, page
from pydantic import Field

from certificate import queries
from certificate.adapters.letters import read_letter
from certificate.adapters.register import facts_of_record
from certificate.api.answers import ReasonAnswer
from certificate.api.dependencies import Res, ReviewerDep
from certificate.api.review_answers import ReviewDetail, ReviewLine, review_detail, review_line
from certificate.domain.application import (
    ApplicationAlreadyDecided,
    ApplicationNotFound,
    ApplicationWrongState,
    ArchiveNotChecked,
    Decision,
    OwnApplication,
    Reviewer,
    VersionConflict,
)
from certificate.domain.archive_facts import RecordMissing
from certificate.domain.letter import LetterMissing
from certificate.domain.rejection import REASONS, CommentTooLong, ReasonRequired, ReasonUnknown, Remarks
from certificate.domain.state import State
from certificate.domain.types import UnknownCertificateType, certificate_type
from certificate.handlers.decide_application import DecideApplication, decide_application
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit

router = APIRouter(prefix="/api/staff", tags=["review"], responses=refusals(NotSignedIn, RoleMissing))

JPEG: Final = "image/jpeg"
JPEG_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {JPEG: {}}, "description": "The letter as it was re-encoded when it came in."}
}


class ReasonsAnswer(Answer):
    """The list of reasons for a rejection."""

    items: list[ReasonAnswer]


class DecisionBody(Body):
    """A decision on the version of the application that the reviewer looked at."""

    decision: Decision
    version: int
    reasons: tuple[str, ...] = ()
    comment: Annotated[str, Field(max_length=10_000)] | None = None  # a bound makes pydantic refuse lone surrogates
    archive_checked: bool = False


@router.get(
    "/applications",
    summary="List applications for review",
    responses=refusals(UnknownCertificateType, CursorInvalid),
)
async def list_for_review(
    _: ReviewerDep,
    tx: Tx,
    resources: Res,
    paging: Paging,
    state: Annotated[State | None, Query()] = None,
    type_code: Annotated[str | None, Query(alias="certificate_type")] = None,
    sort: Annotated[Literal["newest", "oldest"], Query()] = "newest",
) -> Page[ReviewLine]:
    """By submission time; names are masked."""
    wanted = certificate_type(type_code).code if type_code is not None else None
    rows = await queries.applications_for_review(
        tx, paging, state=state, type_code=wanted, oldest_first=sort == "oldest"
    )
    applications = Applications(tx, resources.sealer)
    return page(
        rows,
        paging,
        item=lambda row: review_line(applications.read(row)),
        key=lambda row: [row["submitted_at"].isoformat(), str(row["id"])],
    )


@router.get(
    "/applications/{application_id}",
    summary="Open an application for review",
    responses=refusals(ApplicationNotFound, DependencyAway),
)
async def read_for_review(application_id: UUID, staff: ReviewerDep, resources: Res) -> ReviewDetail:
    """The facts at submission, the facts now and what differs; opening is audited, as it shows personal data."""
    async with resources.database.transaction() as tx:
        applications = Applications(tx, resources.sealer)
        application = await applications.get(application_id)
        steps = await applications.history(application_id)
        certificate = await queries.latest_certificate(tx, application_id)
        await record_audit(tx, actor=actor_of(staff), action="application.opened", object_id=application_id)
    try:
        record = await facts_of_record(resources, application.applicant.record_id)
    except RecordMissing:
        record = None
    return review_detail(application, steps, record, certificate)


@router.get(
    "/applications/{application_id}/letter",
    summary="Look at the introduction letter",
    response_class=Response,
    responses=JPEG_ANSWER | refusals(ApplicationNotFound, LetterMissing, DependencyAway),
)
async def read_application_letter(application_id: UUID, staff: ReviewerDep, resources: Res) -> Response:
    """The re-encoded picture; looking is audited."""
    async with resources.database.transaction() as tx:
        application = await Applications(tx, resources.sealer).get(application_id)
        if application.letter is None:
            raise LetterMissing
        await record_audit(tx, actor=actor_of(staff), action="letter.opened", object_id=application_id)
    picture = await read_letter(resources, application.letter.key)
    return Response(picture, media_type=JPEG, headers={"Cache-Control": "private, no-store"})


@router.get("/rejection-reasons", summary="List the reasons for a rejection")
async def list_rejection_reasons(_: ReviewerDep) -> ReasonsAnswer:
    """Each with what must be corrected."""
    return ReasonsAnswer(
        items=[ReasonAnswer(code=each.code, label=each.label, field=each.field) for each in REASONS.values()]
    )


@router.post(
    "/applications/{application_id}/decision",
    summary="Approve or reject an application",
    responses=refusals(
        ApplicationNotFound,
        ApplicationAlreadyDecided,
        ApplicationWrongState,
        VersionConflict,
        RoleMissing,
        OwnApplication,
        ReasonRequired,
        ReasonUnknown,
        CommentTooLong,
        ArchiveNotChecked,
        RecordMissing,
        DependencyAway,
    ),
)
async def decide(application_id: UUID, body: DecisionBody, staff: ReviewerDep, resources: Res) -> ReviewLine:
    """An approval reserves the certificate's number and sends the letter to be signed."""
    command = DecideApplication(
        application_id=application_id,
        reviewer=Reviewer(staff.username, bytes.fromhex(staff.own_index) if staff.own_index else None),
        decision=body.decision,
        version=body.version,
        remarks=Remarks.of(body.reasons, body.comment),
        archive_checked=body.archive_checked,
    )
    return review_line(await decide_application(command, resources))


def actor_of(staff: StaffClaims) -> str:
    """A member of staff, as the audit log names them."""
    return f"staff:{staff.username}"
