"""Approved applications whose letter does not come: an alarm, and the same request once more (reliability)."""

import structlog
from kernel.contracts.certificate import ApplicationApproved, CertificateReissueRequested
from kernel.db import Transaction
from sqlalchemy import RowMapping

from certificate.handlers.tell import ask_for_letter
from certificate.repository.applications import Applications
from certificate.repository.certificates import certificate_of
from certificate.repository.letter_facts import numbered, open_letter_facts
from certificate.repository.unsigned import approved_without_certificate, take_overdue
from certificate.resources import Resources

log = structlog.get_logger()


async def request_letters_again(resources: Resources) -> int:
    """Ask signing again for each letter that is overdue, with the very facts of the first time; how many.

    Signing makes one letter of it, however often it is asked. Doing this twice asks once: the next request waits for
    its time, and two workers never take the same one.
    """
    async with resources.database.transaction() as tx:
        rows = await take_overdue(tx, resources.settings.unsigned_seconds)
        for row in rows:
            log.error(
                "certificate.unsigned",
                certificate_id=str(row["id"]),
                application_id=str(row["application_id"]),
                requests=row["requests"],
                signing_error=row["signing_error"],
            )
            await _request(row, tx, resources)
        orphans = await approved_without_certificate(tx)
    for application_id in orphans:
        log.error("application.without_certificate", application_id=str(application_id))
    return len(rows)


async def _request(row: RowMapping, tx: Transaction, resources: Resources) -> None:
    certificate = certificate_of(row)
    application = await Applications(tx, resources.sealer).get(certificate.application_id)
    wanted = ApplicationApproved if certificate.revision == 1 else CertificateReissueRequested
    stated = open_letter_facts(resources, certificate.id, row["letter_facts"])
    stated |= numbered(certificate.number, row["issued_on"], row["valid_until"])
    ask_for_letter(wanted, certificate, application, stated, tx, resources)
