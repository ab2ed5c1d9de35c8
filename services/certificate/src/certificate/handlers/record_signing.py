"""What signing reports: a signed letter makes a certificate, a failure is shown to staff."""

from kernel.contracts.certificate import CertificateIssued
from kernel.contracts.signing import SigningCompleted, SigningFailed
from kernel.db import Transaction

from certificate.domain.certificate import CertificateState
from certificate.domain.state import State
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificate, Certificates, Signed
from certificate.resources import Resources


class SignatureUnexpected(Exception):
    """A signature for a certificate that we do not know, or a second one with other bytes: somebody must look."""


async def record_signed(event: SigningCompleted, tx: Transaction, resources: Resources) -> None:
    """Enter the signed letter into the register; hearing of the same letter again changes nothing.

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
    await certificates.mark_issued(certificate, signed)
    await _mark_application_issued(certificate, tx, resources)
    tx.publish(
        CertificateIssued(
            certificate_id=certificate.id,
            version=certificate.version + 1,
            application_id=certificate.application_id,
            person_id=certificate.person_id,
            certificate_type=certificate.certificate_type,
            number=str(certificate.number),
            occurred_at=tx.now,
            sha256=event.sha256,
        )
    )


async def _mark_application_issued(certificate: Certificate, tx: Transaction, resources: Resources) -> None:
    applications = Applications(tx, resources.sealer)
    application = await applications.get(certificate.application_id)
    if application.state is State.APPROVED:
        application.mark_issued(at=tx.now)
        await applications.save(application)


async def record_signing_failure(event: SigningFailed, tx: Transaction, resources: Resources) -> None:
    """Note why; the application stays approved, and staff see the reason beside it.

    A failure that is heard of after the letter was signed in another try changes nothing.

    Raises:
        SignatureUnexpected: There is no such certificate.
    """
    certificates = Certificates(tx, resources)
    certificate = await certificates.get_locked(event.certificate_id)
    if certificate is None:
        raise SignatureUnexpected(f"certificate {event.certificate_id} is unknown")
    if certificate.state is not CertificateState.APPROVED:
        return
    await certificates.mark_failed(certificate, code=event.code, at=event.failed_at)
    await record_audit(
        tx,
        actor="system",
        action="signing.failed",
        object_id=certificate.application_id,
        certificate_id=str(certificate.id),
        code=event.code,
    )
