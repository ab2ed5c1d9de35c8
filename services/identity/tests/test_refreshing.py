"""Staying signed in: refresh tokens, their short grace, their theft; browsers and programs without cookies."""

import asyncio
from typing import Any

import pytest

pytestmark = pytest.mark.servers

REFRESH = "/api/sessions/refresh"
STAFF = {"username": "reviewer", "password": "Sandbox-Reviewer-1"}
AUDIENCES = pytest.mark.parametrize("audience", ["person", "staff"])


def bearer(answer: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.body['access_token']}"}


async def sign_in(world: Any, audience: str, **fields: Any) -> Any:
    if audience == "staff":
        return await world.post("/api/staff/sessions", STAFF | fields)
    person = await world.register_person()
    body = {"id_number": person.id_number, "password": world.password, **await world.captcha()}
    return await world.post("/api/sessions", body | fields)


async def refresh(world: Any, answer: Any) -> Any:
    """Refresh as a browser would, with the cookie of an earlier answer."""
    cookie = answer.cookies["zhengxin_refresh"].value
    return await world.ask("POST", REFRESH, headers={"Cookie": f"zhengxin_refresh={cookie}"})


async def is_alive(world: Any, answer: Any) -> bool:
    """Whether an access token still counts, a person's or a member of staff's."""
    answers = [
        await world.ask("GET", path, headers=bearer(answer)) for path in ("/api/me", "/api/staff/identity-reviews")
    ]
    return 200 in [each.status for each in answers]


async def pass_by(world: Any, seconds: int) -> None:
    await world.age("refresh_token", "used_at", seconds)


@AUDIENCES
async def test_a_refresh_token_that_comes_back_later_ends_the_session(world: Any, audience: str) -> None:
    first = await sign_in(world, audience)
    second = await refresh(world, first)
    assert second.status == 200
    assert second.body[audience] == first.body[audience]
    assert await is_alive(world, second)

    await pass_by(world, 31)
    stolen = await refresh(world, first)
    assert (stolen.status, stolen.code) == (401, "identity.session.refresh_reused")
    assert (await refresh(world, second)).code == "identity.session.ended"
    assert not await is_alive(world, second)
    (event,) = await world.published("identity.session_revoked.v1")
    assert len(event["session_ids"]) == 1


@AUDIENCES
async def test_a_refresh_repeated_at_once_keeps_the_session(world: Any, audience: str) -> None:
    first = await sign_in(world, audience)
    await refresh(world, first)  # the answer gets lost
    await pass_by(world, 25)
    again = await refresh(world, first)
    assert (again.status, again.body[audience]) == (200, first.body[audience])
    assert await is_alive(world, again)
    assert await world.count("session") == 1
    assert (await refresh(world, again)).status == 200


@AUDIENCES
async def test_tabs_that_refresh_at_once_all_stay_signed_in(world: Any, audience: str) -> None:
    first = await sign_in(world, audience)
    answers = await asyncio.gather(*(refresh(world, first) for _ in range(5)))
    assert [answer.status for answer in answers] == [200] * 5
    tokens = {answer.cookies["zhengxin_refresh"].value for answer in answers}
    assert len(tokens) == 5
    assert await world.count("session") == 1


async def test_the_grace_is_for_the_last_exchange_only(world: Any) -> None:
    first = await sign_in(world, "person")
    second = await refresh(world, first)
    assert (await refresh(world, second)).status == 200
    older = await refresh(world, first)
    assert (older.status, older.code) == (401, "identity.session.refresh_reused")


async def test_a_thief_within_the_grace_is_noticed_at_the_next_refresh(world: Any) -> None:
    first = await sign_in(world, "person")
    mine, stolen = await refresh(world, first), await refresh(world, first)
    assert (await refresh(world, stolen)).status == 200
    await pass_by(world, 900)
    noticed = await refresh(world, mine)
    assert (noticed.status, noticed.code) == (401, "identity.session.refresh_reused")
    assert await world.count("session WHERE revoked_at IS NULL") == 0


async def test_after_signing_out_or_another_password_nothing_is_left_of_the_grace(world: Any) -> None:
    person = await world.register_person()
    new_password = "Qm4-xyt8"
    for password, method, path, body in (
        (world.password, "DELETE", "/api/sessions/current", None),
        (world.password, "DELETE", "/api/me/sessions", None),
        (world.password, "PUT", "/api/me/password", {"password": world.password, "new_password": new_password}),
        (new_password, "DELETE", "/api/me", None),
    ):
        first = await world.log_in(person.id_number, password)
        second = await refresh(world, first)
        assert (await world.ask(method, path, json=body, headers=bearer(second))).status in {200, 204}
        for answer in (first, second):
            assert (await refresh(world, answer)).code == "identity.session.ended"


async def test_without_a_grace_a_token_works_once(world_without_grace: Any) -> None:
    first = await sign_in(world_without_grace, "person")
    answers = await asyncio.gather(*(refresh(world_without_grace, first) for _ in range(5)))
    assert [answer.status for answer in answers].count(200) <= 1


async def test_without_a_known_refresh_token_there_is_nothing_to_refresh(world: Any) -> None:
    for request in ({}, {"json": {}}, {"json": {"refresh_token": None}}, {"json": {"refresh_token": ""}}):
        assert (await world.ask("POST", REFRESH, **request)).code == "identity.session.ended"
    made_up = await world.ask("POST", REFRESH, headers={"Cookie": "zhengxin_refresh=AAAAAAAAAAAAAAAA"})
    assert made_up.code == "identity.session.ended"
    assert (await world.post(REFRESH, {"token": "x"})).status == 422
    answer = await world.log_in((await world.register_person()).id_number)
    await world.age("session", "refresh_until", 1801)
    assert (await refresh(world, answer)).code == "identity.session.ended"


@AUDIENCES
async def test_a_program_without_cookies_stays_signed_in(world: Any, audience: str) -> None:
    answer = await sign_in(world, audience, with_refresh_token=True)
    assert answer.status == 201
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    lifetime = {"person": 1800, "staff": 900}[audience]
    for _ in range(2):
        assert answer.body["refresh_expires_in"] == lifetime
        answer = await world.post(REFRESH, {"refresh_token": answer.body["refresh_token"]})
        assert (answer.status, not answer.cookies) == (200, True)
        assert await is_alive(world, answer)


async def test_a_program_signs_in_by_code_as_well(world: Any) -> None:
    person = await world.register_person()
    await world.age("sms_code", "created_at", 61)
    pair = {"id_number": person.id_number, "phone": person.phone}
    await world.post("/api/sessions/codes", pair | await world.captcha())
    code = (await world.sms_codes(person.phone))[-1]
    answer = await world.post("/api/sessions/by-code", pair | {"code": code, "with_refresh_token": True})
    assert (await world.post(REFRESH, {"refresh_token": answer.body["refresh_token"]})).status == 200


@pytest.mark.parametrize("sent", [{"Origin": "http://127.0.0.1:8080"}, {"Sec-Fetch-Site": "same-origin"}])
async def test_scripts_in_a_browser_never_get_a_refresh_token(world: Any, sent: dict[str, str]) -> None:
    person = await world.register_person()
    program = await world.post("/api/staff/sessions", STAFF | {"with_refresh_token": True})
    body = {"id_number": person.id_number, "password": world.password, **await world.captcha()}
    by_code = {"id_number": person.id_number, "phone": person.phone, "code": "123456"}
    for path, asked in (
        ("/api/sessions", body | {"with_refresh_token": True}),
        ("/api/sessions/by-code", by_code | {"with_refresh_token": True}),
        ("/api/staff/sessions", STAFF | {"with_refresh_token": True}),
        (REFRESH, {"refresh_token": program.body["refresh_token"]}),
    ):
        refused = await world.post(path, asked, headers=sent)
        assert (refused.status, refused.code) == (403, "identity.session.cookies_only"), path
    answer = await world.post("/api/sessions", body, headers=sent)
    assert "refresh_token" not in answer.body
    cookie = {"Cookie": f"zhengxin_refresh={answer.cookies['zhengxin_refresh'].value}"}
    for request in ({}, {"json": {}}):
        renewed = await world.ask("POST", REFRESH, headers=sent | cookie, **request)
        assert (renewed.status, "refresh_token" in renewed.body) == (200, False)
        cookie = {"Cookie": f"zhengxin_refresh={renewed.cookies['zhengxin_refresh'].value}"}


async def test_the_answer_to_a_cookie_holds_no_refresh_token_whatever_the_body(world: Any) -> None:
    answer = await sign_in(world, "person")
    cookie = {"Cookie": f"zhengxin_refresh={answer.cookies['zhengxin_refresh'].value}"}
    assert (await world.post(REFRESH, {"refresh_token": ""}, headers=cookie)).code == "identity.session.ended"
    empty_form = {"headers": cookie | {"Content-Type": "application/x-www-form-urlencoded"}, "data": b""}
    for request in ({"json": {"refresh_token": None}}, {"json": {}}, empty_form):
        renewed = await world.ask("POST", REFRESH, **{"headers": cookie} | request)
        assert (renewed.status, "refresh_token" in renewed.body) == (200, False)
