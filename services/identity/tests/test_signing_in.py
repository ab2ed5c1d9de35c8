"""Manual 3.1 and 2.3: login, sessions, the forgotten password; and who tries to get in without one."""

import asyncio
import time
from typing import Any

import jwt
import pytest
from identity.handlers.check_password import check_password

pytestmark = pytest.mark.servers


def bearer(answer: Any) -> dict[str, str]:
    return {"Authorization": f"Bearer {answer.body['access_token']}"}


async def refresh(world: Any, answer: Any) -> Any:
    """Refresh as a browser would, with the cookie of an earlier answer."""
    cookie = answer.cookies["zhengxin_refresh"].value
    return await world.ask("POST", "/api/sessions/refresh", headers={"Cookie": f"zhengxin_refresh={cookie}"})


async def test_login_gives_a_token_and_cookies(world: Any) -> None:
    person = await world.register_person()
    answer = await world.log_in(person.id_number)
    assert answer.status == 201
    assert answer.body["expires_in"] == 900
    access, renewal = answer.cookies["zhengxin_access"], answer.cookies["zhengxin_refresh"]
    assert access.value == answer.body["access_token"]
    assert (access["path"], access["httponly"], access["samesite"], access["secure"]) == ("/", True, "lax", "")
    assert (renewal["path"], renewal["httponly"], renewal["max-age"]) == ("/api/sessions", True, "1800")
    me = await world.ask("GET", "/api/me", headers=bearer(answer))
    assert me.body == {
        "person_id": person.person_id,
        "name": "冯海峰",
        "id_number_masked": f"{person.id_number[:4]}{'*' * 10}{person.id_number[-4:]}",
        "phone_masked": f"{person.phone[:3]}****{person.phone[-4:]}",
    }
    keys = jwt.PyJWKSet.from_dict((await world.ask("GET", "/.well-known/jwks.json")).body)
    token = answer.body["access_token"]
    claims = jwt.decode(
        token, keys[jwt.get_unverified_header(token)["kid"]], algorithms=["EdDSA"], audience="person", issuer="zhengxin"
    )
    assert claims["sub"] == person.person_id
    assert claims["rid"] == world.register.records[person.id_number]["record_id"]


async def test_unknown_and_wrong_have_the_manuals_words(world: Any) -> None:
    unknown = await world.log_in(world.somebody())
    assert (unknown.status, unknown.code, unknown.body["detail"]) == (
        *(401, "identity.account.unknown", "该用户名不存在"),
    )
    person = await world.register_person()
    wrong = await world.log_in(person.id_number, "Rn7vqp-3")
    assert (wrong.status, wrong.code, wrong.body["detail"]) == (
        *(401, "identity.password.wrong", "密码错误，请重新输入"),
    )
    captcha = await world.captcha() | {"captcha_answer": "no"}
    refused = await world.post("/api/sessions", {"id_number": person.id_number, "password": world.password, **captcha})
    assert (refused.status, refused.code) == (422, "identity.captcha.wrong")


async def test_five_wrong_passwords_then_a_pause_that_others_do_not_feel(world: Any) -> None:
    person = await world.register_person()
    thief = {"headers": {"X-Zhengxin-Client-Address": "203.0.113.9"}}
    for _ in range(5):
        assert (await world.log_in(person.id_number, "wrong-1", **thief)).code == "identity.password.wrong"
    slowed = await world.log_in(person.id_number, **thief)
    assert (slowed.status, slowed.code) == (429, "identity.login.throttled")
    assert 0 < int(slowed.headers["Retry-After"]) <= 30
    assert (await world.log_in(person.id_number)).status == 201
    await world.age("login_failure", "last_failed_at", 31)
    assert (await world.log_in(person.id_number, **thief)).status == 201
    for _ in range(5):
        assert (await world.log_in(person.id_number, "wrong-1", **thief)).code == "identity.password.wrong"


async def test_a_guesser_with_many_addresses_is_slowed_and_the_holder_at_home_is_not(world: Any) -> None:
    person = await world.register_person()
    home = {"headers": {"X-Zhengxin-Client-Address": "198.51.100.1"}}
    assert (await world.log_in(person.id_number, **home)).status == 201
    await world.run("UPDATE login_failure SET failures = 50, last_failed_at = now() WHERE address_index = ''")
    somewhere = await world.log_in(person.id_number, "wrong-1", headers={"X-Zhengxin-Client-Address": "203.0.113.77"})
    assert somewhere.code == "identity.login.throttled"
    assert (await world.log_in(person.id_number, **home)).status == 201


async def test_guesses_at_once_all_count(world: Any) -> None:
    person = await world.register_person()
    answers = await asyncio.gather(*(world.log_in(person.id_number, f"wrong-{n}") for n in range(12)))
    codes = [answer.code for answer in answers]
    assert codes.count("identity.password.wrong") == 5
    assert codes.count("identity.login.throttled") == 7


async def test_after_signing_out_the_old_token_does_not_count(world: Any) -> None:
    person = await world.register_person()
    answer, other = await world.log_in(person.id_number), await world.log_in(person.id_number)
    out = await world.ask("DELETE", "/api/sessions/current", headers=bearer(answer))
    assert out.status == 204
    assert out.cookies["zhengxin_access"].value == ""
    assert (await world.ask("GET", "/api/me", headers=bearer(answer))).status == 401
    assert (await world.ask("DELETE", "/api/sessions/current", headers=bearer(answer))).status == 401
    assert (await refresh(world, answer)).code == "identity.session.ended"
    assert (await world.ask("GET", "/api/me", headers=bearer(other))).status == 200

    (event,) = await world.published("identity.session_revoked.v1")
    listed = await world.inside("GET", "/internal/revoked-sessions")
    assert [item["session_id"] for item in listed.body["items"]] == event["session_ids"]
    await world.age("session", "revoked_at", 901)
    assert (await world.inside("GET", "/internal/revoked-sessions")).body == {"items": []}


async def test_forged_and_foreign_tokens_open_nothing(world: Any, lab: Any) -> None:
    person = await world.register_person()
    real = await world.log_in(person.id_number)
    claims = jwt.decode(real.body["access_token"], options={"verify_signature": False})
    staff = await world.post("/api/staff/sessions", {"username": "reviewer", "password": "Sandbox-Reviewer-1"})
    foreign = [
        lab.tokens.person(person_id=person.person_id),
        lab.tokens.person(person_id=person.person_id, sid=claims["sid"], exp=int(time.time()) - 1),
        {"Authorization": f"Bearer {jwt.encode(claims, '', algorithm='none')}"},
        {"Authorization": f"Bearer {jwt.encode(claims, 'x' * 32, algorithm='HS256')}"},
        {"Authorization": f"Basic {real.body['access_token']}"},
        {"Authorization": "Bearer"},
        {"Cookie": f"zhengxin_access={real.body['access_token']}"},  # only the gateway reads that one
        bearer(staff),
        {},
    ]
    for headers in foreign:
        answer = await world.ask("GET", "/api/me", headers=headers)
        assert answer.status == 401
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert (await world.ask("GET", "/api/me", headers=bearer(real))).status == 200


async def test_staff_sign_in_with_their_roles(world: Any) -> None:
    for username, password in (
        ("reviewer", "Sandbox-Reviewer-1"),
        ("clerk", "Sandbox-Clerk-1"),
        ("admin", "Sandbox-Admin-1"),
    ):
        answer = await world.post("/api/staff/sessions", {"username": username, "password": password})
        assert answer.status == 201
        assert answer.body["staff"] == {"username": username, "roles": [username]}
        assert "person" not in answer.body
        claims = jwt.decode(answer.body["access_token"], options={"verify_signature": False})
        assert (claims["aud"], claims["sub"], claims["roles"]) == ("staff", username, [username])
    cookie = {"Cookie": f"zhengxin_refresh={answer.cookies['zhengxin_refresh'].value}"}
    renewed = await world.ask("POST", "/api/sessions/refresh", headers=cookie)
    assert renewed.body["staff"]["username"] == "admin"
    assert (await world.ask("DELETE", "/api/sessions/current", headers=bearer(renewed))).status == 204

    for credentials in (
        {"username": "reviewer", "password": "Sandbox-Reviewer-2"},
        {"username": "nobody", "password": "Sandbox-Reviewer-1"},
    ):
        wrong = await world.post("/api/staff/sessions", credentials)
        assert (wrong.status, wrong.code) == (401, "identity.staff.login_failed")


async def test_sign_ins_of_staff_and_wrong_passwords_are_told_to_the_audit_log(world: Any) -> None:
    right = {"username": "reviewer", "password": "Sandbox-Reviewer-1"}
    for credentials in (right, right | {"password": "wrong"}, right | {"username": "Sandbox-Admin-1"}):
        answer = await world.post("/api/staff/sessions", credentials)
        if credentials == right:
            claims = jwt.decode(answer.body["access_token"], options={"verify_signature": False})
    (signed_in,) = await world.published("identity.staff_signed_in.v1")
    assert (signed_in["username"], signed_in["session_id"]) == ("reviewer", claims["sid"])
    assert signed_in["at"]
    (failed,) = await world.published("identity.staff_acted.v1")
    assert (failed["actor"], failed["action"]) == ("reviewer", "staff_account.sign_in_failed")
    assert (failed["account"], "Sandbox" in str(failed)) == ("reviewer", False)


async def test_guessing_does_not_tell_which_names_staff_have(world: Any) -> None:
    for username in ("reviewer", "nobody"):
        tries = [await world.post("/api/staff/sessions", {"username": username, "password": "x"}) for _ in range(7)]
        assert [answer.status for answer in tries] == [401, 401, 401, 401, 401, 429, 429]
        assert tries[-1].code == "identity.login.throttled"


async def test_a_forgotten_password_is_set_anew_and_ends_all_sessions(world: Any) -> None:
    person = await world.register_person()
    before = await world.log_in(person.id_number)
    await world.age("sms_code", "created_at", 61)
    body = {"id_number": person.id_number, "phone": person.phone}
    started = await world.post("/api/password-resets", body | await world.captcha())
    assert (started.status, started.body["resend_after"]) == (201, 60)
    code = (await world.sms_codes(person.phone))[-1]
    assert len(code) == 6
    path = f"/api/password-resets/{started.body['reset_id']}/completion"
    weak = await world.post(path, {"code": code, "new_password": "abc123"})
    assert (weak.status, weak.code, weak.body["errors"][0]["field"]) == (
        *(422, "identity.password.weak", "new_password"),
    )
    wrong = await world.post(path, {"code": "000000" if code != "000000" else "1", "new_password": "Qm4-xyt8"})
    assert wrong.code == "identity.code.wrong"
    done = await world.post(path, {"code": code, "new_password": "Qm4-xyt8"})
    assert (done.status, done.body) == (200, {"detail": "重置密码成功"})
    assert (await world.post(path, {"code": code, "new_password": "Qm4-xyt8"})).status == 404

    assert (await world.ask("GET", "/api/me", headers=bearer(before))).status == 401
    assert (await world.log_in(person.id_number)).code == "identity.password.wrong"
    assert (await world.log_in(person.id_number, "Qm4-xyt8")).status == 201
    (changed,) = await world.published("identity.password_changed.v1")
    assert changed["person_id"] == person.person_id
    assert person.phone not in str(changed)


async def test_no_session_of_the_old_password_outlives_a_reset(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    person = await world.register_person()
    await world.age("sms_code", "created_at", 61)
    body = {"id_number": person.id_number, "phone": person.phone}
    reset = (await world.post("/api/password-resets", body | await world.captcha())).body["reset_id"]
    completion = {"code": (await world.sms_codes(person.phone))[-1], "new_password": "Qm4-xyt8"}

    async def slow_check(*arguments: Any) -> bool:
        right = await check_password(*arguments)
        assert (await world.post(f"/api/password-resets/{reset}/completion", completion)).status == 200
        return right

    monkeypatch.setattr("identity.handlers.log_in.check_password", slow_check)
    late = await world.log_in(person.id_number)
    assert (late.status, late.code) == (401, "identity.password.wrong")
    assert await world.count("session WHERE revoked_at IS NULL") == 0


async def test_a_reset_with_a_strange_phone_looks_the_same_and_sends_nothing(world: Any) -> None:
    person, stranger = await world.register_person(), world.phone()
    started = await world.post(
        "/api/password-resets", {"id_number": person.id_number, "phone": stranger} | await world.captcha()
    )
    assert started.status == 201
    assert set(started.body) == {"reset_id", "resend_after"}
    assert await world.sms_codes(stranger) == []
    path = f"/api/password-resets/{started.body['reset_id']}/completion"
    for expected in ["identity.code.wrong"] * 5 + ["identity.code.expired"]:
        assert (await world.post(path, {"code": "123456", "new_password": "Qm4-xyt8"})).code == expected
    assert (await world.log_in(person.id_number)).status == 201


async def test_a_code_signs_in_as_well(world: Any) -> None:
    person = await world.register_person()
    await world.age("sms_code", "created_at", 61)
    pair = {"id_number": person.id_number, "phone": person.phone}
    sent = await world.post("/api/sessions/codes", pair | await world.captcha())
    assert (sent.status, sent.body) == (202, {"resend_after": 60})
    code = (await world.sms_codes(person.phone))[-1]
    wrong = await world.post("/api/sessions/by-code", pair | {"code": "1"})
    assert wrong.code == "identity.code.wrong"
    answer = await world.post("/api/sessions/by-code", pair | {"code": code})
    assert answer.status == 201
    assert answer.body["person"]["person_id"] == person.person_id
    assert (await world.post("/api/sessions/by-code", pair | {"code": code})).code == "identity.code.expired"

    strange = {"id_number": person.id_number, "phone": world.phone()}
    sent = await world.post("/api/sessions/codes", strange | await world.captcha())
    assert (sent.status, sent.body) == (202, {"resend_after": 60})
    assert await world.sms_codes(strange["phone"]) == []


async def test_internal_paths_are_for_services(world: Any) -> None:
    person = await world.register_person()
    path = f"/internal/persons/{person.person_id}/phone"
    assert (await world.inside("GET", path)).body == {"phone": person.phone}
    assert (await world.ask("GET", path)).status == 401
    assert (await world.ask("GET", path, headers=bearer(await world.log_in(person.id_number)))).status == 401
    missing = await world.inside("GET", path.replace(person.person_id, "0" * 8 + person.person_id[8:]))
    assert (missing.status, missing.code) == (404, "identity.person.not_found")
    assert (await world.ask("GET", "/internal/sandbox/captchas/x")).status == 401
    assert (await world.inside("GET", "/internal/sandbox/captchas/x")).code == "identity.captcha.not_found"


async def test_control_characters_reach_no_table(world: Any) -> None:
    nul = "\0"
    staff = await world.post("/api/staff/sessions", {"username": f"reviewer{nul}", "password": nul})
    assert staff.status == 422
    login = {"id_number": world.somebody(), "password": f"a1{nul}", "captcha_id": nul, "captcha_answer": nul}
    assert (await world.post("/api/sessions", login)).status == 422
    solved = login | await world.captcha() | {"captcha_answer": nul}
    assert (await world.post("/api/sessions", solved)).code == "identity.captcha.wrong"
    assert (await world.inside("GET", "/internal/sandbox/captchas/%00")).status == 404
    assert (await world.ask("GET", "/api/registrations/%00")).status == 404
    assert (await world.ask("GET", "/api/face-sessions/%F0%9F%98%80")).status == 404
    broken = await world.ask(
        "POST",
        "/api/staff/sessions",
        data=b'{"username": "a", "password": "\\ud800"}',
        headers={"Content-Type": "application/json"},
    )
    assert broken.status == 422
