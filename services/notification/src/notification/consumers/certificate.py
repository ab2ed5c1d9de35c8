"""What certificate tells: how an application and its letter fare. The phone is asked of identity when it is needed."""

from uuid import UUID

import structlog
from kernel.consumer import Consumer, Delivery
from kernel.contracts.certificate import (
    ApplicationApproved,
    ApplicationEvent,
    ApplicationRejected,
    ApplicationResubmitted,
    ApplicationSubmitted,
    ApplicationWithdrawn,
    CertificateEvent,
    CertificateExpired,
    CertificateIssued,
    CertificateRevoked,
    CertificateSuperseded,
)
from kernel.db import Transaction
from kernel.events import Event

from notification.domain.message import USELESS_AFTER
from notification.domain.templates import TemplateName
from notification.handlers.send_message import Phone, SendMessage, send_message
from notification.resources import Resources

log = structlog.get_logger()

consumer = Consumer(queue="notification.certificate", prefetch=100)


@consumer.on(ApplicationSubmitted, transaction="own")
async def tell_of_submission(event: ApplicationSubmitted, delivery: Delivery) -> None:
    """It has arrived."""
    await _send(TemplateName.APPLICATION_RECEIVED, event, event.application_id, delivery)


@consumer.on(ApplicationResubmitted, transaction="own")
async def tell_of_resubmission(event: ApplicationResubmitted, delivery: Delivery) -> None:
    """It has arrived again."""
    await _send(TemplateName.APPLICATION_RECEIVED, event, event.application_id, delivery)


@consumer.on(ApplicationRejected, transaction="own")
async def tell_of_rejection(event: ApplicationRejected, delivery: Delivery) -> None:
    """The reasons are on the page, not in the message."""
    await _send(TemplateName.APPLICATION_REJECTED, event, event.application_id, delivery)


@consumer.on(CertificateIssued, transaction="own")
async def tell_of_issue(event: CertificateIssued, delivery: Delivery) -> None:
    """It can be downloaded."""
    await _send(TemplateName.CERTIFICATE_ISSUED, event, event.certificate_id, delivery)


@consumer.on(CertificateRevoked, transaction="own")
async def tell_of_revocation(event: CertificateRevoked, delivery: Delivery) -> None:
    """It does not count any more."""
    await _send(TemplateName.CERTIFICATE_REVOKED, event, event.certificate_id, delivery)


@consumer.on(ApplicationWithdrawn)
async def note_withdrawal(event: ApplicationWithdrawn, _: Transaction) -> None:
    """The person did it; nobody needs to be told."""
    _note(event, "the person did it")


@consumer.on(ApplicationApproved)
async def note_approval(event: ApplicationApproved, _: Transaction) -> None:
    """The issue follows within seconds, and that is told."""
    _note(event, "the issue follows and is told")


@consumer.on(CertificateSuperseded)
async def note_replacement(event: CertificateSuperseded, _: Transaction) -> None:
    """The issue of the letter that replaces it is told."""
    _note(event, "the issue of the new letter is told")


@consumer.on(CertificateExpired)
async def note_expiry(event: CertificateExpired, _: Transaction) -> None:
    """The end of its validity is printed on it."""
    _note(event, "its end is printed on it")


def _note(event: Event, reason: str) -> None:
    """Nothing is sent, and why not; the inbox row that the kernel writes is the record."""
    log.info("event.noted", event_type=event.routing_key, aggregate_id=event.aggregate_id, reason=reason)


async def _send(
    template: TemplateName, event: ApplicationEvent | CertificateEvent, about: UUID, delivery: Delivery
) -> None:
    phone = _phone_of(event.person_id, delivery.resources)
    await send_message(SendMessage(template, about, event.occurred_at + USELESS_AFTER, phone), delivery)


def _phone_of(person_id: UUID, resources: Resources) -> Phone:
    async def ask() -> str:
        answer = await resources.identity.get(f"/internal/persons/{person_id}/phone")
        return str(answer["phone"])

    return ask
