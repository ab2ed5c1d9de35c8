"""Codes and notices that identity asks for."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from kernel.contracts.identity import CodeRequested, PasswordChanged, PhoneChanged, ReviewDecided
from kernel.contracts.notification import NotificationFailed
from kernel.events import Event
from notification.domain.sms import SmsProviderAway, SmsRefused

from kernel import clock

pytestmark = pytest.mark.servers

SOON = timedelta(minutes=5)


def phone() -> str:
    return f"138{uuid4().int % 10**8:08d}"


async def settled(desk: Any, count: int = 1) -> list[Any]:
    """The messages, when ``count`` are there and none is being sent."""
    for _ in range(1000):
        rows = await desk.messages()
        if len(rows) >= count and all(row["state"] != "sending" for row in rows):
            return rows
        await asyncio.sleep(0.02)
    raise AssertionError([dict(row) for row in rows])


@pytest.mark.parametrize(
    ("purpose", "template"),
    [
        ("registration", "registration_code"),
        ("recovery", "registration_code"),
        ("phone_change", "registration_code"),
        ("login", "login_code"),
        ("reset", "reset_code"),
    ],
)
async def test_a_code_is_sent_by_its_purpose(desk: Any, purpose: str, template: str) -> None:
    to = phone()
    async with desk.working():
        await desk.bus.publish(desk.code_requested(to, "0427", purpose=purpose, expires_at=clock.now() + SOON))
        (row,) = await settled(desk)
    assert (row["state"], row["template"], row["provider"]) == ("sent", template, "sandbox")
    (kept,) = await desk.sms(to)
    assert (kept["phone"], kept["template"], kept["code"]) == (to, template, "0427")
    assert "验证码0427，5分钟内有效" in kept["text"]
    assert kept["sent_at"].endswith("+08:00")
    assert await desk.sms(phone()) == []


async def test_the_newest_message_comes_first(desk: Any) -> None:
    to = phone()
    async with desk.working():
        for count, code in enumerate(("1111", "2222", "3333"), start=1):
            await desk.bus.publish(desk.code_requested(to, code, purpose="login", expires_at=clock.now() + SOON))
            await settled(desk, count)
    assert [kept["code"] for kept in await desk.sms(to)] == ["3333", "2222", "1111"]


def notices(desk: Any, to: str) -> list[Event]:
    """Each event of identity's that leads to a message."""
    person_id, review_id, at = uuid4(), uuid4(), clock.now()
    seal = desk.bus.sealer.seal
    return [
        desk.code_requested(to, "123456", purpose="reset", expires_at=at + SOON),
        PasswordChanged(person_id=person_id, changed_at=at, recipient=seal(PasswordChanged, person_id, {"phone": to})),
        PhoneChanged(person_id=person_id, changed_at=at, recipient=seal(PhoneChanged, person_id, {"phone": to})),
        ReviewDecided(
            review_id=review_id,
            accepted=True,
            decided_at=at,
            recipient=seal(ReviewDecided, review_id, {"phone": to}),
        ),
    ]


async def test_a_duplicate_sends_nothing(desk: Any) -> None:
    to = phone()
    async with desk.working():
        for event in notices(desk, to):
            message_id = await desk.bus.publish(event, times=3)
            await settled(desk)
            await desk.bus.publish(event, message_id=message_id)
        await settled(desk, 4)
        await asyncio.sleep(1)  # the duplicates come back once from the retry queue
    templates = sorted(kept["template"] for kept in await desk.sms(to))
    assert templates == ["identity_review_decided", "password_changed", "phone_changed", "reset_code"]


async def test_what_cannot_be_read_or_was_forged_becomes_a_dead_letter(desk: Any) -> None:
    to = phone()
    event = desk.code_requested(to, "1234", purpose="login", expires_at=clock.now() + SOON)
    swapped = desk.code_requested(to, "9999", purpose="login", expires_at=clock.now() + SOON)
    async with desk.working():
        await desk.bus.publish_raw(b"not an envelope", CodeRequested.routing_key)
        await desk.bus.publish_raw(b"{}", CodeRequested.routing_key, signature="test.00")
        await desk.bus.publish(event.model_copy(update={"message": swapped.message}))
        await desk.bus.publish(event)
        assert len(await desk.bus.dead_letters("notification", count=3)) == 3
        await settled(desk)
    assert [kept["code"] for kept in await desk.sms(to)] == ["1234"]


async def test_a_late_code_is_not_sent_and_identity_is_told(desk: Any) -> None:
    to = phone()
    event = desk.code_requested(to, "1234", purpose="login", expires_at=clock.now() - timedelta(seconds=1))
    async with desk.working():
        await desk.bus.publish(event, times=2)
        (failed,) = await desk.bus.heard(NotificationFailed)
        (row,) = await settled(desk)
    assert (failed.about, failed.template, failed.code) == (
        event.code_id,
        "login_code",
        "notification.message.too_late",
    )
    assert (row["id"], row["state"], row["failure"]) == (failed.message_id, "failed", failed.code)
    assert await desk.sms(to) == []


async def test_a_provider_that_is_away_is_asked_again(desk: Any) -> None:
    to = phone()
    desk.provider.outcomes = [SmsProviderAway("busy"), SmsProviderAway("busy")]
    async with desk.working(scripted=True):
        await desk.bus.publish(desk.code_requested(to, "1234", purpose="login", expires_at=clock.now() + SOON))
        (row,) = await settled(desk)
    assert (row["state"], row["tries"], row["provider_reference"]) == ("sent", 3, "scripted-1")
    (sms,) = desk.provider.taken
    assert (sms.phone, sms.code, sms.reference) == (to, "1234", row["id"])


async def test_a_refusal_is_final_and_identity_is_told(desk: Any) -> None:
    desk.provider.outcomes = [SmsRefused("blocked")]
    event = desk.code_requested(phone(), "1234", purpose="registration", expires_at=clock.now() + SOON)
    async with desk.working(scripted=True):
        await desk.bus.publish(event)
        (failed,) = await desk.bus.heard(NotificationFailed)
        (row,) = await settled(desk)
    assert (failed.about, failed.code) == (event.code_id, "notification.provider.refused")
    assert (row["state"], row["tries"]) == ("failed", 1)
    assert desk.provider.taken == []


async def test_a_worker_that_died_while_sending_costs_one_duplicate_at_most(desk: Any) -> None:
    """Given an intent whose worker is gone, the redelivered event waits for its lease to end and then sends."""
    event = desk.code_requested(phone(), "1234", purpose="login", expires_at=clock.now() + SOON)
    async with desk.working(scripted=True):
        message_id = await desk.leave_intent(event, seconds=1.5)
        await desk.bus.publish(event, message_id=message_id)
        await asyncio.sleep(0.7)
        assert desk.provider.taken == []
        (row,) = await settled(desk)
    assert (row["state"], row["tries"], len(desk.provider.taken)) == ("sent", 2, 1)


async def test_phones_and_codes_are_sealed_at_rest(desk: Any) -> None:
    to = phone()
    async with desk.working():
        await desk.bus.publish(desk.code_requested(to, "918273", purpose="login", expires_at=clock.now() + SOON))
        await settled(desk)
    stored = await desk.everything_stored()
    assert "sandbox_sms" in stored
    assert to not in stored
    assert "918273" not in stored


async def test_the_sandbox_path_is_internal(desk: Any) -> None:
    async with desk.api() as client, client.get("/internal/sandbox/sms", params={"phone": phone()}) as answer:
        assert answer.status == 401
