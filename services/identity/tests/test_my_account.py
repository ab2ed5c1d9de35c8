"""What signed-in persons do with their account: sessions, password, phone, export, the end."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from kernel.contracts.identity import AccountClosed, PasswordChanged, PhoneChanged
from kernel.sealed import EventSealer

pytestmark = pytest.mark.servers

HOME = {
    "User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0",
    "X-Zhengxin-Client-Address": "203.0.113.77",
}
PHONE = {
    "User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0",
    "X-Zhengxin-Client-Address": "2001:db8:1:2:3:4:5:6",
}
NEW_PASSWORD = "Qm4-xyt8"


async def test_i_see_where_i_am_signed_in_and_sign_out_there(world: Any) -> None:
    person = await world.register_person()
    there = await world.sign_in(person, headers=PHONE)
    here = await world.sign_in(person, headers=HOME)
    listed = await world.ask("GET", "/api/me/sessions", headers=here)
    assert [(item["device"], item["address"], item["current"]) for item in listed.body["items"]] == [
        ("Edge · Windows", "203.0.113.*", True),
        ("微信 · iPhone", "2001:db8:1:2::/64", False),
    ]
    page = await world.ask("GET", "/api/me/sessions?limit=1", headers=here)
    page = await world.ask("GET", f"/api/me/sessions?limit=1&cursor={page.body['next_cursor']}", headers=here)
    (other,) = page.body["items"]
    assert (other["current"], page.body["next_cursor"]) == (False, None)

    path = f"/api/me/sessions/{other['session_id']}"
    stranger = await world.sign_in(await world.register_person())
    foreign = await world.ask("DELETE", path, headers=stranger)
    assert (foreign.status, foreign.code) == (404, "identity.session.not_found")
    assert (await world.ask("DELETE", path, headers=here)).status == 204
    assert (await world.ask("DELETE", path, headers=here)).status == 404
    assert (await world.ask("GET", "/api/me", headers=there)).status == 401
    assert (await world.ask("GET", "/api/me", headers=here)).status == 200


async def test_i_sign_out_everywhere(world: Any) -> None:
    person = await world.register_person()
    everywhere = [await world.sign_in(person) for _ in range(3)]
    staff = await world.staff("reviewer")
    out = await world.ask("DELETE", "/api/me/sessions", headers=everywhere[0])
    assert (out.status, out.cookies["zhengxin_access"].value) == (204, "")
    for headers in everywhere:
        assert (await world.ask("GET", "/api/me/sessions", headers=headers)).status == 401
    (event,) = await world.published("identity.session_revoked.v1")
    assert len(event["session_ids"]) == 3
    assert (await world.ask("GET", "/api/staff/identity-reviews", headers=staff)).status == 200


async def test_another_password_ends_all_sessions_and_the_phone_hears_of_it(world: Any) -> None:
    person = await world.register_person()
    me, other = await world.sign_in(person), await world.sign_in(person)
    change = {"password": world.password, "new_password": NEW_PASSWORD}
    weak = await world.ask("PUT", "/api/me/password", json=change | {"new_password": "abc123"}, headers=me)
    assert (weak.code, weak.body["errors"][0]["field"]) == ("identity.password.weak", "new_password")
    wrong = await world.ask("PUT", "/api/me/password", json=change | {"password": "Rn7vqp-3"}, headers=me)
    assert (wrong.status, wrong.code) == (401, "identity.password.wrong")
    done = await world.ask("PUT", "/api/me/password", json=change, headers=me)
    assert (done.status, done.body["detail"]) == (200, "密码修改成功，请重新登录")
    for headers in (me, other):
        assert (await world.ask("GET", "/api/me", headers=headers)).status == 401
    assert (await world.log_in(person.id_number)).code == "identity.password.wrong"
    assert (await world.log_in(person.id_number, NEW_PASSWORD)).status == 201
    (told,) = await world.published("identity.password_changed.v1")
    event = PasswordChanged.model_validate(told)
    assert EventSealer(world.settings.event_keys).open(event, event.recipient) == {"phone": person.phone}


async def test_of_two_changes_of_password_at_once_one_wins(world: Any) -> None:
    person = await world.register_person()
    me = await world.sign_in(person)
    wanted = ["Qm4-xyt8", "Wn5-abk9"]
    answers = await asyncio.gather(
        *(
            world.ask("PUT", "/api/me/password", json={"password": world.password, "new_password": new}, headers=me)
            for new in wanted
        )
    )
    assert sorted(answer.status for answer in answers) == [200, 401]
    winner = wanted[[answer.status for answer in answers].index(200)]
    assert (await world.log_in(person.id_number, winner)).status == 201


async def test_a_new_phone_needs_its_code_and_the_password(world: Any) -> None:
    person, phone = await world.register_person(), world.phone()
    me = await world.sign_in(person)
    same = await world.post("/api/me/phone/codes", {"phone": person.phone}, headers=me)
    assert (same.status, same.code) == (409, "identity.phone.unchanged")
    assert (await world.post("/api/me/phone/codes", {"phone": "123"}, headers=me)).code == "identity.phone.invalid"
    sent = await world.post("/api/me/phone/codes", {"phone": phone}, headers=me)
    assert (sent.status, sent.body) == (202, {"resend_after": 60})
    (code,) = await world.sms_codes(phone)
    change = {"phone": phone, "code": code, "password": world.password}
    for spoiled, refusal in (
        ({"password": "Rn7vqp-3"}, (401, "identity.password.wrong")),
        ({"code": world.other_code(code)}, (422, "identity.code.wrong")),
        ({"phone": world.phone()}, (422, "identity.code.expired")),
    ):
        refused = await world.ask("PUT", "/api/me/phone", json=change | spoiled, headers=me)
        assert (refused.status, refused.code) == refusal
    done = await world.ask("PUT", "/api/me/phone", json=change, headers=me)
    assert (done.status, done.body["phone_masked"]) == (200, f"{phone[:3]}****{phone[-4:]}")
    assert (await world.ask("PUT", "/api/me/phone", json=change, headers=me)).code == "identity.code.expired"
    assert (await world.inside("GET", f"/internal/persons/{person.person_id}/phone")).body == {"phone": phone}
    (told,) = await world.published("identity.phone_changed.v1")
    event = PhoneChanged.model_validate(told)
    assert EventSealer(world.settings.event_keys).open(event, event.recipient) == {"phone": person.phone}

    await world.age("sms_code", "created_at", 61)
    pair = {"id_number": person.id_number, "phone": phone}
    await world.post("/api/sessions/codes", pair | await world.captcha())
    code = (await world.sms_codes(phone))[-1]
    assert (await world.post("/api/sessions/by-code", pair | {"code": code})).status == 201


async def test_a_code_for_a_phone_opens_nothing_else(world: Any) -> None:
    person, phone = await world.register_person(), world.phone()
    me = await world.sign_in(person)
    await world.post("/api/me/phone/codes", {"phone": phone}, headers=me)
    (code,) = await world.sms_codes(phone)
    pair = {"id_number": person.id_number, "phone": phone, "code": code}
    assert (await world.post("/api/sessions/by-code", pair)).code == "identity.code.expired"
    other = await world.sign_in(await world.register_person())
    change = {"phone": phone, "code": code, "password": world.password}
    assert (await world.ask("PUT", "/api/me/phone", json=change, headers=other)).code == "identity.code.expired"


async def test_i_get_all_of_my_data(world: Any) -> None:
    person = await world.register_person()
    me = await world.sign_in(person, headers=HOME)
    assert (await world.log_in(person.id_number, "wrong-1")).status == 401
    world.register.disputes = [{"field": "archive_number", "state": "open"}]
    world.register.applications = [{"application_id": "a1", "state": "rejected", "rejection": {"comment": "看不清"}}]
    world.register.certificates = [{"certificate_id": "c1", "number": "ZX-2026-00000001"}]
    answer = await world.ask("GET", "/api/me/export", headers=me)
    export = answer.body
    account = export["account"]
    assert (account["name"], account["id_number"], account["phone"]) == ("冯海峰", person.id_number, person.phone)
    assert account["agreement_version"] == "2026-11-22"
    assert export["archive_record"]["record_id"] == account["record_id"]
    (registration,) = export["registrations"]
    assert (registration["state"], registration["proven_by"]) == ("completed", "face")
    assert registration["face_checks"][0]["consented_at"] is not None
    assert registration["face_checks"][0]["kept_evidence"] == []
    assert [session["device"] for session in export["sessions"]] == ["Edge · Windows"]
    assert (export["wrong_passwords"]["count"], export["wrong_passwords"]["last_at"][-6:]) == (1, "+08:00")
    assert [code["purpose"] for code in export["codes"]] == ["registration"]
    for what in ("disputes", "applications", "certificates"):
        assert export[what] == getattr(world.register, what)
    assert export["elsewhere"] == ["/api/me/certificates/c1/pdf"]
    assert "hash" not in str(export)
    day = export["exported_at"][:10]
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="zhengxin-my-data-{day}.json"; '
        f"filename*=UTF-8''%E8%AF%81%E4%BF%A1%E4%B8%AA%E4%BA%BA%E6%95%B0%E6%8D%AE_{day}.json"
    )
    assert answer.headers["Cache-Control"] == "no-store"
    assert (await world.ask("GET", "/api/me/export")).status == 401


@pytest.mark.parametrize("who", ["away", "certificate_away"])
async def test_half_an_export_is_none(world: Any, who: str) -> None:
    me = await world.sign_in(await world.register_person())
    setattr(world.register, who, True)
    answer = await world.ask("GET", "/api/me/export", headers=me)
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "kernel.dependency.away", "5")
    assert "Content-Disposition" not in answer.headers


async def test_somebody_at_an_open_browser_does_not_close_the_account(world: Any) -> None:
    person = await world.register_person()
    signed_in = await world.log_in(person.id_number)
    me = {"Authorization": f"Bearer {signed_in.body['access_token']}"}
    await world.age("session", "started_at", 15 * 60 + 1)
    cookie = {"Cookie": f"zhengxin_refresh={signed_in.cookies['zhengxin_refresh'].value}"}
    assert (await world.ask("POST", "/api/sessions/refresh", headers=cookie)).status == 200
    for request in ({}, {"json": {}}, {"json": {"password": None}}):
        refused = await world.ask("DELETE", "/api/me", headers=me, **request)
        assert (refused.status, refused.code) == (403, "identity.account.confirmation_required")
    for wrong in ("wrong-1", ""):
        refused = await world.ask("DELETE", "/api/me", json={"password": wrong}, headers=me)
        assert (refused.status, refused.code) == (401, "identity.password.wrong")
    assert (await world.ask("DELETE", "/api/me", json={"sure": True}, headers=me)).status == 422
    assert (await world.ask("GET", "/api/me", headers=me)).status == 200
    closed = await world.ask("DELETE", "/api/me", json={"password": world.password}, headers=me)
    assert closed.status == 204
    assert (await world.log_in(person.id_number)).code == "identity.account.unknown"


async def test_a_wrong_password_closes_nothing_even_soon_after_signing_in(world: Any) -> None:
    me = await world.sign_in(await world.register_person())
    guesses = [await world.ask("DELETE", "/api/me", json={"password": f"wrong-{n}"}, headers=me) for n in range(6)]
    assert [answer.status for answer in guesses] == [401] * 5 + [429]
    assert (await world.ask("DELETE", "/api/me", headers=me)).status == 204


async def test_a_closed_account_leaves_nothing_personal_and_may_begin_anew(world: Any) -> None:
    id_number = world.somebody("欧阳鹏程")
    phone = world.phone()
    abandoned = (await world.start(id_number, phone)).body["registration_id"]
    token = (await world.verify(abandoned, phone)).body["face"]["token"]
    await world.hand_in(token)
    person = await world.register_person(id_number)
    me, other = await world.sign_in(person, headers=HOME), await world.sign_in(person)
    closed = await world.ask("DELETE", "/api/me", headers=me)
    assert (closed.status, closed.cookies["zhengxin_access"].value) == (204, "")
    (told,) = await world.published("identity.account_closed.v1")
    assert AccountClosed.model_validate(told).person_id == UUID(str(person.person_id))
    for headers in (me, other):
        assert (await world.ask("GET", "/api/me", headers=headers)).status == 401
    unknown = await world.log_in(id_number)
    assert (unknown.status, unknown.code) == (401, "identity.account.unknown")
    assert (await world.ask("GET", f"/api/registrations/{abandoned}")).status == 404
    for table in ("account", "registration", "face_session", "password_reset", "login_failure"):
        assert await world.count(table) == 0, table
    assert await world.value("SELECT count(*) FROM evidence WHERE delete_reason = 'closed' AND delete_after <= now()")
    assert await world.value("SELECT count(*) FROM session WHERE device <> '' OR address <> ''") == 0
    gone = await world.inside("GET", f"/internal/persons/{person.person_id}/phone")
    assert gone.code == "identity.person.not_found"
    again = await world.register_person(id_number)
    assert again.person_id != person.person_id


async def test_of_two_closings_at_once_one_counts(world: Any) -> None:
    person = await world.register_person()
    me = await world.sign_in(person)
    answers = await asyncio.gather(*(world.ask("DELETE", "/api/me", headers=me) for _ in range(2)))
    assert [answer.status for answer in answers].count(204) == 1
    assert {answer.status for answer in answers} <= {204, 401, 404}
