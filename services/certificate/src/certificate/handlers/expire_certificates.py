"""Certificates whose last day is over."""

from uuid import UUID

from kernel.clock import china_date
from kernel.contracts.certificate import CertificateExpired
from kernel.db import Transaction

from certificate.domain.certificate import CertificateState, state_on
from certificate.domain.state import State
from certificate.handlers.tell import tell_certificate
from certificate.repository.applications import Applications
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificates
from certificate.resources import Resources

AT_ONCE = 500


async def expire_certificates(resources: Resources) -> int:
    """Mark those that have expired by China's calendar; each in a transaction of its own, so that none waits long.

    Returns:
        How many were marked; a second worker that looks at the same ones marks none.
    """
    marked = 0
    while True:
        async with resources.database.transaction() as tx:
            lapsed = await Certificates(tx, resources).lapsed(china_date(tx.now), limit=AT_ONCE)
        for certificate_id in lapsed:
            async with resources.database.transaction() as tx:
                marked += await _expire(certificate_id, tx, resources)
        if len(lapsed) < AT_ONCE:
            return marked


async def _expire(certificate_id: UUID, tx: Transaction, resources: Resources) -> bool:
    certificates, applications = Certificates(tx, resources), Applications(tx, resources.sealer)
    certificate = await certificates.get_locked(certificate_id)
    if certificate is None or certificate.state is not CertificateState.ISSUED:
        return False
    if state_on(china_date(tx.now), certificate.state, certificate.valid_until) is not CertificateState.EXPIRED:
        return False
    await certificates.mark_ended(certificate, CertificateState.EXPIRED)
    application = await applications.get(certificate.application_id)
    application.end(State.EXPIRED, actor="system", at=tx.now)
    await applications.save(application)
    tell_certificate(CertificateExpired, certificate, tx)
    await record_audit(tx, actor="system", action="certificate.expired", object_id=certificate.id)
    return True
