"""A person takes a pending application back."""

from uuid import UUID

from kernel.contracts.certificate import ApplicationWithdrawn
from kernel.db import Transaction

from certificate.domain.application import Application
from certificate.handlers.tell import tell_application
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.resources import Resources


async def withdraw_application(
    application_id: UUID, person_id: UUID, tx: Transaction, resources: Resources
) -> Application:
    """Withdraw.

    Raises:
        DomainError: There is none such of this person, or it is decided.
    """
    applications = Applications(tx, resources.sealer)
    application = await applications.get(application_id, of_person=person_id)
    application.withdraw(at=tx.now)
    await applications.save(application)
    tell_application(ApplicationWithdrawn, application, tx)
    await record_audit(
        tx,
        actor=f"person:{person_id}",
        action="application.withdrawn",
        object_id=application.id,
        version=application.version,
    )
    return application
