"""More than one device, tab and phone (B2, B3, B4); tokens where they do not belong."""

import asyncio
from typing import Any

import pytest
from cast import Http, archived, refused, registered, staff
from native.journey import PASSWORD, STAFF, Client, Person
from native.people import invent

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]

REFRESH = "/api/sessions/refresh"


async def sign_in_as_browser(http: Http, person: Person) -> dict[str, str]:
    """The refresh cookie that a browser gets."""
    body = {"id_number": person.holder.id_number, "password": PASSWORD, **await person.solved_captcha()}
    async with http.post("/api/sessions", json=body, headers={"Sec-Fetch-Site": "same-origin"}) as answer:
        assert "refresh_token" not in await answer.json()
        return refresh_cookie(answer.cookies)


def refresh_cookie(cookies: Any) -> dict[str, str]:
    return {"Cookie": f"zhengxin_refresh={cookies['zhengxin_refresh'].value}", "Sec-Fetch-Site": "same-origin"}


async def test_given_only_the_registrations_id_other_devices_finish_it(http: Http) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()

    other = Client(http)
    assert (await other.call("GET", flow))["state"] == "code_sent"
    code = await other.sms_code(person.holder.phone, "registration_code")
    verified = await other.call("POST", f"{flow}/phone-verification", json={"code": code})

    third = Person(http, holder=person.holder)
    standing = await third.call("GET", flow)
    assert (standing["state"], standing["face"]) == ("face_pending", verified["face"])
    await third.show_face(standing["face"]["token"])

    fourth = Client(http)
    assert (await fourth.call("GET", flow))["state"] == "face_passed"
    await fourth.call("POST", f"{flow}/password", 201, json={"password": PASSWORD})
    assert (await person.call("GET", flow))["state"] == "completed"
    await person.log_in()
    assert (await person.call("GET", "/api/me"))["name"] == person.holder.name


async def test_given_another_qr_code_the_earlier_one_opens_nothing(http: Http) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()
    earlier = await person.verify_phone(flow)
    await person.call("POST", f"/api/face-sessions/{earlier}/consent", 204, json={"accepted": True})
    again = await person.call("POST", f"{flow}/face-sessions", 201)
    assert again["token"] != earlier
    gone = f"/api/face-sessions/{earlier}"
    await refused(person.call("GET", gone), 404, "identity.face_session.not_found")
    consent = person.call("POST", f"{gone}/consent", 204, json={"accepted": True})
    await refused(consent, 404, "identity.face_session.not_found")
    await refused(person.call("POST", f"{gone}/submission"), 404, "identity.face_session.not_found")
    assert (await person.call("GET", flow))["face"]["token"] == again["token"]
    await person.show_face(again["token"])
    assert (await person.call("GET", flow))["state"] == "face_passed"


async def test_given_a_mistyped_phone_the_corrected_one_is_the_accounts(http: Http) -> None:
    (person,) = await archived(http)
    mistyped, right = person.holder.phone, invent(1)[0].phone
    flow = await person.begin_registration()
    sent_astray = await person.sms_code(mistyped, "registration_code")
    await person.call("POST", f"{flow}/codes", 202, json={"phone": right})
    code = await person.sms_code(right, "registration_code")
    if sent_astray != code:
        astray = person.call("POST", f"{flow}/phone-verification", json={"code": sent_astray})
        await refused(astray, 422, "identity.code.wrong")
    face = (await person.call("POST", f"{flow}/phone-verification", json={"code": code}))["face"]
    late = person.call("POST", f"{flow}/codes", 202, json={"phone": mistyped})
    await refused(late, 409, "identity.registration.wrong_state")
    await person.show_face(face["token"])
    await person.call("POST", f"{flow}/password", 201, json={"password": PASSWORD})
    await person.log_in()
    assert (await person.call("GET", "/api/me"))["phone_masked"] == f"{right[:3]}****{right[-4:]}"


async def test_given_a_token_of_the_other_kind_no_route_opens(http: Http) -> None:
    (person,) = await registered(http)
    members = [await staff(http, name) for name in STAFF]
    for path in ("/api/me", "/api/me/sessions", "/api/me/archive", "/api/me/applications", "/api/me/certificates"):
        for member in members:
            await refused(member.call("GET", path), 401, "gateway.token.invalid")
    for path in (
        "/api/staff/applications",
        "/api/staff/identity-reviews",
        "/api/staff/archive/records",
        "/api/staff/accounts",
        "/api/staff/audit",
    ):
        await refused(person.call("GET", path), 401, "gateway.token.invalid")
    await refused(members[0].call("DELETE", "/api/me", 204), 401, "gateway.token.invalid")
    assert (await person.call("GET", "/api/me"))["name"] == person.holder.name


async def test_given_two_tabs_that_refresh_at_once_both_stay_signed_in(http: Http) -> None:
    (person,) = await registered(http)
    cookie = await sign_in_as_browser(http, person)

    async def tab() -> tuple[int, dict[str, Any], dict[str, str]]:
        async with http.post(REFRESH, headers=cookie) as answer:
            return answer.status, await answer.json(), refresh_cookie(answer.cookies)

    answers = await asyncio.gather(tab(), tab())
    for status, body, _ in answers:
        assert (status, "refresh_token" in body) == (200, False)
        assert (await Client(http, body["access_token"]).call("GET", "/api/me"))["name"] == person.holder.name
    async with http.post(REFRESH, headers=answers[1][2]) as answer:
        assert answer.status == 200
    async with http.post(REFRESH, headers=cookie) as answer:
        assert (answer.status, (await answer.json())["code"]) == (401, "identity.session.refresh_reused")


async def test_given_a_program_without_cookies_it_stays_signed_in_and_scripts_do_not_learn_how(http: Http) -> None:
    (person,) = await registered(http)

    async def wanted() -> dict[str, Any]:
        solved = await person.solved_captcha()
        return {
            "id_number": person.holder.id_number,
            "password": PASSWORD,
            "with_refresh_token": True,
        } | solved

    for header in ({"Origin": "http://127.0.0.1"}, {"Sec-Fetch-Site": "same-origin"}):
        async with http.post("/api/sessions", json=await wanted(), headers=header) as answer:
            assert (answer.status, (await answer.json())["code"]) == (403, "identity.session.cookies_only")
            assert not answer.cookies
    first = await person.call("POST", "/api/sessions", 201, json=await wanted())
    renewed = await Client(http).call("POST", REFRESH, json={"refresh_token": first["refresh_token"]})
    assert renewed["refresh_token"] != first["refresh_token"]
    assert (await Client(http, renewed["access_token"]).call("GET", "/api/me"))["name"] == person.holder.name
    cookie = await sign_in_as_browser(http, person)
    async with http.post(REFRESH, headers=cookie, json={"refresh_token": renewed["refresh_token"]}) as answer:
        assert (answer.status, (await answer.json())["code"]) == (403, "identity.session.cookies_only")
