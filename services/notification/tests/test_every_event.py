"""A table of all events of the system: which message each leads to, or why there is none."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from kernel.contracts import archive, certificate, identity, notification, signing
from kernel.events import Event
from notification.app import service
from notification.domain.templates import TemplateName as T

from kernel import clock

PHONE = "13700137000"

MESSAGES: dict[type[Event], tuple[T, ...]] = {
    identity.CodeRequested: (T.REGISTRATION_CODE, T.LOGIN_CODE, T.RESET_CODE),
    identity.PasswordChanged: (T.PASSWORD_CHANGED,),
    identity.PhoneChanged: (T.PHONE_CHANGED,),
    identity.ReviewDecided: (T.IDENTITY_REVIEW_DECIDED,),
    certificate.ApplicationSubmitted: (T.APPLICATION_RECEIVED,),
    certificate.ApplicationResubmitted: (T.APPLICATION_RECEIVED,),
    certificate.ApplicationRejected: (T.APPLICATION_REJECTED,),
    certificate.CertificateIssued: (T.CERTIFICATE_ISSUED,),
    certificate.CertificateRevoked: (T.CERTIFICATE_REVOKED,),
}
NOTED: dict[type[Event], str] = {
    certificate.ApplicationWithdrawn: "the person did it",
    certificate.ApplicationApproved: "the issue follows and is told",
    certificate.CertificateSuperseded: "the issue of the new letter is told",
    certificate.CertificateExpired: "its end is printed on it",
}
NOT_HEARD: dict[type[Event], str] = {
    identity.AccountClosed: "the page says so, and the phone is not kept",
    identity.PersonRegistered: "the page says 注册成功",
    identity.SessionRevoked: "for the gateways alone",
    identity.EvidenceDeleted: "for the audit log alone",
    identity.StaffActed: "for the audit log alone",
    identity.StaffSignedIn: "for the audit log alone",
    archive.RecordChanged: "the person sees the register's facts on the page",
    archive.ImportCompleted: "the clerk's page tells",
    certificate.CertificateReissueRequested: "the issue of the new letter is told",
    signing.SigningCompleted: "certificate tells of the issue",
    signing.SigningFailed: "an alarm for the staff, not for the person",
    notification.NotificationFailed: "our own",
}


def all_events() -> set[type[Event]]:
    """The contracts' events: whatever has a routing key of its own."""
    modules = (archive, certificate, identity, notification, signing)
    found = {value for module in modules for value in vars(module).values() if isinstance(value, type)}
    return {each for each in found if issubclass(each, Event) and "routing_key" in each.__dict__}


def test_no_event_is_forgotten() -> None:
    assert {*MESSAGES, *NOTED, *NOT_HEARD} == all_events()
    assert len(MESSAGES) + len(NOTED) + len(NOT_HEARD) == len(all_events())
    assert {template for templates in MESSAGES.values() for template in templates} == set(T)
    heard = {each.event for consumer in service.consumers for each in consumer.registrations.values()}
    assert heard == {*MESSAGES, *NOTED}


def event_of(kind: type[Event], desk: Any, person_id: UUID, **fields: Any) -> Event:
    """An event as its service publishes it; fields that it has not are passed over."""
    at = clock.now()
    usual: dict[str, Any] = {
        "application_id": uuid4(),
        "certificate_id": uuid4(),
        "review_id": uuid4(),
        "code_id": uuid4(),
        "person_id": person_id,
        "certificate_type": "custody",
        "number": "ZX-2026-00000123",
        "reasons": ("letter_unclear",),
        "revision": 1,
        "facts": "",
        "sha256": "00" * 32,
        "purpose": "login",
        "accepted": True,
        **dict.fromkeys(("occurred_at", "changed_at", "decided_at"), at),
        "expires_at": at + timedelta(minutes=5),
    }
    values = usual | fields
    known = {name: value for name, value in values.items() if name in kind.model_fields}
    about = known.get(kind.aggregate)
    for sealed in ("message", "recipient"):
        if sealed in kind.model_fields:
            known[sealed] = desk.bus.sealer.seal(kind, about, {"phone": PHONE, "code": "123456"})
    return kind(**known)


CASES = [
    *((kind, {}, templates[0]) for kind, templates in MESSAGES.items() if kind is not identity.CodeRequested),
    (identity.ReviewDecided, {"accepted": False}, T.IDENTITY_REVIEW_DECIDED),
    *(
        (identity.CodeRequested, {"purpose": purpose}, template)
        for purpose, template in (
            ("registration", T.REGISTRATION_CODE),
            ("phone_change", T.REGISTRATION_CODE),
            ("recovery", T.REGISTRATION_CODE),
            ("login", T.LOGIN_CODE),
            ("reset", T.RESET_CODE),
        )
    ),
]


@pytest.mark.servers
async def test_each_event_leads_to_its_message_or_to_none(desk: Any) -> None:
    person_id = desk.phones.person(PHONE)
    async with desk.working():
        sent = {}
        for kind, fields, template in CASES:
            sent[await desk.bus.publish(event_of(kind, desk, person_id, **fields))] = template
        for kind in NOTED:
            await desk.bus.publish(event_of(kind, desk, person_id))

        async def all_done() -> bool:
            rows = await desk.messages()
            noted = await desk.received("notification.certificate")
            told = sum(kind.__module__.endswith(".certificate") for kind, _, _ in CASES)
            return len(rows) == len(CASES) and {row["state"] for row in rows} == {"sent"} and noted == told + len(NOTED)

        await desk.until(all_done)
    assert {row["event_id"]: row["template"] for row in await desk.messages()} == sent
    for kept in await desk.sms(PHONE):
        assert kept["text"].endswith("【示例人才交流服务中心】")
        assert (kept["code"] is None) == (not kept["template"].endswith("_code"))
        assert PHONE not in kept["text"]


@pytest.mark.servers
@pytest.mark.parametrize("accepted", [True, False])
async def test_of_a_review_only_that_it_was_decided_is_told(desk: Any, accepted: bool) -> None:
    async with desk.working():
        await desk.bus.publish(event_of(identity.ReviewDecided, desk, uuid4(), accepted=accepted))

        async def sent() -> bool:
            return [row["state"] for row in await desk.messages()] == ["sent"]

        await desk.until(sent)
    [kept] = await desk.sms(PHONE)
    assert kept["text"] == "您的人工核验已有结果，请返回原办理页面查看。【示例人才交流服务中心】"
