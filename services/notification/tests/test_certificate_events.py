"""What people are told about their applications and certificates."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from kernel.contracts import certificate as contract
from kernel.contracts.notification import NotificationFailed
from kernel.events import Event
from notification.consumers.certificate import consumer

from kernel import clock

pytestmark = pytest.mark.servers

PHONE = "13900139000"


def event_of(kind: type[Event], person_id: UUID, **fields: Any) -> Event:
    """An event as certificate publishes it."""
    usual = {
        "application_id": uuid4(),
        "certificate_id": uuid4(),
        "person_id": person_id,
        "certificate_type": "custody",
        "occurred_at": clock.now(),
        "number": "ZX-2026-00000123",
        "reasons": ("letter_unclear",),
        "revision": 1,
        "facts": "",
        "sha256": "00" * 32,
    }
    return kind(**usual | fields)


TOLD: list[tuple[type[Event], str]] = [
    (contract.ApplicationSubmitted, "application_received"),
    (contract.ApplicationResubmitted, "application_received"),
    (contract.ApplicationRejected, "application_rejected"),
    (contract.CertificateIssued, "certificate_issued"),
    (contract.CertificateRevoked, "certificate_revoked"),
]
NOTED: list[type[Event]] = [
    contract.ApplicationWithdrawn,
    contract.ApplicationApproved,
    contract.CertificateSuperseded,
    contract.CertificateExpired,
]


async def until(condition: Any, seconds: float = 20) -> None:
    """Wait for something to come true."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not await condition():
        assert asyncio.get_running_loop().time() < deadline, "it never came true"
        await asyncio.sleep(0.02)


def test_every_event_but_the_request_for_a_letter_has_its_handler() -> None:
    handled = {registration.event for registration in consumer.registrations.values()}
    assert handled == {kind for kind, _ in TOLD} | set(NOTED)


async def test_each_event_leads_to_one_message_however_often_it_comes(desk: Any) -> None:
    person_id = desk.phones.person(PHONE)
    async with desk.working():
        for kind, _ in TOLD:
            await desk.bus.publish(event_of(kind, person_id), times=3)

        async def all_settled() -> bool:
            return [row["state"] for row in await desk.messages()] == ["sent"] * len(TOLD)

        await until(all_settled)
        await asyncio.sleep(1)  # the duplicates come back once from the retry queue
    kept = await desk.sms(PHONE)
    assert sorted(sms["template"] for sms in kept) == sorted(template for _, template in TOLD)
    assert all(sms["code"] is None for sms in kept)


async def test_the_others_are_noted_only(desk: Any) -> None:
    person_id = desk.phones.person(PHONE)
    async with desk.working():
        for kind in NOTED:
            await desk.bus.publish(event_of(kind, person_id), times=2)

        async def all_noted() -> bool:
            return await desk.received("notification.certificate") == len(NOTED)

        await until(all_noted)
    assert await desk.messages() == []


async def test_what_cannot_be_read_becomes_a_dead_letter(desk: Any) -> None:
    async with desk.working():
        await desk.bus.publish_raw(b"[]", contract.CertificateIssued.routing_key)
        await desk.bus.publish_raw(b"{}", contract.ApplicationWithdrawn.routing_key, signature="nobody.00")
        letters = await desk.bus.dead_letters("notification", count=2)
    assert {letter.headers["x-queue"] for letter in letters} == {"notification.certificate"}


async def test_a_person_without_an_account_is_not_told_and_that_is_said(desk: Any) -> None:
    event = event_of(contract.CertificateRevoked, uuid4())
    async with desk.working():
        await desk.bus.publish(event)
        (failed,) = await desk.bus.heard(NotificationFailed)
    assert (str(failed.about), failed.code) == (event.aggregate_id, "notification.person.unknown")


async def test_a_notice_of_yesterday_is_not_sent(desk: Any) -> None:
    person_id = desk.phones.person(PHONE)
    event = event_of(contract.CertificateIssued, person_id, occurred_at=clock.now() - timedelta(hours=25))
    async with desk.working():
        await desk.bus.publish(event)
        (failed,) = await desk.bus.heard(NotificationFailed)
    assert failed.code == "notification.message.too_late"
    assert await desk.sms(PHONE) == []


async def test_while_identity_is_away_the_message_waits(desk: Any) -> None:
    person_id = desk.phones.person(PHONE)
    desk.phones.away = True
    async with desk.working():
        await desk.bus.publish(event_of(contract.CertificateIssued, person_id))

        async def tried() -> bool:
            return desk.phones.asked > 0

        await until(tried)
        desk.phones.away = False

        async def sent() -> bool:
            return [row["state"] for row in await desk.messages()] == ["sent"]

        await until(sent)
    assert [sms["template"] for sms in await desk.sms(PHONE)] == ["certificate_issued"]
