"""A reviewer claims an application, or gives it back (B9)."""

from datetime import timedelta
from uuid import UUID

from kernel.db import Transaction

from certificate.domain.application import Application
from certificate.domain.claim import Claim
from certificate.domain.review import Reviewer, VersionConflict
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.resources import Resources


async def claim_application(
    application_id: UUID, reviewer: Reviewer, tx: Transaction, resources: Resources
) -> Application:
    """Keep others away from it for a while; whoever holds it already holds it for longer.

    Raises:
        DomainError: Not found, decided, one's own, or claimed by somebody else.
    """
    until = tx.now + timedelta(seconds=resources.settings.claim_seconds)
    application = await _reviewable(application_id, reviewer, tx, resources)
    await _set(application, Claim(reviewer.username, until), reviewer, tx, resources)
    await _audit("application.claimed", application, reviewer, tx)
    return application


async def release_application(
    application_id: UUID, reviewer: Reviewer, tx: Transaction, resources: Resources
) -> Application:
    """Let others work on it; giving back what nobody holds changes nothing.

    Raises:
        DomainError: As for a claim.
    """
    application = await _reviewable(application_id, reviewer, tx, resources)
    held = application.claim is not None and application.claim.username == reviewer.username
    await _set(application, None, reviewer, tx, resources)
    if held:
        await _audit("application.released", application, reviewer, tx)
    return application


async def _reviewable(application_id: UUID, reviewer: Reviewer, tx: Transaction, resources: Resources) -> Application:
    application = await Applications(tx, resources.sealer).get(application_id)
    application.require_reviewable(reviewer, tx.now)
    return application


async def _set(
    application: Application, claim: Claim | None, reviewer: Reviewer, tx: Transaction, resources: Resources
) -> None:
    applications = Applications(tx, resources.sealer)
    if not await applications.set_claim(application, claim, reviewer.username):
        (await applications.get(application.id)).require_reviewable(reviewer, tx.now)
        raise VersionConflict
    application.claim = claim


async def _audit(action: str, application: Application, reviewer: Reviewer, tx: Transaction) -> None:
    await record_audit(
        tx,
        actor=f"staff:{reviewer.username}",
        action=action,
        object_id=application.id,
        version=application.version,
    )
