"""A person has closed their account: what nobody has decided, or was sent back to them, is withdrawn."""

from kernel.contracts.certificate import ApplicationWithdrawn
from kernel.contracts.identity import AccountClosed
from kernel.db import Transaction

from certificate.handlers.tell import tell_application
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.closed_accounts import note_closed
from certificate.resources import Resources


async def close_account(event: AccountClosed, tx: Transaction, resources: Resources) -> None:
    """Withdraw; an approved application goes on, as it is decided, and certificates stay in the register."""
    actor = f"person:{event.person_id}"
    await note_closed(tx, event.person_id, event.closed_at)
    await record_audit(tx, actor=actor, action="person.account_closed", object_id=event.person_id)
    applications = Applications(tx, resources.sealer)
    for application in await applications.left_behind(event.person_id):
        application.close(at=tx.now)
        await applications.save(application)
        tell_application(ApplicationWithdrawn, application, tx)
        await record_audit(
            tx, actor=actor, action="application.withdrawn", object_id=application.id, version=application.version
        )
