"""A reviewer claims an application, or gives it back (B9)."""

from datetime import timedelta
from uuid import UUID

from kernel.db import Transaction

from certificate.domain.application import Application, Reviewer, VersionConflict
from certificate.domain.claim import Claim
from certificate.repository.applications import Applications
from certificate.resources import Resources


async def claim_application(
    application_id: UUID, reviewer: Reviewer, tx: Transaction, resources: Resources
) -> Application:
    """Keep others away from it for a while; whoever holds it already holds it for longer.

    Raises:
        DomainError: Not found, decided, one's own, or claimed by somebody else.
    """
    until = tx.now + timedelta(seconds=resources.settings.claim_seconds)
    return await _set(application_id, reviewer, Claim(reviewer.username, until), tx, resources)


async def release_application(
    application_id: UUID, reviewer: Reviewer, tx: Transaction, resources: Resources
) -> Application:
    """Let others work on it; giving back what nobody holds changes nothing.

    Raises:
        DomainError: As for a claim.
    """
    return await _set(application_id, reviewer, None, tx, resources)


async def _set(
    application_id: UUID, reviewer: Reviewer, claim: Claim | None, tx: Transaction, resources: Resources
) -> Application:
    applications = Applications(tx, resources.sealer)
    application = await applications.get(application_id)
    application.require_reviewable(reviewer, tx.now)
    if not await applications.set_claim(application, claim, reviewer.username):
        (await applications.get(application_id)).require_reviewable(reviewer, tx.now)
        raise VersionConflict
    application.claim = claim
    return application
