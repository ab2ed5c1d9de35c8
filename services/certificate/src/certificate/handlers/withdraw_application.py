"""A person takes a pending application back."""

from uuid import UUID

from kernel.contracts.certificate import ApplicationWithdrawn
from kernel.db import Transaction

from certificate.domain.application import Application
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
    tx.publish(
        ApplicationWithdrawn(
            application_id=application.id,
            version=application.version,
            person_id=person_id,
            certificate_type=application.certificate_type.code,
            occurred_at=tx.now,
        )
    )
    await record_audit(
        tx,
        actor=f"person:{person_id}",
        action="application.withdrawn",
        object_id=application.id,
        version=application.version,
    )
    return application
