"""All rules before the form is shown, so that nobody fills in a form that will be refused (B6)."""

from dataclasses import dataclass
from uuid import UUID

from certificate.adapters.register import facts_of_record
from certificate.domain.rules import Check, Policy, none_pending
from certificate.domain.types import certificate_type
from certificate.repository.applications import Applications
from certificate.resources import Resources


@dataclass(frozen=True, slots=True)
class Eligibility:
    """Every rule looked at."""

    letter_required: bool
    checks: list[Check]


async def check_eligibility(person_id: UUID, record_id: UUID, type_code: str, resources: Resources) -> Eligibility:
    """Look at the rules of a type for a person.

    Raises:
        DomainError: No such type, the record is gone, or archive is away.
    """
    wanted = certificate_type(type_code)
    facts = await facts_of_record(resources, record_id)
    async with resources.database.transaction() as tx:
        pending = await Applications(tx, resources.sealer).has_pending(person_id, wanted.code)
    checks = wanted.checks(facts, Policy(arrears_before=resources.settings.arrears_before))
    return Eligibility(wanted.needs_letter(facts), [*checks, none_pending(pending=pending)])
