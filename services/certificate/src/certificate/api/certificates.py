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
from sqlalchemy import RowMapping

from certificate import queries
from certificate.adapters.page_pictures import picture_of_page
from certificate.adapters.signed_letters import read_signed_letter
from certificate.api.answers import CertificateAnswer, certificate_answer
from certificate.api.conditional import etag_matches
from certificate.api.dependencies import Res
from certificate.domain.certificate import (
    CertificateNotFound,
    CertificateNotReady,
    CertificateRevoked,
    CertificateState,
    PageNotFound,
    SignedLetterDamaged,
)
from certificate.domain.number import CertificateNumber
from certificate.domain.types import certificate_type
from certificate.repository.revocations import Revocations
from certificate.resources import Resources

log = structlog.get_logger()
router = APIRouter(prefix="/api/me/certificates", tags=["certificates"], responses=refusals(NotSignedIn))

PDF: Final = "application/pdf"
PNG: Final = "image/png"
KNOWN: Final = {"description": "The asker has it already."}
PDF_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PDF: {}}, "description": "The signed PDF; its ETag is the SHA-256 of its bytes."},
    304: KNOWN,
}
PNG_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {PNG: {}}, "description": "The page at 110 dots an inch."},
    304: KNOWN,
}
FILE_REFUSALS: Final = (
    CertificateNotFound,
    CertificateNotReady,
    CertificateRevoked,
    SignedLetterDamaged,
    DependencyAway,
)


@router.get("", summary="List my certificates", responses=refusals(CursorInvalid))
async def list_mine(person: PersonDep, tx: Tx, paging: Paging, resources: Res) -> Page[CertificateAnswer]:
    """Those that were issued, the latest first."""
    rows = await queries.certificates_of_person(tx, person.person_id, paging)
    today = china_date(tx.now)
    return page(
        rows,
        paging,
        item=lambda row: certificate_answer(row, today, resources),
        key=lambda row: [row["approved_at"].isoformat(), str(row["id"])],
    )


@router.get(
    "/{certificate_id}/pdf",
    summary="Download a certificate",
    response_class=Response,
    responses=PDF_ANSWER | refusals(*FILE_REFUSALS),
)
async def download(certificate_id: UUID, request: Request, person: PersonDep, resources: Res) -> Response:
    """The very bytes that were signed."""
    row = await _handed_out(certificate_id, person.person_id, resources)
    etag = f'"{row["sha256"].hex()}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag_matches(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    number = CertificateNumber(row["number_year"], row["number_serial"])
    name = quote(f"{certificate_type(row['certificate_type']).label}_{number}.pdf")
    headers["Content-Disposition"] = f"attachment; filename=\"{number}.pdf\"; filename*=UTF-8''{name}"
    if request.method == "HEAD":
        return Response(media_type=PDF, headers=headers | {"Content-Length": str(row["size"])})
    pdf = await read_signed_letter(resources, row["object_key"], row["sha256"])
    return Response(pdf, media_type=PDF, headers=headers)


router.add_api_route("/{certificate_id}/pdf", download, methods=["HEAD"], include_in_schema=False)


@router.get(
    "/{certificate_id}/pages/{number}.png",
    summary="Look at a page of a certificate",
    response_class=Response,
    responses=PNG_ANSWER | refusals(*FILE_REFUSALS, PageNotFound),
)
async def look_at_page(
    certificate_id: UUID, number: int, request: Request, person: PersonDep, resources: Res
) -> Response:
    """A picture, for where PDFs cannot be opened (WeChat) and for the preview; pages count from 1."""
    row = await _handed_out(certificate_id, person.person_id, resources)
    etag = f'"{row["sha256"].hex()}-{number}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    picture = await picture_of_page(resources, row["object_key"], row["sha256"], number)
    if etag_matches(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(picture, media_type=PNG, headers=headers)


async def _handed_out(certificate_id: UUID, person_id: UUID, resources: Resources) -> RowMapping:
    """A certificate of this person's whose file may be seen.

    Raises:
        DomainError: Not found, another person's, not signed yet, or revoked.
    """
    async with resources.database.transaction() as tx:
        row = await queries.certificate_by_id(tx, certificate_id)
        if row is None or row["person_id"] != person_id:
            if row is not None:
                log.warning("certificate.withheld", certificate_id=str(certificate_id), person_id=str(person_id))
            raise CertificateNotFound
        if row["state"] == CertificateState.APPROVED:
            raise CertificateNotReady
        if row["state"] == CertificateState.REVOKED:
            revocation = await Revocations(tx, resources.sealer).find(certificate_id)
            raise CertificateRevoked(reason=revocation.reason if revocation else "")
    return row
