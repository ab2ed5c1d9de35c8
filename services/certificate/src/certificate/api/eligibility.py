"""What may be applied for, and whether this person may (B6)."""

from typing import Annotated

from fastapi import APIRouter, Query
from kernel.auth import NotSignedIn
from kernel.errors import DependencyAway
from kernel.http import PUBLIC, Answer, PersonDep, refusals

from certificate.api.dependencies import Res
from certificate.domain.archive_facts import RecordMissing
from certificate.domain.types import CERTIFICATE_TYPES, UnknownCertificateType
from certificate.handlers.check_eligibility import check_eligibility

router = APIRouter(prefix="/api", tags=["applications"])


class TypeAnswer(Answer):
    """A type of certificate."""

    certificate_type: str
    label: str


class TypesAnswer(Answer):
    """All types that can be applied for."""

    items: list[TypeAnswer]


class CheckAnswer(Answer):
    """One rule: ``code`` is the refusal's that it stands for, ``message`` names the remedy when it is not met."""

    code: str
    ok: bool
    message: str


class EligibilityAnswer(Answer):
    """Whether an application would be taken, and whether an introduction letter must come with it."""

    eligible: bool
    letter_required: bool
    checks: list[CheckAnswer]


@router.get("/certificate-types", summary="List the types of certificates", openapi_extra=PUBLIC)
async def list_certificate_types() -> TypesAnswer:
    """The types in the order in which the page shows them."""
    return TypesAnswer(
        items=[TypeAnswer(certificate_type=known.code, label=known.label) for known in CERTIFICATE_TYPES.values()]
    )


@router.get(
    "/me/eligibility",
    summary="Check all rules before the form is shown",
    responses=refusals(NotSignedIn, UnknownCertificateType, RecordMissing, DependencyAway),
)
async def my_eligibility(
    person: PersonDep, resources: Res, certificate_type: Annotated[str, Query()]
) -> EligibilityAnswer:
    """Each rule with whether it is met and what to do if not."""
    found = await check_eligibility(person.person_id, person.record_id, certificate_type, resources)
    return EligibilityAnswer(
        eligible=all(check.ok for check in found.checks),
        letter_required=found.letter_required,
        checks=[CheckAnswer(code=check.code, ok=check.ok, message=check.message) for check in found.checks],
    )
