"""SMS codes over HTTP: tries, guesses at once, limits per phone and ID number."""

import asyncio
from typing import Any

import pytest

pytestmark = pytest.mark.servers


async def test_five_wrong_codes_end_a_code_and_a_new_one_goes_on(world: Any) -> None:
    id_number, phone = world.somebody(), world.phone()
    registration_id = (await world.start(id_number, phone)).body["registration_id"]
    (code,) = await world.sms_codes(phone)
    path = f"/api/registrations/{registration_id}/phone-verification"
    for _ in range(5):
        wrong = await world.post(path, {"code": world.other_code(code)})
        assert (wrong.status, wrong.code, wrong.body["detail"]) == (
            *(422, "identity.code.wrong", "验证码错误，请重新输入"),
        )
    ended = await world.post(path, {"code": code})
    assert (ended.status, ended.code, ended.body["detail"]) == (
        *(422, "identity.code.expired", "验证码已过期，请重新获取"),
    )
    await world.age("sms_code", "created_at", 61)
    assert (await world.post(f"/api/registrations/{registration_id}/codes", {})).status == 202
    assert (await world.verify(registration_id, phone)).status == 200


async def test_an_old_code_has_expired_and_a_replaced_one_too(world: Any) -> None:
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    path = f"/api/registrations/{registration_id}"
    await world.age("sms_code", "expires_at", 300)
    assert (await world.verify(registration_id, phone)).code == "identity.code.expired"

    early = await world.post(f"{path}/codes", {})
    assert (early.status, early.code) == (429, "identity.code.throttled")
    assert 0 < int(early.headers["Retry-After"]) <= 60

    other_phone = world.phone()
    again = await world.post(f"{path}/codes", {"phone": other_phone})
    assert (again.status, again.body) == (202, {"resend_after": 60})
    (old,), (new,) = await world.sms_codes(phone), await world.sms_codes(other_phone)
    if old != new:
        assert (await world.post(f"{path}/phone-verification", {"code": old})).code == "identity.code.wrong"
    assert (await world.post(f"{path}/phone-verification", {"code": new})).status == 200
    assert (await world.post(f"{path}/phone-verification", {"code": new})).code == "identity.registration.wrong_state"
    assert (await world.post(f"{path}/codes", {})).code == "identity.registration.wrong_state"


async def test_of_fifty_guesses_at_once_five_count(world: Any) -> None:
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    (code,) = await world.sms_codes(phone)
    path = f"/api/registrations/{registration_id}/phone-verification"
    guesses = [f"{(int(code) + 1 + n) % 10_000:04d}" for n in range(49)]
    answers = await asyncio.gather(*(world.post(path, {"code": guess}) for guess in [*guesses, code]))
    codes = [answer.code if answer.status != 200 else "right" for answer in answers]
    assert codes.count("right") <= 1
    assert codes.count("identity.code.wrong") + codes.count("right") <= 5
    assert await world.value("SELECT max(tries) FROM sms_code") <= 5


async def _guess_wrong(world: Any, id_number: str, phone: str) -> None:
    """Five wrong guesses at the code of a registration."""
    registration_id = (await world.start(id_number, phone)).body["registration_id"]
    code = (await world.sms_codes(phone))[-1]
    for _ in range(5):
        path = f"/api/registrations/{registration_id}/phone-verification"
        assert (await world.post(path, {"code": world.other_code(code)})).code == "identity.code.wrong"
    await world.age("sms_code", "created_at", 61)


async def test_fifteen_wrong_codes_a_day_are_enough_for_one_id_number_and_phone(world: Any) -> None:
    id_number, phone = world.somebody(), world.phone()
    for _ in range(3):
        await _guess_wrong(world, id_number, phone)
    enough = await world.start(id_number, phone)
    assert (enough.status, enough.code) == (429, "identity.code.throttled")
    await world.age("sms_code", "created_at", 86_400)
    assert (await world.start(id_number, phone)).status == 201


async def test_who_guesses_with_a_phone_of_their_own_shuts_nobody_out(world: Any) -> None:
    id_number, holder, stranger = world.somebody(), world.phone(), world.phone()
    for _ in range(3):
        await _guess_wrong(world, id_number, stranger)
    assert (await world.start(id_number, stranger)).code == "identity.code.throttled"
    registration_id = (await world.start(id_number, holder)).body["registration_id"]
    assert (await world.verify(registration_id, holder)).status == 200


async def test_one_phone_gets_five_codes_an_hour(world: Any) -> None:
    phone = world.phone()
    for _ in range(5):
        assert (await world.start(world.somebody(), phone)).status == 201
        await world.age("sms_code", "created_at", 61)
    sixth = await world.start(world.somebody(), phone)
    assert (sixth.status, sixth.code) == (429, "identity.code.throttled")
    assert int(sixth.headers["Retry-After"]) > 3000


async def test_codes_asked_for_at_once_are_one(world: Any) -> None:
    phone = world.phone()
    answers = await asyncio.gather(*(world.start(world.somebody(), phone) for _ in range(6)))
    assert sorted(answer.status for answer in answers) == [201, 429, 429, 429, 429, 429]
    assert len(await world.sms_codes(phone)) == 1


async def test_one_registration_gets_five_codes_whatever_phones_it_names(world: Any) -> None:
    registration_id = (await world.start(world.somebody(), world.phone())).body["registration_id"]
    path = f"/api/registrations/{registration_id}/codes"
    for _ in range(4):
        assert (await world.post(path, {"phone": world.phone()})).status == 202
    sixth = await world.post(path, {"phone": world.phone()})
    assert (sixth.status, sixth.code) == (429, "identity.code.throttled")
    assert int(sixth.headers["Retry-After"]) > 3000
