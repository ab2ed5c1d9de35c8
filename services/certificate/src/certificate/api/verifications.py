"""What a receiver asks: is this letter genuine? No login (B15)."""

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from kernel.http import PUBLIC, Answer, Tx, refusals

from certificate.api.dependencies import Res
from certificate.api.verification_upload import REQUEST_BODY, Asked, asked
from certificate.domain.certificate import Status
from certificate.domain.verdict import NOT_PDF, FileTooLarge
from certificate.handlers.verify_certificate import verify_number, verify_sha256

router = APIRouter(prefix="/api/verifications", tags=["verification"])


class ReasonOfVerdict(Answer):
    """Why: a code for programs, a sentence for people."""

    code: str
    message: str


class FileVerdict(Answer):
    """Whether these very bytes were issued here, and what they are worth today.

    ``status`` and ``number`` are null where ``issued`` is false: nothing is known about other people's files.
    """

    issued: bool
    status: Literal[Status.VALID, Status.REVOKED, Status.SUPERSEDED, Status.EXPIRED] | None
    number: str | None
    reasons: list[ReasonOfVerdict]


class LetterVerdict(Answer):
    """What the register says about a number; all but ``status`` is empty unless the check code belongs to it."""

    status: Status
    certificate_type: str | None = None
    label: str | None = None
    issuer: str | None = None
    issued_on: date | None = None
    valid_until: date | None = None
    holder_masked: str | None = None
    facts_still_hold: bool | None = None
    sha256: str | None = None


@router.post(
    "", summary="Verify a file, or its SHA-256", openapi_extra=PUBLIC | REQUEST_BODY, responses=refusals(FileTooLarge)
)
async def verify_file(wanted: Annotated[Asked, Depends(asked)], tx: Tx) -> FileVerdict:
    """By the digest the file itself stays with the asker; an uploaded file is hashed, not parsed, and not kept."""
    found = await verify_sha256(wanted.sha256, tx)
    reasons = [found.status.reason] if wanted.is_pdf is not False else [NOT_PDF, found.status.reason]
    return FileVerdict(
        issued=found.status is not Status.NOT_FOUND,
        status=None if found.status is Status.NOT_FOUND else found.status,
        number=str(found.number) if found.number else None,
        reasons=[ReasonOfVerdict(code=code, message=message) for code, message in reasons],
    )


@router.get("/{number}", summary="Verify a letter by number and check code", openapi_extra=PUBLIC)
async def verify_letter(
    number: str, code: Annotated[str, Query(max_length=40)], tx: Tx, resources: Res
) -> LetterVerdict:
    """A wrong check code is answered as an unknown number is."""
    found = await verify_number(number, code, tx, resources)
    if found is None:
        return LetterVerdict(status=Status.NOT_FOUND)
    return LetterVerdict(
        status=found.status,
        certificate_type=found.certificate_type.code,
        label=found.certificate_type.label,
        issuer=resources.settings.issuer,
        issued_on=found.issued_on,
        valid_until=found.valid_until,
        holder_masked=found.holder_masked,
        facts_still_hold=found.facts_still_hold,
        sha256=found.sha256.hex(),
    )
