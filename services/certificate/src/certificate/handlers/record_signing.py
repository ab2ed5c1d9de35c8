"""What signing reports: a signed letter makes a certificate, a failure is shown to staff."""

from dataclasses import replace

from kernel.contracts.certificate import CertificateIssued, CertificateSuperseded
from kernel.contracts.signing import SigningCompleted, SigningFailed
from kernel.db import Transaction

from certificate.domain.application import Application
from certificate.domain.certificate import CertificateState
from certificate.domain.state import State
from certificate.handlers.tell import tell_certificate
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificate, Certificates, Signed
from certificate.repository.revocations import Revocations
from certificate.resources import Resources


class SignatureUnexpected(Exception):
    """A signature for a certificate that we do not know, or a second one with other bytes: somebody must look."""


async def record_signed(event: SigningCompleted, tx: Transaction, resources: Resources) -> None:
    """Enter the signed letter into the register; hearing of the same letter again changes nothing.

    A reissue takes the place of the valid certificate in the same transaction, so that there is one at any time. A
    letter that was revoked while it was being signed, with its application or because that was rejected, is entered as
    revoked, and one that was given up for a later revision as superseded.

    Raises:
        SignatureUnexpected: There is no such certificate, or another letter was entered for it.
    """
    certificates = Certificates(tx, resources)
    certificate = await certificates.get_locked(event.certificate_id)
    if certificate is None:
        raise SignatureUnexpected(f"certificate {event.certificate_id} is unknown")
    signed = Signed(sha256=bytes.fromhex(event.sha256), object_key=event.object_key, size=event.size)
    if certificate.state is not CertificateState.APPROVED:
        if certificate.sha256 != signed.sha256:
            raise SignatureUnexpected(f"certificate {certificate.id} was signed before, with other bytes")
        return
    applications = Applications(tx, resources.sealer)
    application = await applications.get(certificate.application_id)
    if (outlived := await _outlived(certificate, application, tx, resources)) is not None:
        await certificates.mark_signed_in_vain(certificate, signed, outlived)
        await record_audit(tx, actor="system", action="certificate.signed_in_vain", object_id=certificate.id)
        return
    await _supersede(certificate, tx, resources)
    await certificates.mark_issued(certificate, signed)
    application.mark_issued(at=tx.now)
    await applications.save(application)
    tell_certificate(CertificateIssued, certificate, tx, sha256=event.sha256)


async def _outlived(
    certificate: Certificate, application: Application, tx: Transaction, resources: Resources
) -> CertificateState | None:
    """What became of a certificate while its letter was being signed; None when it may be issued."""
    revocation = await Revocations(tx, resources.sealer).find(certificate.id)
    if application.state is State.REVOKED or (revocation is not None and revocation.confirmed_at is not None):
        return CertificateState.REVOKED
    latest = (await Certificates(tx, resources).revisions(application.id))[0]
    return CertificateState.SUPERSEDED if latest.revision > certificate.revision else None


async def _supersede(successor: Certificate, tx: Transaction, resources: Resources) -> None:
    """End the certificate that was valid until now, if there is one; a revocation asked for goes to its successor."""
    certificates = Certificates(tx, resources)
    for current in await certificates.revisions(successor.application_id):
        if current.state is not CertificateState.ISSUED:
            continue
        await certificates.mark_ended(current, CertificateState.SUPERSEDED)
        tell_certificate(CertificateSuperseded, current, tx)
        await record_audit(
            tx, actor="system", action="certificate.superseded", object_id=current.id, successor_id=str(successor.id)
        )
        revocations = Revocations(tx, resources.sealer)
        if (asked := await revocations.find(current.id)) is not None:
            await revocations.add(replace(asked, certificate_id=successor.id))


async def record_signing_failure(event: SigningFailed, tx: Transaction, resources: Resources) -> None:
    """Note why; the application stays approved, and staff see the reason beside it, in the words of signing.

    A failure that is heard of after the letter was signed in another try changes nothing.

    Raises:
        SignatureUnexpected: There is no such certificate.
        SealBroken: The sealed part is not this event's.
    """
    certificates = Certificates(tx, resources)
    certificate = await certificates.get_locked(event.certificate_id)
    if certificate is None:
        raise SignatureUnexpected(f"certificate {event.certificate_id} is unknown")
    if certificate.state is not CertificateState.APPROVED:
        return
    message = resources.event_sealer.open(event, event.details)["message"] if event.details else event.message
    await certificates.mark_failed(certificate, code=event.code, message=message, at=event.failed_at)
    await record_audit(
        tx,
        actor="system",
        action="signing.failed",
        object_id=certificate.application_id,
        certificate_id=str(certificate.id),
        code=event.code,
    )
