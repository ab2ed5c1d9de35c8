"""The register of certificates for staff: finding one, taking it back, having it made anew."""

from datetime import date
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Query, Response
from kernel.auth import NotSignedIn, RoleMissing, StaffClaims
from kernel.clock import ChinaTime, china_date
from kernel.errors import DependencyAway
from kernel.http import Answer, Body, Tx, refusals
from kernel.id_number import mask_name
from kernel.idempotency import REFUSALS
from kernel.paging import CursorInvalid, Page, Paging, page
from pydantic import Field
from sqlalchemy import RowMapping

from certificate import queries
from certificate.api.dependencies import Res, ReviewerDep, ReviewerOnce
from certificate.domain.archive_facts import RecordMissing
from certificate.domain.certificate import (
    CertificateNotFound,
    CertificateState,
    CertificateWrongState,
    OwnCertificate,
    state_on,
)
from certificate.domain.number import CertificateNumber
from certificate.domain.review import Reviewer, VersionConflict
from certificate.domain.revocation import (
    ReasonMissing,
    ReasonTooLong,
    ReissueUnderWay,
    RevocationNotRequested,
    RevocationRequested,
    SecondPersonNeeded,
)
from certificate.domain.types import certificate_type
from certificate.handlers.find_applications import who_is_meant
from certificate.handlers.reissue_certificate import ReissueCertificate, reissue_certificate
from certificate.handlers.revoke_certificate import (
    RevocationResult,
    ask_for_revocation,
    confirm_revocation,
    drop_revocation,
)
from certificate.repository.certificates import Certificate
from certificate.repository.letter_facts import open_letter_facts
from certificate.repository.revocations import Revocation, Revocations
from certificate.resources import Resources

router = APIRouter(prefix="/api/staff/certificates", tags=["register"], responses=refusals(NotSignedIn, RoleMissing))

CHANGE_REFUSALS: Final = (
    RoleMissing,
    CertificateNotFound,
    CertificateWrongState,
    OwnCertificate,
    RevocationRequested,
    VersionConflict,
    *REFUSALS,
)


SIGNING_FAILED: Final = "签发失败"


class ReasonBody(Body):
    """Why; of a revocation the person is told it."""

    reason: Annotated[str, Field(max_length=10_000)]  # a bound makes pydantic refuse lone surrogates


class RevocationAnswer(Answer):
    """That a certificate is to be taken back; it has happened once it is confirmed."""

    reason: str
    requested_by: str
    requested_at: ChinaTime
    confirmed_by: str | None
    confirmed_at: ChinaTime | None


class RevokedAnswer(Answer):
    """A certificate and its revocation."""

    certificate_id: UUID
    number: str
    state: CertificateState
    revocation: RevocationAnswer


class ReissueAnswer(Answer):
    """The certificate that is being signed; it takes the other one's place when that is done."""

    certificate_id: UUID
    application_id: UUID
    number: str
    revision: int
    state: CertificateState


class RegisterLine(Answer):
    """A certificate in the register; the holder's name is masked."""

    certificate_id: UUID
    application_id: UUID
    number: str
    display_number: str
    revision: int
    certificate_type: str
    label: str
    holder_masked: str
    state: CertificateState
    state_label: str
    submitted_at: ChinaTime
    approved_at: ChinaTime
    issued_at: ChinaTime | None
    valid_until: date | None
    facts_still_hold: bool
    signing_error: str | None
    revocation: RevocationAnswer | None


ASKED_FOR: Final[dict[int | str, dict[str, Any]]] = {
    202: {"model": RevokedAnswer, "description": "Asked for; a second member of staff must confirm it."}
}


@router.get("", summary="Look into the register of certificates", responses=refusals(CursorInvalid))
async def list_certificates(
    _: ReviewerDep,
    tx: Tx,
    resources: Res,
    paging: Paging,
    q: Annotated[
        str | None,
        Query(max_length=100, description="an exact number, an application's id, the holder's ID number or whole name"),
    ] = None,
    state: Annotated[CertificateState | None, Query()] = None,
    to_confirm: Annotated[bool | None, Query(description="whether a revocation waits for a second person")] = None,
) -> Page[RegisterLine]:
    """By approval, the latest first; those that are being signed are ``approved``."""
    today = china_date(tx.now)
    meant = who_is_meant(q, resources) if q and q.strip() else None
    wanted = queries.CertificateFilter(today=today, meant=meant, state=state, to_confirm=to_confirm)
    rows = await queries.certificates_for_staff(tx, paging, wanted)
    revocations = await Revocations(tx, resources.sealer).of_certificates([row["id"] for row in rows])
    return page(
        rows,
        paging,
        item=lambda row: _line(row, revocations.get(row["id"]), today, resources),
        key=lambda row: [row["approved_at"].isoformat(), str(row["id"])],
    )


@router.post(
    "/{certificate_id}/revocation",
    summary="Take a certificate back",
    responses=ASKED_FOR | refusals(*CHANGE_REFUSALS, ReasonMissing, ReasonTooLong),
)
async def revoke(
    certificate_id: UUID,
    body: ReasonBody,
    staff: ReviewerDep,
    once: ReviewerOnce,
    tx: Tx,
    resources: Res,
    response: Response,
) -> RevokedAnswer:
    """At once, or with four eyes on when somebody else has confirmed it."""
    result = await ask_for_revocation(certificate_id, _reviewer(staff), body.reason, tx, resources)
    response.status_code = 202 if result.revocation.confirmed_by is None else 200
    answer = _revoked(result)
    await once.keep_answer(answer, tx, status=response.status_code)
    return answer


@router.delete(
    "/{certificate_id}/revocation",
    status_code=204,
    summary="Drop a revocation that waits for its confirmation",
    responses=refusals(RoleMissing, CertificateNotFound, CertificateWrongState, OwnCertificate, RevocationNotRequested),
)
async def drop(certificate_id: UUID, staff: ReviewerDep, tx: Tx, resources: Res) -> None:
    """By whoever asked, or by whoever will not confirm it."""
    await drop_revocation(certificate_id, _reviewer(staff), tx, resources)


@router.post(
    "/{certificate_id}/revocation/confirmation",
    summary="Confirm that a certificate is taken back",
    responses=refusals(*CHANGE_REFUSALS, RevocationNotRequested, SecondPersonNeeded),
)
async def confirm(
    certificate_id: UUID, staff: ReviewerDep, once: ReviewerOnce, tx: Tx, resources: Res
) -> RevokedAnswer:
    """By another member of staff than the one who asked."""
    answer = _revoked(await confirm_revocation(certificate_id, _reviewer(staff), tx, resources))
    await once.keep_answer(answer, tx)
    return answer


@router.post(
    "/{certificate_id}/reissue",
    status_code=202,
    summary="Have a letter made anew",
    responses=refusals(*CHANGE_REFUSALS, ReissueUnderWay, ReasonMissing, ReasonTooLong, RecordMissing, DependencyAway),
)
async def reissue(
    certificate_id: UUID, body: ReasonBody, staff: ReviewerDep, once: ReviewerOnce, resources: Res
) -> ReissueAnswer:
    """With the register's facts of now; the old letter is valid until the new one is signed."""
    command = ReissueCertificate(certificate_id=certificate_id, staff=_reviewer(staff), reason=body.reason)
    return _reissued(await reissue_certificate(command, resources, once.keep(_reissued, status=202)))


def _reviewer(staff: StaffClaims) -> Reviewer:
    return Reviewer(staff.username, bytes.fromhex(staff.own_index) if staff.own_index else None)


def _line(row: RowMapping, revocation: Revocation | None, today: date, resources: Resources) -> RegisterLine:
    number = CertificateNumber(row["number_year"], row["number_serial"])
    stated = open_letter_facts(resources, row["id"], row["letter_facts"])
    state = state_on(today, CertificateState(row["state"]), row["valid_until"])
    return RegisterLine(
        certificate_id=row["id"],
        application_id=row["application_id"],
        number=str(number),
        display_number=number.display,
        revision=row["revision"],
        certificate_type=row["certificate_type"],
        label=certificate_type(row["certificate_type"]).label,
        holder_masked=mask_name(stated["name"] or ""),
        state=state,
        state_label=SIGNING_FAILED if row["signing_error"] else state.label,
        submitted_at=row["submitted_at"],
        approved_at=row["approved_at"],
        issued_at=row["issued_at"],
        valid_until=row["valid_until"],
        facts_still_hold=row["facts_hold"],
        signing_error=row["signing_error"],
        revocation=_revocation(revocation) if revocation else None,
    )


def _revocation(revocation: Revocation) -> RevocationAnswer:
    return RevocationAnswer(
        reason=revocation.reason,
        requested_by=revocation.asked_by,
        requested_at=revocation.asked_at,
        confirmed_by=revocation.confirmed_by,
        confirmed_at=revocation.confirmed_at,
    )


def _revoked(result: RevocationResult) -> RevokedAnswer:
    certificate = result.certificate
    return RevokedAnswer(
        certificate_id=certificate.id,
        number=str(certificate.number),
        state=certificate.state,
        revocation=_revocation(result.revocation),
    )


def _reissued(certificate: Certificate) -> ReissueAnswer:
    return ReissueAnswer(
        certificate_id=certificate.id,
        application_id=certificate.application_id,
        number=str(certificate.number),
        revision=certificate.revision,
        state=certificate.state,
    )
