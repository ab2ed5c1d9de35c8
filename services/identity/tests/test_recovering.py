"""A registered person whose phone is lost gets back in with a new one."""

import asyncio
from typing import Any

import pytest
from identity.domain.agreement import CURRENT_VERSION
from kernel.contracts.identity import PhoneChanged
from kernel.sealed import EventSealer

pytestmark = pytest.mark.servers

PATH = "/api/phone-recoveries"


async def recover(world: Any, id_number: str, phone: str, **changes: Any) -> Any:
    return await world.post(PATH, {"id_number": id_number, "phone": phone, **await world.captcha()} | changes)


async def verify(world: Any, recovery_id: str, phone: str) -> Any:
    code = (await world.sms_codes(phone))[-1]
    return await world.post(f"{PATH}/{recovery_id}/phone-verification", {"code": code})


async def begin(world: Any, id_number: str, phone: str) -> tuple[str, str]:
    """A recovery whose phone is verified: its id and its face token."""
    recovery_id = (await recover(world, id_number, phone)).body["registration_id"]
    return recovery_id, (await verify(world, recovery_id, phone)).body["face"]["token"]


async def test_a_face_check_gives_the_account_its_new_phone(world: Any) -> None:
    person, phone = await world.register_person(), world.phone()
    me = await world.sign_in(person)
    started = await recover(world, person.id_number, phone, agreement_version=CURRENT_VERSION)
    recovery_id = started.body["registration_id"]
    assert (started.status, started.body) == (
        *(201, {"registration_id": recovery_id, "state": "code_sent", "resend_after": 60}),
    )
    assert (await world.ask("GET", f"{PATH}/{recovery_id}")).body["state"] == "code_sent"
    verified = await verify(world, recovery_id, phone)
    assert (verified.status, verified.body["state"]) == (200, "face_pending")
    assert (await world.ask("GET", f"{PATH}/{recovery_id}")).body["face"] == verified.body["face"]
    token = verified.body["face"]["token"]
    await world.hand_in(token)
    assert (await world.ask("GET", "/api/me", headers=me)).status == 200
    assert (await world.post(f"/api/face-sessions/{token}/submission")).body["state"] == "passed"

    assert (await world.ask("GET", f"{PATH}/{recovery_id}")).body["state"] == "completed"
    assert (await world.ask("GET", "/api/me", headers=me)).status == 401
    renewed = await world.sign_in(person)
    assert (await world.ask("GET", "/api/me", headers=renewed)).body["phone_masked"] == f"{phone[:3]}****{phone[-4:]}"
    (told,) = await world.published("identity.phone_changed.v1")
    event = PhoneChanged.model_validate(told)
    assert event.recovered
    assert EventSealer(world.settings.event_keys).open(event, event.recipient) == {"phone": person.phone}
    assert len(await world.published("identity.person_registered.v1")) == 1
    assert await world.evidence_objects() == {}
    password = await world.post(f"/api/registrations/{recovery_id}/password", {"password": world.password})
    assert (password.status, password.code) == (409, "identity.registration.wrong_state")


async def test_a_review_gives_it_too_and_a_refusal_does_not(world: Any) -> None:
    person, phone = await world.register_person(), world.phone()
    reviewer = await world.staff("reviewer")
    recovery_id, token = await begin(world, person.id_number, phone)
    await world.inside("PUT", f"/internal/sandbox/face-sessions/{token}/outcome", json={"outcome": "failed"})
    await world.hand_in(token)
    await world.post(f"/api/face-sessions/{token}/submission")
    assert (await world.ask("GET", f"{PATH}/{recovery_id}")).body["state"] == "face_failed"
    for decision, state in (("reject", "face_failed"), ("approve", "completed")):
        assert (await world.ask_for_review(recovery_id, "phone-recoveries")).status == 202
        (item,) = (await world.ask("GET", "/api/staff/identity-reviews", headers=reviewer)).body["items"]
        assert item["aim"] == "recovery"
        assert (await world.inside("GET", f"/internal/persons/{person.person_id}/phone")).body["phone"] == person.phone
        path = f"/api/staff/identity-reviews/{item['review_id']}/decision"
        decided = await world.post(path, {"decision": decision, "reason": "照片不清晰"}, headers=reviewer)
        assert decided.status == 200
        assert (await world.ask("GET", f"{PATH}/{recovery_id}")).body["state"] == state
    assert (await world.inside("GET", f"/internal/persons/{person.person_id}/phone")).body["phone"] == phone


async def test_checks_come_in_the_contracts_order(world: Any) -> None:
    person, phone = await world.register_person(), world.phone()
    assert (await recover(world, person.id_number[:-1], phone)).code == "identity.id_number.invalid"
    assert (await recover(world, person.id_number, "138")).code == "identity.phone.invalid"
    outdated = await recover(world, person.id_number, phone, agreement_version="2020-08-01")
    assert outdated.code == "identity.agreement.outdated"
    wrong = await recover(world, world.somebody(), phone, captcha_answer="no")
    assert (wrong.status, wrong.code) == (422, "identity.captcha.wrong")
    unknown = await recover(world, world.somebody(), phone)
    assert (unknown.status, unknown.code) == (401, "identity.account.unknown")
    assert await world.sms_codes(phone) == []
    assert (await recover(world, person.id_number, phone)).status == 201
    again = await recover(world, person.id_number, phone)
    assert (again.status, again.code) == (429, "identity.code.throttled")


async def test_of_two_recoveries_at_once_both_end_whole(world: Any) -> None:
    person = await world.register_person()
    phones = [world.phone(), world.phone()]
    tokens = []
    for phone in phones:
        _, token = await begin(world, person.id_number, phone)
        await world.hand_in(token)
        tokens.append(token)
    await asyncio.gather(*(world.post(f"/api/face-sessions/{token}/submission") for token in tokens))
    now = (await world.inside("GET", f"/internal/persons/{person.person_id}/phone")).body["phone"]
    assert now in phones
    assert len(await world.published("identity.phone_changed.v1")) == 2


async def test_a_recovery_ends_with_the_account(world: Any) -> None:
    person, phone = await world.register_person(), world.phone()
    recovery_id, token = await begin(world, person.id_number, phone)
    await world.hand_in(token)
    await world.ask("DELETE", "/api/me", headers=await world.sign_in(person))
    assert (await world.post(f"/api/face-sessions/{token}/submission")).status == 404
    assert (await world.ask("GET", f"{PATH}/{recovery_id}")).status == 404


async def test_a_recovery_and_the_closing_of_its_account_at_once_do_not_block_each_other(world: Any) -> None:
    for _ in range(3):
        person = await world.register_person()
        me = await world.sign_in(person)
        _, token = await begin(world, person.id_number, world.phone())
        await world.hand_in(token)
        recovered, closed = await asyncio.gather(
            world.post(f"/api/face-sessions/{token}/submission"), world.ask("DELETE", "/api/me", headers=me)
        )
        assert recovered.status in {200, 401, 404}
        assert closed.status in {204, 401}
