"""Staff have a letter made anew: the next revision of the same application, with the register's facts of now."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from kernel.clock import china_date
from kernel.contracts.certificate import CertificateReissueRequested
from kernel.db import Transaction

from certificate import queries
from certificate.adapters.register import facts_of_record
from certificate.domain.application import Application
from certificate.domain.archive_facts import Facts
from certificate.domain.certificate import CertificateNotFound, CertificateState, CertificateWrongState, state_on
from certificate.domain.review import Reviewer
from certificate.domain.revocation import ReissueUnderWay, RevocationRequested, stated_reason
from certificate.domain.state import State
from certificate.handlers.revoke_certificate import refuse_own
from certificate.handlers.tell import ask_for_letter
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificate, Certificates
from certificate.repository.revocations import Revocations
from certificate.resources import Resources

Keep = Callable[[Certificate, Transaction], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReissueCertificate:
    """Which certificate, who wants it anew, and why."""

    certificate_id: UUID
    staff: Reviewer
    reason: str


async def reissue_certificate(command: ReissueCertificate, resources: Resources, keep: Keep) -> Certificate:
    """Send a new letter to be signed; the old one is valid until then.

    One that could not be made is given up for the new one: should it be signed after all, it does not count.

    Args:
        command: What is wanted.
        resources: The service's.
        keep: Called with the result in its transaction.

    Returns:
        The certificate that is being signed.

    Raises:
        DomainError: Not found, not valid, being signed already, about to be revoked, one's own, no reason is given, the
            record is gone, or archive is away.
    """
    reason = stated_reason(command.reason)
    async with resources.database.transaction() as tx:
        row = await queries.certificate_by_id(tx, command.certificate_id)
    if row is None:
        raise CertificateNotFound
    facts = await facts_of_record(resources, row["record_id"])
    async with resources.database.transaction() as tx:
        certificate = await Certificates(tx, resources).get_locked(command.certificate_id)
        if certificate is None:
            raise CertificateNotFound
        application = await Applications(tx, resources.sealer).get(certificate.application_id)
        refuse_own(application, command.staff)
        wanted = await _ask_signing(certificate, application, facts, tx, resources)
        asked_by = command.staff.username
        await Revocations(tx, resources.sealer).add_reissue(certificate.id, wanted.id, reason, asked_by)
        await record_audit(
            tx,
            actor=f"staff:{asked_by}",
            action="certificate.reissue_requested",
            object_id=certificate.id,
            successor_id=str(wanted.id),
            revision=wanted.revision,
        )
        await keep(wanted, tx)
    return wanted


async def _ask_signing(
    certificate: Certificate, application: Application, facts: Facts, tx: Transaction, resources: Resources
) -> Certificate:
    await _require_reissuable(certificate, application, tx, resources)
    certificates = Certificates(tx, resources)
    latest = (await certificates.revisions(application.id))[0]
    if latest.state is CertificateState.APPROVED and latest.signing_error is None:
        raise ReissueUnderWay
    approved_at = await Applications(tx, resources.sealer).approved_at(application.id)
    wanted, stated = await certificates.reserve(application, facts, approved_at=approved_at)
    ask_for_letter(CertificateReissueRequested, wanted, application, stated, tx, resources)
    return wanted


async def _require_reissuable(
    certificate: Certificate, application: Application, tx: Transaction, resources: Resources
) -> None:
    """Valid, or approved with a letter that could not be made.

    Raises:
        DomainError: It is neither, or a revocation waits for its confirmation.
    """
    current = state_on(china_date(tx.now), certificate.state, certificate.valid_until)
    failed = certificate.state is CertificateState.APPROVED and certificate.signing_error is not None
    if application.state is State.REVOKED or not (failed or current is CertificateState.ISSUED):
        raise CertificateWrongState(state=current.label)
    revocation = await Revocations(tx, resources.sealer).find(certificate.id)
    if revocation is not None and revocation.confirmed_at is not None:  # rejected as its letter could not be made
        raise CertificateWrongState(state=CertificateState.REVOKED.label)
    if revocation is not None:
        raise RevocationRequested
