"""Beyond the manual: where one is signed in, a new phone, one's data, leaving; the staff's accounts."""

import asyncio
import secrets

import pytest
from cast import Http, refused, registered, staff, status_of
from native.journey import PASSWORD, Client, Person
from native.people import invent

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


async def wait_signed_out(client: Client) -> None:
    """An ended session is known everywhere within a second."""
    for _ in range(100):
        if await status_of(client.call("GET", "/api/me")) == 401:
            return
        await asyncio.sleep(0.01)
    raise AssertionError("still signed in")


async def test_a_captcha_can_be_listened_to(http: Http) -> None:
    anybody = Client(http)
    captcha = await anybody.call("POST", "/api/captchas", 201)
    assert captcha["image"].startswith("data:image/")
    async with http.get(f"/api/captchas/{captcha['captcha_id']}/audio") as answer:
        assert (answer.status, answer.content_type) == (200, "audio/wav")
        assert (await answer.read()).startswith(b"RIFF")


async def test_given_two_devices_one_is_signed_out_from_the_other(http: Http) -> None:
    (person,) = await registered(http)
    other = Person(http, holder=person.holder)
    await other.log_in()
    sessions = (await person.call("GET", "/api/me/sessions"))["items"]
    assert len(sessions) == 2
    (far,) = [session for session in sessions if not session["current"]]
    await person.call("DELETE", f"/api/me/sessions/{far['session_id']}", 204)
    await wait_signed_out(other)
    assert await status_of(person.call("GET", "/api/me")) == 200
    await person.call("DELETE", "/api/me/sessions", 204)
    await wait_signed_out(person)


async def test_given_a_new_phone_the_password_and_a_code_change_it(http: Http) -> None:
    (person,) = await registered(http)
    new = invent(1)[0].phone
    body = await refused(
        person.call("POST", "/api/me/phone/codes", 202, json={"phone": "123"}), 422, "identity.phone.invalid"
    )
    assert body["errors"][0]["field"] == "phone"
    await person.call("POST", "/api/me/phone/codes", 202, json={"phone": new})
    code = await person.sms_code(new, "registration_code")
    change = {"phone": new, "code": code, "password": PASSWORD}
    wrong = {**change, "password": "Wrong-1"}
    await refused(person.call("PUT", "/api/me/phone", json=wrong), 401, "identity.password.wrong")
    assert (await person.call("PUT", "/api/me/phone", json=change))["phone_masked"] == f"{new[:3]}****{new[-4:]}"


async def test_given_a_lost_phone_a_face_check_leads_to_a_new_one(http: Http) -> None:
    (person,) = await registered(http)
    new = invent(1)[0].phone
    body = {"id_number": person.holder.id_number, "phone": new, **await person.solved_captcha()}
    started = await person.call("POST", "/api/phone-recoveries", 201, json=body)
    (recovery_id,) = [value for name, value in started.items() if name.endswith("_id")]
    flow = f"/api/phone-recoveries/{recovery_id}"
    templates = [item["template"] for item in (await _messages(person, new))]
    code = await person.sms_code(new, templates[0])
    verified = await person.call("POST", f"{flow}/phone-verification", json={"code": code})
    await person.show_face(verified["face"]["token"])
    for _ in range(100):
        if (await person.call("GET", flow))["state"] == "completed":
            break
        await asyncio.sleep(0.05)
    await person.log_in()
    assert (await person.call("GET", "/api/me"))["phone_masked"] == f"{new[:3]}****{new[-4:]}"


async def _messages(person: Person, phone: str) -> list[dict[str, str]]:
    for _ in range(200):
        found: list[dict[str, str]] = (await person.call("GET", "/sandbox/sms", params={"phone": phone}))["items"]
        if found:
            return found
        await asyncio.sleep(0.05)
    raise AssertionError("no message came")


async def test_given_doubt_about_the_password_it_is_changed_and_all_sessions_end(http: Http) -> None:
    (person,) = await registered(http)
    change = {"password": PASSWORD, "new_password": "Sandbox-Person-3"}
    await refused(
        person.call("PUT", "/api/me/password", json={**change, "new_password": "weak"}), 422, "identity.password.weak"
    )
    await person.call("PUT", "/api/me/password", json=change)
    await wait_signed_out(person)
    await refused(person.log_in(), 401, "identity.password.wrong")
    templates = [item["template"] for item in await _messages(person, person.holder.phone)]
    for _ in range(100):
        if "password_changed" in templates:
            break
        await asyncio.sleep(0.05)
        templates = [item["template"] for item in await _messages(person, person.holder.phone)]
    assert "password_changed" in templates


async def test_given_the_wish_to_leave_the_data_are_handed_out_and_the_account_is_closed(http: Http) -> None:
    (person,) = await registered(http)
    dispute = {"field": "archive_number", "stated_value": "D-1", "comment": "与原件不符"}
    await person.call("POST", "/api/me/archive/disputes", 201, json=dispute)
    application = await person.apply("custody")
    async with http.get("/api/me/export", headers={"Authorization": f"Bearer {person.token}"}) as answer:
        assert answer.status == 200
        assert "filename*=UTF-8''%E8%AF%81%E4%BF%A1" in answer.headers["Content-Disposition"]
        export = await answer.json()
    assert person.holder.id_number in str(export)
    assert PASSWORD not in str(export)
    assert export["archive_record"]["name"] == person.holder.name
    assert [each["stated_value"] for each in export["disputes"]] == ["D-1"]
    assert [each["application_id"] for each in export["applications"]] == [application["application_id"]]
    assert export["certificates"] == []
    assert len(export["sessions"]) == 1
    wrong = person.call("DELETE", "/api/me", 204, json={"password": "Wrong-1"})
    await refused(wrong, 401, "identity.password.wrong")
    await person.call("DELETE", "/api/me", 204)
    await wait_signed_out(person)
    await refused(person.log_in(), 401, "identity.account.unknown")
    reviewer = await staff(http, "admin")
    path = f"/api/staff/applications/{application['application_id']}"
    for _ in range(200):
        left = await reviewer.call("GET", path)
        if left["state"] == "withdrawn":
            break
        await asyncio.sleep(0.05)
    assert left["state"] == "withdrawn"
    decision = {"decision": "approve", "version": left["version"]}
    await refused(reviewer.call("POST", f"{path}/decision", json=decision), 409, "certificate.application.wrong_state")


async def test_the_administrator_makes_changes_and_closes_staff_accounts(http: Http) -> None:
    admin = await staff(http, "admin")
    username = f"auditor-{secrets.token_hex(4)}"
    account = {"username": username, "password": "Sandbox-Auditor-1", "roles": ["auditor"]}
    made = await admin.call("POST", "/api/staff/accounts", 201, json=account)
    assert made["roles"] == ["auditor"]
    await refused(admin.call("POST", "/api/staff/accounts", 201, json=account), 409, "identity.staff.username_taken")
    sign_in = {"username": username, "password": account["password"]}
    auditor = Client(http, (await admin.call("POST", "/api/staff/sessions", 201, json=sign_in))["access_token"])
    assert (await auditor.call("GET", "/api/staff/audit"))["items"] is not None
    await refused(auditor.call("GET", "/api/staff/applications"), 403, "kernel.role.missing")
    await refused(auditor.call("GET", "/api/staff/accounts"), 403, "kernel.role.missing")
    await admin.call("PATCH", f"/api/staff/accounts/{username}", json={"disabled": True})
    wrong = {**sign_in, "password": "wrong"}
    for body in (sign_in, wrong):
        await refused(admin.call("POST", "/api/staff/sessions", 201, json=body), 401, "identity.staff.login_failed")
