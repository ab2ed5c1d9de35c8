"""A person applies for a certificate (manual 3.3)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from kernel.contracts.certificate import ApplicationSubmitted
from kernel.db import Transaction
from kernel.ids import new_id

from certificate.adapters.letters import Upload, keep_letter
from certificate.adapters.register import facts_of_record
from certificate.domain.application import Applicant, Application
from certificate.domain.archive_facts import Facts
from certificate.domain.certificate_type import CertificateType
from certificate.domain.letter import Letter, LetterRequired
from certificate.domain.rules import AlreadyPending, Policy
from certificate.domain.types import certificate_type
from certificate.domain.wording import Wording
from certificate.handlers.tell import tell_application
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.letter_facts import id_number_index, name_index
from certificate.resources import Resources

Keep = Callable[[Application, Transaction], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitApplication:
    """What a person sent."""

    person_id: UUID
    record_id: UUID
    certificate_type: str
    purpose: str | None
    receiver: str | None
    letter: Upload | None


async def submit_application(command: SubmitApplication, resources: Resources, keep: Keep) -> Application:
    """Apply: the register is asked, the rules are looked at and the letter is kept before the one transaction.

    Args:
        command: What was sent.
        resources: The service's.
        keep: Called in that transaction, keeps the answer for a request that is sent again.

    Raises:
        DomainError: A rule is not met, something is wrong with the form, or archive or the object store is away.
    """
    wanted = certificate_type(command.certificate_type)
    wording = Wording.of(command.purpose, command.receiver)
    facts = await facts_of_record(resources, command.record_id)
    policy = Policy(arrears_before=resources.settings.arrears_before)
    wanted.refuse_unless_allowed(facts, policy)
    letter = await _letter_if_needed(command, wanted, facts, resources)
    async with resources.database.transaction() as tx:
        application = Application.submit(
            new_id(),
            applicant_of(command.person_id, command.record_id, facts, resources),
            wanted,
            facts=facts,
            wording=wording,
            letter=letter,
            policy=policy,
            at=tx.now,
        )
        await Applications(tx, resources.sealer).add(application)
        tell_application(ApplicationSubmitted, application, tx)
        await record_audit(
            tx,
            actor=f"person:{command.person_id}",
            action="application.submitted",
            object_id=application.id,
            version=application.version,
            certificate_type=wanted.code,
        )
        await keep(application, tx)
    return application


def applicant_of(person_id: UUID, record_id: UUID, facts: Facts, resources: Resources) -> Applicant:
    """Who applies, with the blind indexes by which staff find them."""
    return Applicant(
        person_id, record_id, id_number_index(resources, facts.id_number), name_index(resources, facts.name)
    )


async def _letter_if_needed(
    command: SubmitApplication, wanted: CertificateType, facts: Facts, resources: Resources
) -> Letter | None:
    """Keep the letter where one is needed; a picture that nobody asked for is not kept."""
    if not wanted.needs_letter(facts):
        return None
    # Decoding and storing a picture is dear: whoever has one pending hears it before. The constraint still decides.
    async with resources.database.transaction() as tx:
        if await Applications(tx, resources.sealer).has_pending(command.person_id, wanted.code):
            raise AlreadyPending
    if command.letter is None:
        raise LetterRequired(field="letter")
    return await keep_letter(resources, command.person_id, command.letter)
