"""Manual 2.1 and 2.2: basic registration, and the face check."""

import aiohttp
import pytest
from cast import Http, archived, refused, registered
from native.journey import PASSWORD, Client, Person, upload
from native.people import face_video, id_card_photo, invent

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


async def test_given_an_archived_person_registering_ends_with_success(http: Http) -> None:
    (person,) = await archived(http)
    agreement = await person.call("GET", "/api/agreements/current")
    assert agreement["text"]
    flow = await person.begin_registration()
    state = await person.call("GET", flow)
    assert state["state"] == "code_sent"
    code = await person.sms_code(person.holder.phone, "registration_code")
    assert len(code) == 4
    assert code.isdigit()
    verified = await person.call("POST", f"{flow}/phone-verification", json={"code": code})
    assert verified["state"] == "face_pending"
    assert verified["face"]["token"] in verified["face"]["url"]
    await person.show_face(verified["face"]["token"])
    assert (await person.call("GET", flow))["state"] == "face_passed"
    done = await person.call("POST", f"{flow}/password", 201, json={"password": PASSWORD})
    assert done["detail"] == "注册成功"
    await person.log_in()
    assert (await person.call("GET", "/api/me"))["name"] == person.holder.name


async def test_given_an_outdated_agreement_registering_is_refused(http: Http) -> None:
    (person,) = await archived(http)
    await refused(person.begin_registration(agreement_version="0"), 422, "identity.agreement.outdated")


async def test_given_nobody_in_the_register_no_code_is_to_be_had(http: Http) -> None:
    stranger = Person(http, holder=invent(1)[0])
    message = "您的身份证号码系统没有记录，不能获取手机验证码"
    await refused(stranger.begin_registration(), 404, "identity.id_number.not_in_register", message)


async def test_given_a_registered_person_registering_again_is_refused(http: Http) -> None:
    (person,) = await registered(http)
    message = "该身份证已注册，不能重复"
    await refused(person.begin_registration(), 409, "identity.id_number.already_registered", message)


@pytest.mark.parametrize("phone", ["1380013800", "138001380000", "23800138000", "1380013800x", ""])
async def test_given_a_wrong_phone_number_no_code_is_to_be_had(http: Http, phone: str) -> None:
    (person,) = await archived(http)
    body = await refused(
        person.begin_registration(phone=phone), 422, "identity.phone.invalid", "获取验证码失败，请重新获取"
    )
    assert body["errors"][0]["field"] == "phone"


async def test_given_a_mistyped_id_number_it_is_said_so(http: Http) -> None:
    (person,) = await archived(http)
    good = person.holder.id_number
    last = "0" if good[-1] != "0" else "1"
    for wrong in (good[:-1] + last, "130120880418880", "13012019881418880X", "", "99" + good[2:]):
        await refused(person.begin_registration(id_number=wrong), 422, "identity.id_number.invalid")
    spelled = "".join(chr(ord(sign) + 0xFEE0) for sign in good[:6]) + " " + good[6:].lower()
    assert await person.begin_registration(id_number=spelled), "full-width digits, spaces and a small x are forgiven"


async def test_given_a_wrong_captcha_nothing_is_looked_up(http: Http) -> None:
    stranger = Person(http, holder=invent(1)[0])
    message = "验证码错误，请重新输入"
    await refused(stranger.begin_registration(captcha_answer="????"), 422, "identity.captcha.wrong", message)
    used = await stranger.solved_captcha()
    await refused(stranger.begin_registration(**used), 404, "identity.id_number.not_in_register")
    await refused(stranger.begin_registration(**used), 422, "identity.captcha.wrong")


async def test_given_five_wrong_codes_the_right_one_counts_no_more(http: Http) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()
    code = await person.sms_code(person.holder.phone, "registration_code")
    wrong = f"{(int(code) + 1) % 10_000:04d}"
    for _ in range(5):
        await refused(
            person.call("POST", f"{flow}/phone-verification", json={"code": wrong}), 422, "identity.code.wrong"
        )
    message = "验证码已过期，请重新获取"
    await refused(
        person.call("POST", f"{flow}/phone-verification", json={"code": code}), 422, "identity.code.expired", message
    )


async def test_given_a_code_a_moment_ago_the_next_must_wait_but_another_phone_need_not(http: Http) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()
    body = await refused(person.call("POST", f"{flow}/codes", 202, json={}), 429, "identity.code.throttled")
    assert body["title"]
    other = invent(1)[0].phone
    assert (await person.call("POST", f"{flow}/codes", 202, json={"phone": other}))["resend_after"] > 0
    code = await person.sms_code(other, "registration_code")
    assert (await person.call("POST", f"{flow}/phone-verification", json={"code": code}))["state"] == "face_pending"


async def test_given_a_failed_face_check_it_can_be_tried_again(http: Http) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()
    token = await person.verify_phone(flow)
    await person.call("PUT", f"/sandbox/face-sessions/{token}/outcome", 204, json={"outcome": "failed"})
    result = await person.show_face(token, expect="failed")
    assert result["reasons"][0]["message"]
    assert (await person.call("GET", flow))["state"] == "face_failed"
    await refused(
        person.call("POST", f"{flow}/password", 201, json={"password": PASSWORD}),
        409,
        "identity.registration.wrong_state",
    )
    again = await person.call("POST", f"{flow}/face-sessions", 201)
    await person.show_face(again["token"])
    await person.call("POST", f"{flow}/password", 201, json={"password": PASSWORD})


async def test_given_a_phone_page_its_steps_come_in_their_order(http: Http) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()
    path = f"/api/face-sessions/{await person.verify_phone(flow)}"
    assert (await person.call("GET", path))["steps"]

    def form(content: bytes) -> aiohttp.FormData:
        return upload("file", content, "evidence")

    front = f"{path}/id-card/front"
    await refused(
        person.call("PUT", front, 204, data=form(id_card_photo())), 409, "identity.face_session.consent_missing"
    )
    await person.call("POST", f"{path}/consent", 204, json={"accepted": True})
    await refused(person.call("PUT", front, 204, data=form(b"no picture")), 422, "identity.evidence.not_picture")
    await refused(person.call("PUT", f"{path}/video", 204, data=form(b"no video")), 422, "identity.evidence.not_video")
    too_large = face_video() + bytes(20 * 1024 * 1024)
    await refused(person.call("PUT", f"{path}/video", 204, data=form(too_large)), 413, "identity.evidence.too_large")
    await refused(person.call("POST", f"{path}/submission"), 409, "identity.face_session.evidence_missing")
    await refused(person.call("GET", "/api/face-sessions/unknown-token"), 404, "identity.face_session.not_found")


@pytest.mark.parametrize("password", ["short", "lettersonly", "12345678", "password1", "abc123", ""])
async def test_given_a_weak_password_it_is_refused(http: Http, password: str) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()
    await person.show_face(await person.verify_phone(flow))
    await refused(
        person.call("POST", f"{flow}/password", 201, json={"password": password}), 422, "identity.password.weak"
    )


async def test_given_an_unknown_flow_it_does_not_exist(http: Http) -> None:
    anybody = Client(http)
    await refused(anybody.call("GET", "/api/registrations/unknown-flow"), 404, "identity.registration.not_found")
