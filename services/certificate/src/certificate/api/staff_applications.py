"""The review of applications (R17): the list, one application with the record beside it, the letter."""

from typing import Annotated, Any, Final, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from fastapi.responses import Response
from kernel.auth import NotSignedIn, RoleMissing
from kernel.errors import DependencyAway
from kernel.http import Answer, Tx, refusals
from kernel.paging import CursorInvalid, Page, Paging, page

from certificate import queries
from certificate.adapters.letters import read_letter
from certificate.adapters.register import facts_of_record
from certificate.api.answers import ReasonAnswer
from certificate.api.dependencies import Res, ReviewerDep, actor_of
from certificate.api.review_answers import ReviewDetail, ReviewLine, review_detail, review_line
from certificate.domain.application import ApplicationNotFound
from certificate.domain.archive_facts import RecordMissing
from certificate.domain.letter import LetterMissing
from certificate.domain.rejection import REASONS
from certificate.domain.state import State
from certificate.domain.types import UnknownCertificateType, certificate_type
from certificate.handlers.find_applications import who_is_meant
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
    typed: Annotated[str | None, Query(alias="q", max_length=100)] = None,
    sort: Annotated[Literal["newest", "oldest", "waiting"], Query()] = "newest",
) -> Page[ReviewLine]:
    """By submission time, names masked; ``q`` is a whole ID number, name, certificate number or application id.

    ``waiting`` is ``oldest``: whoever waits longest comes first. A cursor goes on in the order that it was given in.
    """
    wanted = certificate_type(type_code).code if type_code is not None else None
    meant = who_is_meant(typed, resources) if typed and typed.strip() else None
    oldest_first = sort != "newest"
    rows = await queries.applications_for_review(
        tx, paging, state=state, type_code=wanted, meant=meant, oldest_first=oldest_first
    )
    applications = Applications(tx, resources.sealer)
    return page(
        rows,
        paging,
        item=lambda row: review_line(applications.read(row), tx.now),
        key=lambda row: queries.place_in_list(row, oldest_first=oldest_first),
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
    return review_detail(application, steps, record, certificate, tx.now, resources)


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
