"""What certificate tells: approvals and reissues, for which letters are to be made. Nothing else makes one."""

from kernel.consumer import Consumer, Delivery
from kernel.contracts.certificate import ApplicationApproved, CertificateReissueRequested

from signing.handlers.issue_letter import IssueLetter, issue_letter

consumer = Consumer(queue="signing.certificate", prefetch=2)
"""Two at once: one letter is being made while the other one is on its way to the object store."""


@consumer.on(ApplicationApproved, transaction="own")
async def sign_on_approval(event: ApplicationApproved, delivery: Delivery) -> None:
    """An application was approved."""
    await issue_letter(IssueLetter.from_event(event, delivery.resources), delivery)


@consumer.on(CertificateReissueRequested, transaction="own")
async def sign_on_reissue(event: CertificateReissueRequested, delivery: Delivery) -> None:
    """A new letter is to replace an issued one."""
    await issue_letter(IssueLetter.from_event(event, delivery.resources), delivery)
