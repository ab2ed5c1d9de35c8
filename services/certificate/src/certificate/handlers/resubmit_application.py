"""A person corrects a rejected application and sends it in again (R19)."""

from dataclasses import dataclass
from uuid import UUID

from kernel.clock import now
from kernel.contracts.certificate import ApplicationResubmitted

from certificate.adapters.letters import Upload, keep_letter
from certificate.adapters.register import facts_of_record
from certificate.domain.application import Application
from certificate.domain.rules import Policy
from certificate.domain.wording import Wording
from certificate.handlers.submit_application import applicant_of
from certificate.handlers.tell import tell_application
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class ResubmitApplication:
    """What changed; None keeps what was sent before, an empty text takes it away."""

    application_id: UUID
    person_id: UUID
    purpose: str | None
    receiver: str | None
    letter: Upload | None


async def resubmit_application(command: ResubmitApplication, resources: Resources) -> Application:
    """Send it in again, with the register's facts of today.

    Raises:
        DomainError: Not rejected, nothing was changed or corrected, a rule is not met, something is wrong with
            the form, or archive is away.
    """
    async with resources.database.transaction() as tx:
        application = await Applications(tx, resources.sealer).get(command.application_id, of_person=command.person_id)
    application.require_rejected()
    before = application.wording
    wording = Wording.of(
        before.purpose if command.purpose is None else command.purpose,
        before.receiver if command.receiver is None else command.receiver,
    )
    facts = await facts_of_record(resources, application.applicant.record_id)
    if wording == before and command.letter is None:
        application.refuse_unchanged(facts)
    letter = application.letter
    if command.letter is not None and application.certificate_type.needs_letter(facts):
        letter = await keep_letter(resources, command.person_id, command.letter)
    policy = Policy(arrears_before=resources.settings.arrears_before)
    application.applicant = applicant_of(command.person_id, application.applicant.record_id, facts, resources)
    application.resubmit(facts=facts, wording=wording, letter=letter, policy=policy, at=now())
    async with resources.database.transaction() as tx:
        await Applications(tx, resources.sealer).save(application)
        tell_application(ApplicationResubmitted, application, tx)
        await record_audit(
            tx,
            actor=f"person:{command.person_id}",
            action="application.resubmitted",
            object_id=application.id,
            version=application.version,
            changed=list(application.steps[-1].changed),
        )
    return application
