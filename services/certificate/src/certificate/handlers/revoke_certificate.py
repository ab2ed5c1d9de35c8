"""Staff take a certificate back; with four eyes on, two of them."""

from dataclasses import dataclass, replace
from uuid import UUID

from kernel.clock import china_date
from kernel.contracts.certificate import CertificateRevoked
from kernel.db import Transaction

from certificate.domain.application import Application
from certificate.domain.certificate import (
    CertificateNotFound,
    CertificateState,
    CertificateWrongState,
    OwnCertificate,
    state_on,
)
from certificate.domain.rejection import Remarks
from certificate.domain.review import Reviewer
from certificate.domain.revocation import (
    RevocationNotRequested,
    RevocationRequested,
    SecondPersonNeeded,
    stated_reason,
)
from certificate.domain.state import State
from certificate.handlers.tell import tell_certificate
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificate, Certificates
from certificate.repository.revocations import Revocation, Revocations
from certificate.resources import Resources


@dataclass(frozen=True, slots=True)
class RevocationResult:
    """A certificate and its revocation, asked for or confirmed."""

    certificate: Certificate
    revocation: Revocation


async def ask_for_revocation(
    certificate_id: UUID, staff: Reviewer, reason: str, tx: Transaction, resources: Resources
) -> RevocationResult:
    """Take a certificate back at once, or ask a second member of staff for it.

    Raises:
        DomainError: Not found, not valid, asked for already, one's own, or no reason is given.
    """
    said = stated_reason(reason)
    certificate, application = await valid_certificate(certificate_id, staff, tx, resources)
    revocations = Revocations(tx, resources.sealer)
    asked = await revocations.find(certificate.id)
    two = resources.settings.revoked_by_two
    if asked is not None and two:
        raise RevocationRequested
    if asked is None:
        asked = Revocation(
            certificate_id=certificate.id, reason=said, four_eyes=two, asked_by=staff.username, asked_at=tx.now
        )
        await revocations.add(asked)
    if not two:
        return await _revoke(certificate, application, asked, staff, tx, resources)
    await record_audit(
        tx, actor=f"staff:{staff.username}", action="certificate.revocation_requested", object_id=certificate.id
    )
    return RevocationResult(certificate, asked)


async def confirm_revocation(
    certificate_id: UUID, staff: Reviewer, tx: Transaction, resources: Resources
) -> RevocationResult:
    """Agree to a revocation that somebody else asked for.

    Raises:
        DomainError: Not found, not valid, not asked for, asked for by the same person, or one's own.
    """
    certificate, application = await valid_certificate(certificate_id, staff, tx, resources)
    asked = await Revocations(tx, resources.sealer).find(certificate.id)
    if asked is None:
        raise RevocationNotRequested
    if asked.asked_by == staff.username:
        raise SecondPersonNeeded
    return await _revoke(certificate, application, asked, staff, tx, resources)


async def drop_revocation(certificate_id: UUID, staff: Reviewer, tx: Transaction, resources: Resources) -> None:
    """Take back what was asked for by mistake; whoever should confirm may do so as well.

    Raises:
        DomainError: Not found, not valid, not asked for, or one's own.
    """
    certificate, _ = await valid_certificate(certificate_id, staff, tx, resources)
    revocations = Revocations(tx, resources.sealer)
    asked = await revocations.find(certificate.id)
    if asked is None:
        raise RevocationNotRequested
    await revocations.drop(certificate.id)
    await record_audit(
        tx,
        actor=f"staff:{staff.username}",
        action="certificate.revocation_dropped",
        object_id=certificate.id,
        asked_by=asked.asked_by,
    )


async def valid_certificate(
    certificate_id: UUID, staff: Reviewer, tx: Transaction, resources: Resources
) -> tuple[Certificate, Application]:
    """A certificate that is valid today, locked, with its application.

    Raises:
        DomainError: Not found, not valid, or the member of staff's own.
    """
    certificate = await Certificates(tx, resources).get_locked(certificate_id)
    if certificate is None:
        raise CertificateNotFound
    application = await Applications(tx, resources.sealer).get(certificate.application_id)
    refuse_own(application, staff)
    current = state_on(china_date(tx.now), certificate.state, certificate.valid_until)
    if current is not CertificateState.ISSUED:
        raise CertificateWrongState(state=current.label)
    return certificate, application


def refuse_own(application: Application, staff: Reviewer) -> None:
    """Nobody acts on their own certificate.

    Raises:
        OwnCertificate: It is.
    """
    if staff.id_number_index is not None and staff.id_number_index == application.applicant.id_number_index:
        raise OwnCertificate


async def _revoke(
    certificate: Certificate,
    application: Application,
    asked: Revocation,
    staff: Reviewer,
    tx: Transaction,
    resources: Resources,
) -> RevocationResult:
    certificates, revocations = Certificates(tx, resources), Revocations(tx, resources.sealer)
    four_eyes = asked.asked_by != staff.username
    await revocations.confirm(certificate.id, staff.username, four_eyes=four_eyes)
    confirmed = replace(asked, confirmed_by=staff.username, confirmed_at=tx.now, four_eyes=four_eyes)
    for other in await certificates.revisions(application.id):
        if other.state is CertificateState.APPROVED:  # a reissue on its way to signing ends with its application
            await revocations.add(replace(confirmed, certificate_id=other.id))
    await certificates.mark_ended(certificate, CertificateState.REVOKED)
    actor = f"staff:{staff.username}"
    application.end(State.REVOKED, actor=actor, at=tx.now, remarks=Remarks(comment=asked.reason))
    await Applications(tx, resources.sealer).save(application)
    tell_certificate(CertificateRevoked, certificate, tx)
    await record_audit(
        tx,
        actor=actor,
        action="certificate.revoked",
        object_id=certificate.id,
        application_id=str(application.id),
        asked_by=asked.asked_by,
    )
    return RevocationResult(replace(certificate, state=CertificateState.REVOKED), confirmed)
