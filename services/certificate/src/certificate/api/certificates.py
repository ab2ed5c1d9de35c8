"""A person's certificates (manual 3.5)."""

from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from fastapi.responses import Response
from kernel.auth import NotSignedIn
from kernel.clock import china_date
from kernel.errors import DependencyAway
from kernel.http import PersonDep, Tx, refusals
from kernel.paging import CursorInvalid, Page, Paging, page

from certificate import queries
from certificate.adapters.signed_letters import read_signed_letter
from certificate.api.answers import CertificateAnswer, certificate_answer
from certificate.api.dependencies import Res
from certificate.domain.certificate import (
    CertificateNotFound,
    CertificateNotReady,
    CertificateRevoked,
    CertificateState,
    SignedLetterDamaged,
)
from certificate.domain.number import CertificateNumber
from certificate.domain.types import certificate_type

log = structlog.get_logger()
router = APIRouter(prefix="/api/me/certificates", tags=["certificates"], responses=refusals(NotSignedIn))

PDF: Final = "application/pdf"
PDF_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PDF: {}}, "description": "The signed PDF; its ETag is the SHA-256 of its bytes."},
    304: {"description": "The asker has it already."},
}


@router.get("", summary="List my certificates", responses=refusals(CursorInvalid))
async def list_mine(person: PersonDep, tx: Tx, paging: Paging) -> Page[CertificateAnswer]:
    """Those that are signed, the latest first."""
    rows = await queries.certificates_of_person(tx, person.person_id, paging)
    today = china_date(tx.now)
    return page(
        rows,
        paging,
        item=lambda row: certificate_answer(row, today),
        key=lambda row: [row["approved_at"].isoformat(), str(row["id"])],
    )


@router.get(
    "/{certificate_id}/pdf",
    summary="Download a certificate",
    response_class=Response,
    responses=PDF_ANSWER
    | refusals(CertificateNotFound, CertificateNotReady, CertificateRevoked, SignedLetterDamaged, DependencyAway),
)
async def download(certificate_id: UUID, request: Request, person: PersonDep, resources: Res) -> Response:
    """The very bytes that were signed."""
    async with resources.database.transaction() as tx:
        row = await queries.certificate_by_id(tx, certificate_id)
    if row is None or row["person_id"] != person.person_id:
        if row is not None:
            log.warning("certificate.withheld", certificate_id=str(certificate_id), person_id=str(person.person_id))
        raise CertificateNotFound
    if row["state"] == CertificateState.APPROVED:
        raise CertificateNotReady
    if row["state"] == CertificateState.REVOKED:
        raise CertificateRevoked
    etag = f'"{row["sha256"].hex()}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == etag:
        return Response(status_code=304, headers=headers)
    pdf = await read_signed_letter(resources, row["object_key"], row["sha256"])
    number = CertificateNumber(row["number_year"], row["number_serial"])
    name = quote(f"{certificate_type(row['certificate_type']).label}_{number}.pdf")
    headers["Content-Disposition"] = f"attachment; filename=\"{number}.pdf\"; filename*=UTF-8''{name}"
    return Response(pdf, media_type=PDF, headers=headers)
