"""A reviewer decides (R17, B9, B10, B12)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from kernel.clock import now
from kernel.contracts.certificate import ApplicationApproved, ApplicationRejected
from kernel.db import Transaction

from certificate.adapters.register import facts_of_record
from certificate.domain.application import Application
from certificate.domain.rejection import Remarks
from certificate.domain.review import Decision, Reviewer
from certificate.domain.state import State
from certificate.handlers.reject_unsigned import reject_unsigned
from certificate.handlers.tell import ask_for_letter, tell_application
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificates
from certificate.repository.closed_accounts import refuse_closed
from certificate.resources import Resources

Keep = Callable[[Application, Transaction], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideApplication:
    """What a reviewer said, and on which version of the application."""

    application_id: UUID
    reviewer: Reviewer
    decision: Decision
    version: int
    remarks: Remarks
    archive_checked: bool


async def decide_application(command: DecideApplication, resources: Resources, keep: Keep) -> Application:
    """Decide; an approval gets its number and goes to signing in the same transaction.

    What was approved can still be rejected when its letter cannot be made.

    The letter states the register's facts at the decision. Saving goes by the version that was read, so that no row
    stays locked while archive is asked.

    Args:
        command: What was said.
        resources: The service's.
        keep: Called in that transaction, keeps the answer for a request that is sent again.

    Raises:
        DomainError: Not found, decided already, claimed by somebody else, a stale version, one's own, something unsaid,
            the account closed, or archive is away.
    """
    async with resources.database.transaction() as tx:
        application = await Applications(tx, resources.sealer).get(command.application_id)
    if application.state is State.APPROVED and command.decision is Decision.REJECT:
        return await reject_unsigned(
            application.id, command.reviewer, command.version, command.remarks, resources, keep
        )
    application.decide(
        command.decision,
        reviewer=command.reviewer,
        version=command.version,
        remarks=command.remarks,
        archive_checked=command.archive_checked,
        at=now(),
    )
    approved = application.state is State.APPROVED
    facts = await facts_of_record(resources, application.applicant.record_id) if approved else application.facts
    differing = [difference.field for difference in application.facts.differences(facts)]
    async with resources.database.transaction() as tx:
        await Applications(tx, resources.sealer).save(application, reviewer=command.reviewer.username)
        if approved:
            await refuse_closed(tx, application.applicant.person_id)
            decided_at = application.steps[-1].at
            certificate, stated = await Certificates(tx, resources).reserve(application, facts, approved_at=decided_at)
            ask_for_letter(ApplicationApproved, certificate, application, stated, tx, resources)
        else:
            tell_application(ApplicationRejected, application, tx, reasons=command.remarks.reasons)
        await record_audit(
            tx,
            actor=f"staff:{command.reviewer.username}",
            action=f"application.{application.state}",
            object_id=application.id,
            version=application.version,
            reasons=list(command.remarks.reasons),
            archive_checked=command.archive_checked,
            differing=differing,
        )
        await keep(application, tx)
    return application
