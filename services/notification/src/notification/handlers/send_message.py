"""Send one message: intent, provider, result.

The provider stands between two short transactions. A worker that dies in between leaves the intent behind; when its
lease has ended, the redelivered event sends once more: at most one duplicate for each crash, never a lost message.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import structlog
from kernel.client import NotThere
from kernel.consumer import Delivery
from kernel.contracts.notification import NotificationFailed
from kernel.errors import DependencyAway

from kernel import clock
from notification.domain.message import PROVIDER_SECONDS, Failure, Intent, Recipient
from notification.domain.sms import Sms, SmsProviderAway, SmsRefused
from notification.domain.templates import TEMPLATES, TemplateName
from notification.queries import recipient_of
from notification.repository import Messages
from notification.resources import Resources

log = structlog.get_logger()

Phone = Callable[[], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class SendMessage:
    """What to send, about what, and how to learn the phone when the time has come.

    Attributes:
        about: the id of what the message is for (a code, an application, a certificate).
        useless_after: from then on the message is not sent any more.
        places: what fills the template; ``code`` among them goes to the provider in a field of its own too.
    """

    template: TemplateName
    about: UUID
    useless_after: datetime
    phone: Phone = field(repr=False)
    places: dict[str, str] = field(repr=False, default_factory=dict)


async def send_message(command: SendMessage, delivery: Delivery) -> None:
    """Send it, or record and publish why not.

    Raises:
        DependencyAway: not now; the event is to be redelivered.
        AlreadyHandled: it was settled before.
    """
    intent = await _take(command, delivery)
    if intent is None:
        return
    if command.useless_after <= clock.now():
        await _fail(intent, command, None, Failure.TOO_LATE, delivery)
        return
    recipient: Recipient | None = None
    try:
        phone = await command.phone()
        recipient = recipient_of(phone, intent.id, delivery.resources)
        reference = await _hand_over(intent, command, phone, delivery.resources)
    except NotThere:
        await _fail(intent, command, recipient, Failure.PERSON_UNKNOWN, delivery)
    except SmsRefused as refusal:
        log.warning("message.refused", sms_id=str(intent.id), reason=refusal.reason)
        await _fail(intent, command, recipient, Failure.PROVIDER_REFUSED, delivery)
    except DependencyAway:
        async with delivery.transaction() as tx:
            await Messages(tx).release(intent.id, recipient)
        raise
    else:
        async with delivery.finish() as tx:
            provider = delivery.resources.provider.name
            await Messages(tx).mark_sent(intent.id, recipient, provider=provider, reference=reference)
        log.info("message.sent", sms_id=str(intent.id), template=command.template.value, tries=intent.tries)


async def _take(command: SendMessage, delivery: Delivery) -> Intent | None:
    async with delivery.transaction() as tx:
        intent = await Messages(tx).take(delivery.message_id, command.template, command.about)
        state = None if intent else await Messages(tx).state_of(delivery.message_id)
    if intent is not None:
        return intent
    if state is not None and state.settled:
        async with delivery.finish():  # a duplicate: the inbox says so
            return None
    raise DependencyAway("the worker that has this message in hand")


async def _hand_over(intent: Intent, command: SendMessage, phone: str, resources: Resources) -> str:
    sms = Sms(
        reference=intent.id,
        phone=phone,
        template=command.template,
        text=TEMPLATES[command.template].fill(resources.settings.sms_signature, **command.places),
        code=command.places.get("code"),
        at=clock.now(),
    )
    try:
        async with asyncio.timeout(PROVIDER_SECONDS):
            return await resources.provider.send(sms)
    except (SmsProviderAway, TimeoutError) as error:
        raise DependencyAway("SMS provider") from error


async def _fail(
    intent: Intent, command: SendMessage, recipient: Recipient | None, failure: Failure, delivery: Delivery
) -> None:
    async with delivery.finish() as tx:
        await Messages(tx).mark_failed(intent.id, recipient, failure)
        tx.publish(
            NotificationFailed(
                message_id=intent.id,
                about=command.about,
                template=command.template.value,
                code=failure.value,
                failed_at=tx.now,
            )
        )
    log.warning("message.failed", sms_id=str(intent.id), template=command.template.value, code=failure.value)
