"""What identity tells: codes, changed passwords and phones, decided reviews. The phone travels sealed in the event."""

from math import ceil

from kernel.consumer import Consumer, Delivery
from kernel.contracts.identity import CodeRequested, PasswordChanged, PhoneChanged, ReviewDecided
from kernel.events import Event

from kernel import clock
from notification.domain.message import USELESS_AFTER
from notification.domain.templates import TemplateName
from notification.handlers.send_message import Phone, SendMessage, send_message
from notification.resources import Resources

consumer = Consumer(queue="notification.identity", prefetch=100)

# A changed phone and a lost one are proven as at the registration: by a code to the new number.
_CODES = {
    "registration": TemplateName.REGISTRATION_CODE,
    "phone_change": TemplateName.REGISTRATION_CODE,
    "recovery": TemplateName.REGISTRATION_CODE,
    "login": TemplateName.LOGIN_CODE,
    "reset": TemplateName.RESET_CODE,
}


@consumer.on(CodeRequested, transaction="own")
async def send_code(event: CodeRequested, delivery: Delivery) -> None:
    """Send a code while it lives."""
    resources: Resources = delivery.resources
    sealed = resources.events.open(event, event.message)
    left = (event.expires_at - clock.now()).total_seconds()
    await send_message(
        SendMessage(
            template=_CODES[event.purpose],
            about=event.code_id,
            useless_after=event.expires_at,
            phone=_known(str(sealed["phone"])),
            places={"code": str(sealed["code"]), "minutes": str(max(1, ceil(left / 60)))},
        ),
        delivery,
    )


@consumer.on(PasswordChanged, transaction="own")
async def tell_of_changed_password(event: PasswordChanged, delivery: Delivery) -> None:
    """Warn the person, who may not have done it."""
    phone = _sealed_phone(event, event.recipient, delivery.resources)
    useless_after = event.changed_at + USELESS_AFTER
    await send_message(SendMessage(TemplateName.PASSWORD_CHANGED, event.person_id, useless_after, phone), delivery)


@consumer.on(PhoneChanged, transaction="own")
async def tell_of_changed_phone(event: PhoneChanged, delivery: Delivery) -> None:
    """Warn whoever has the old phone, who may not have done it."""
    phone = _sealed_phone(event, event.recipient, delivery.resources)
    useless_after = event.changed_at + USELESS_AFTER
    await send_message(SendMessage(TemplateName.PHONE_CHANGED, event.person_id, useless_after, phone), delivery)


@consumer.on(ReviewDecided, transaction="own")
async def tell_of_decided_review(event: ReviewDecided, delivery: Delivery) -> None:
    """The person goes on where the registration stands; the text does not say how it was decided."""
    phone = _sealed_phone(event, event.recipient, delivery.resources)
    useless_after = event.decided_at + USELESS_AFTER
    command = SendMessage(TemplateName.IDENTITY_REVIEW_DECIDED, event.review_id, useless_after, phone)
    await send_message(command, delivery)


def _sealed_phone(event: Event, sealed: str, resources: Resources) -> Phone:
    return _known(str(resources.events.open(event, sealed)["phone"]))


def _known(phone: str) -> Phone:
    async def answer() -> str:
        return phone

    return answer
