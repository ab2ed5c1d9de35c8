"""Manual 2.3 and 3.1: signing in, the forgotten password, and what ends a session."""

import asyncio
import time
from collections.abc import AsyncIterator

import aiohttp
import pytest
import pytest_asyncio
from cast import Http, archived, refused, registered, status_of
from native.journey import PASSWORD, Client, Person
from native.people import invent

from conftest import System

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]
NEW_PASSWORD = "Sandbox-Person-2"


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def rested(system: System) -> AsyncIterator[list[tuple[Person, float]]]:
    """Two people who registered first; a minute later their phones may get another code."""
    async with aiohttp.ClientSession(system.address, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield [(person, time.monotonic() + 61) for person in await registered(session, 2)]


async def next_rested(people: list[tuple[Person, float]]) -> Person:
    person, at = people.pop()
    await asyncio.sleep(max(0.0, at - time.monotonic()))
    return person


async def sign_in(person: Person, **fields: object) -> dict[str, object]:
    body = {"id_number": person.holder.id_number, "password": PASSWORD, **await person.solved_captcha(), **fields}
    answer: dict[str, object] = await person.call("POST", "/api/sessions", 201, json=body)
    return answer


async def test_given_a_registered_person_signing_in_leads_to_their_things(http: Http) -> None:
    (person,) = await registered(http)
    answer = await sign_in(person)
    assert isinstance(answer["expires_in"], int)
    me = await person.call("GET", "/api/me")
    assert answer["person"] == {"person_id": me["person_id"], "name": person.holder.name}
    assert me["phone_masked"] == f"{person.holder.phone[:3]}****{person.holder.phone[-4:]}"
    assert person.holder.id_number not in str(me)


async def test_given_nobody_of_that_number_the_name_does_not_exist(http: Http) -> None:
    (person,) = await archived(http)
    await refused(sign_in(person), 401, "identity.account.unknown", "该用户名不存在")


async def test_given_a_wrong_password_or_captcha_it_is_said_which(http: Http) -> None:
    (person,) = await registered(http)
    await refused(sign_in(person, password="Wrong-1"), 401, "identity.password.wrong", "密码错误，请重新输入")
    await refused(sign_in(person, captcha_answer="????"), 422, "identity.captcha.wrong", "验证码错误，请重新输入")


async def test_given_many_wrong_passwords_the_next_must_wait(http: Http) -> None:
    (person,) = await registered(http)
    for _ in range(5):
        await refused(sign_in(person, password="Wrong-1"), 401, "identity.password.wrong")
    await status_of(sign_in(person, password="Wrong-1"))
    await refused(sign_in(person), 429, "identity.login.throttled")


async def test_given_a_wrong_phone_a_reset_looks_the_same_and_sends_nothing(http: Http) -> None:
    (person,) = await registered(http)
    other = invent(1)[0].phone
    body = {"id_number": person.holder.id_number, "phone": other, **await person.solved_captcha()}
    reset = await person.call("POST", "/api/password-resets", 201, json=body)
    assert set(reset) == {"reset_id", "resend_after"}
    completion = {"code": "123456", "new_password": NEW_PASSWORD}
    status = await status_of(
        person.call("POST", f"/api/password-resets/{reset['reset_id']}/completion", json=completion)
    )
    assert status == 422
    assert (await person.call("GET", "/sandbox/sms", params={"phone": other}))["items"] == []


async def test_given_a_cookie_from_another_site_nothing_is_changed(http: Http) -> None:
    (person,) = await registered(http)
    cookie = {"Cookie": f"zhengxin_access={person.token}"}
    async with http.get("/api/me", headers=cookie) as answer:
        assert answer.status == 200
    for origin in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {}):
        async with http.delete("/api/sessions/current", headers=cookie | origin) as answer:
            assert (answer.status, (await answer.json())["code"]) == (403, "gateway.origin.foreign")
    async with http.get("/api/me", headers=cookie) as answer:
        assert answer.status == 200


async def test_given_a_forgotten_password_it_can_be_set_anew(http: Http, rested: list[tuple[Person, float]]) -> None:
    person = await next_rested(rested)
    old = Client(http, person.token)
    reset = await person.call(
        "POST",
        "/api/password-resets",
        201,
        json={
            "id_number": person.holder.id_number,
            "phone": person.holder.phone,
            **await person.solved_captcha(),
        },
    )
    path = f"/api/password-resets/{reset['reset_id']}/completion"
    code = await person.sms_code(person.holder.phone, "reset_code")
    assert len(code) == 6
    wrong = {"code": f"{(int(code) + 1) % 1_000_000:06d}", "new_password": NEW_PASSWORD}
    await refused(person.call("POST", path, json=wrong), 422, "identity.code.wrong")
    weak = {"code": code, "new_password": "weak"}
    await refused(person.call("POST", path, json=weak), 422, "identity.password.weak")
    done = await person.call("POST", path, json={"code": code, "new_password": NEW_PASSWORD})
    assert done["detail"] == "重置密码成功"
    for _ in range(100):  # sessions end within a second
        if await status_of(old.call("GET", "/api/me")) == 401:
            break
        await asyncio.sleep(0.01)
    assert await status_of(old.call("GET", "/api/me")) == 401  # by identity at once, by the gateway within a second
    await refused(sign_in(person), 401, "identity.password.wrong")
    await sign_in(person, password=NEW_PASSWORD)


async def test_given_no_picture_to_be_read_a_code_by_sms_leads_in(
    http: Http, rested: list[tuple[Person, float]]
) -> None:
    person = await next_rested(rested)
    identity = {"id_number": person.holder.id_number, "phone": person.holder.phone}
    sent = await person.call("POST", "/api/sessions/codes", 202, json={**identity, **await person.solved_captcha()})
    assert sent["resend_after"] > 0
    code = await person.sms_code(person.holder.phone, "login_code")
    assert len(code) == 6
    answer = await person.call("POST", "/api/sessions/by-code", 201, json={**identity, "code": code})
    assert (await Client(http, answer["access_token"]).call("GET", "/api/me"))["name"] == person.holder.name
    again = {**identity, "code": code}
    await refused(person.call("POST", "/api/sessions/by-code", 201, json=again), 422, "identity.code.expired")
