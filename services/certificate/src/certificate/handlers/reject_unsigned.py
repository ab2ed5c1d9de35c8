"""A way out when a letter cannot be made: the approved application is rejected, so that the person can correct it."""

from collections.abc import Awaitable, Callable
from uuid import UUID

from kernel.contracts.certificate import ApplicationRejected
from kernel.db import Transaction

from certificate import queries
from certificate.domain.application import Application
from certificate.domain.certificate import CertificateState
from certificate.domain.rejection import Remarks
from certificate.domain.review import ApplicationAlreadyDecided, Reviewer
from certificate.handlers.tell import tell_application
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificate, Certificates
from certificate.repository.revocations import Revocation, Revocations
from certificate.resources import Resources

Keep = Callable[[Application, Transaction], Awaitable[None]]


async def reject_unsigned(
    application_id: UUID, reviewer: Reviewer, version: int, remarks: Remarks, resources: Resources, keep: Keep
) -> Application:
    """Reject an approved application whose letter signing has given up.

    The application is locked as by a signature or a reissue: either the letter is issued and nothing is left to reject,
    or the rejection stands, and a letter signed after all is revoked from its first moment. Its number stays with it.

    Raises:
        DomainError: Its letter is being signed or was signed, a stale version, one's own, or nothing is said.
    """
    async with resources.database.transaction() as tx:
        letters = await _letters_given_up(application_id, tx, resources)
        applications = Applications(tx, resources.sealer)
        application = await applications.get(application_id)
        application.reject_unsigned(reviewer=reviewer, version=version, remarks=remarks, at=tx.now)
        await applications.save(application)
        for letter in letters:
            await _revoke_in_advance(letter, reviewer, remarks, tx, resources)
        tell_application(ApplicationRejected, application, tx, reasons=remarks.reasons)
        await record_audit(
            tx,
            actor=f"staff:{reviewer.username}",
            action="application.rejected",
            object_id=application.id,
            version=application.version,
            reasons=list(remarks.reasons),
            certificate_id=str(letters[0].id),
            signing_error=letters[0].signing_error,
        )
        await keep(application, tx)
    return application


async def _letters_given_up(application_id: UUID, tx: Transaction, resources: Resources) -> list[Certificate]:
    """The application's letters that were never signed, the latest first; the application is locked from now on.

    Raises:
        ApplicationAlreadyDecided: The latest one is signed, or still may be.
    """
    certificates = Certificates(tx, resources)
    latest = await queries.latest_certificate(tx, application_id)
    if latest is None or await certificates.get_locked(latest["id"]) is None:
        raise ApplicationAlreadyDecided
    letters = await certificates.revisions(application_id)
    if letters[0].state is not CertificateState.APPROVED or letters[0].signing_error is None:
        raise ApplicationAlreadyDecided
    return [letter for letter in letters if letter.state is CertificateState.APPROVED]


async def _revoke_in_advance(
    letter: Certificate, reviewer: Reviewer, remarks: Remarks, tx: Transaction, resources: Resources
) -> None:
    """Nobody asks for it again, and it can never be issued; one pair of eyes is enough, as nobody has seen it."""
    name = reviewer.username
    await Revocations(tx, resources.sealer).add(
        Revocation(
            certificate_id=letter.id,
            reason=remarks.text,
            four_eyes=False,
            asked_by=name,
            asked_at=tx.now,
            confirmed_by=name,
            confirmed_at=tx.now,
        )
    )
