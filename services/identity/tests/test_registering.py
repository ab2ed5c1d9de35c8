"""Manual 2.1 and 2.2, over HTTP on real servers: from the agreement to the first login."""

import asyncio
import base64
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

pytestmark = pytest.mark.servers


async def test_a_person_registers_and_signs_in(world: Any) -> None:
    id_number, phone = world.somebody("冯海峰"), world.phone()
    agreement = await world.ask("GET", "/api/agreements/current")
    assert agreement.status == 200
    assert "人脸信息处理告知" in agreement.body["text"]

    started = await world.start(id_number, phone, agreement_version=agreement.body["version"])
    assert started.status == 201
    registration_id = started.body["registration_id"]
    assert started.body == {"registration_id": registration_id, "state": "code_sent", "resend_after": 60}
    assert len(base64.urlsafe_b64decode(registration_id + "==")) == 16
    standing = await world.ask("GET", f"/api/registrations/{registration_id}")
    assert standing.body["state"] == "code_sent"
    assert 0 < standing.body["resend_after"] <= 60
    assert standing.body["code_undelivered"] is False

    (code,) = await world.sms_codes(phone)
    assert len(code) == 4
    verified = await world.verify(registration_id, phone)
    assert verified.status == 200
    face = verified.body["face"]
    assert verified.body["state"] == "face_pending"
    assert face["url"] == f"http://127.0.0.1:8080/m/face/{face['token']}"
    assert face["expires_at"].endswith("+08:00")
    # a reloaded page gets the same QR code, although the database does not hold it
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body == {
        "state": "face_pending",
        "face": face,
    }

    page = await world.ask("GET", f"/api/face-sessions/{face['token']}")
    assert page.body["state"] == "pending"
    assert [step["step"] for step in page.body["steps"]] == [
        *("consent", "id_card_front", "id_card_back", "video", "submission")
    ]
    await world.hand_in(face["token"])
    page = await world.ask("GET", f"/api/face-sessions/{face['token']}")
    assert [step["done"] for step in page.body["steps"]] == [True, True, True, True, False]
    submitted = await world.post(f"/api/face-sessions/{face['token']}/submission")
    assert submitted.status == 200
    assert submitted.body["state"] == "passed"
    assert "沙箱" in submitted.body["reasons"][-1]["message"]
    assert (await world.post(f"/api/face-sessions/{face['token']}/submission")).body == submitted.body

    standing = await world.ask("GET", f"/api/registrations/{registration_id}")
    assert standing.body["state"] == "face_passed"
    done = await world.post(f"/api/registrations/{registration_id}/password", {"password": world.password})
    assert done.status == 201
    assert done.body["detail"] == "注册成功"
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "completed"

    signed_in = await world.log_in(id_number.lower())
    assert signed_in.status == 201
    assert signed_in.body["person"] == {"person_id": done.body["person_id"], "name": "冯海峰"}
    (event,) = await world.published("identity.person_registered.v1")
    assert event["person_id"] == done.body["person_id"]
    assert event["record_id"] == world.register.records[id_number]["record_id"]
    assert event["proven_by"] == "face"


async def test_evidence_is_sealed_while_it_is_kept_and_gone_after_a_pass(world: Any) -> None:
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    token = (await world.verify(registration_id, phone)).body["face"]["token"]
    await world.hand_in(token)
    await world.upload(token, "id-card/front", world.photo)
    objects = await world.evidence_objects()
    assert len(objects) == 4  # the replaced one goes with the next sweep
    for content in objects.values():
        assert content.startswith(b"v1.test.")
        assert world.video[:12] not in content
        with pytest.raises(OSError, match="cannot identify"):
            Image.open(BytesIO(content))
    await world.post(f"/api/face-sessions/{token}/submission")
    assert await world.evidence_objects() == {}
    (event,) = await world.published("identity.evidence_deleted.v1")
    assert event["objects"] == 4
    assert event["reason"] in {"passed", "expired"}


async def test_formats_come_first_then_the_captcha_then_the_register(world: Any) -> None:
    good, phone = world.somebody(), world.phone()
    wrong = await world.start("110105199003070010", phone)
    assert (wrong.status, wrong.code) == (422, "identity.id_number.invalid")
    assert wrong.body["errors"][0]["field"] == "id_number"
    assert (await world.start("110105900307001", phone)).code == "identity.id_number.invalid"
    wrong = await world.start(good, "1380013800")
    assert (wrong.status, wrong.code, wrong.body["detail"]) == (
        *(422, "identity.phone.invalid", "获取验证码失败，请重新获取"),
    )
    wrong = await world.start(good, phone, agreement_version="2020-08-01")
    assert (wrong.status, wrong.code) == (422, "identity.agreement.outdated")
    wrong = await world.start(world.stranger(), phone, captcha_answer="????")
    assert (wrong.status, wrong.code, wrong.body["detail"]) == (
        *(422, "identity.captcha.wrong", "验证码错误，请重新输入"),
    )
    assert world.register.asked == 0
    wrong = await world.start(world.stranger(), phone)
    assert (wrong.status, wrong.code) == (404, "identity.id_number.not_in_register")
    assert wrong.body["detail"] == "您的身份证号码系统没有记录，不能获取手机验证码"
    assert world.register.asked == 1
    assert await world.sms_codes(phone) == []


async def test_a_captcha_counts_once_whatever_came_of_it(world: Any) -> None:
    captcha = await world.captcha()
    refused = await world.start(world.stranger(), world.phone(), **captcha)
    assert refused.code == "identity.id_number.not_in_register"
    assert (await world.start(world.somebody(), world.phone(), **captcha)).code == "identity.captcha.wrong"

    wrong_first = await world.captcha()
    assert (await world.start(world.somebody(), world.phone(), **wrong_first | {"captcha_answer": "x"})).status == 422
    assert (await world.start(world.somebody(), world.phone(), **wrong_first)).code == "identity.captcha.wrong"

    late = await world.captcha()
    await world.age("captcha", "expires_at", 301)
    assert (await world.start(world.somebody(), world.phone(), **late)).code == "identity.captcha.wrong"

    shouted = await world.captcha()
    shouted["captcha_answer"] = f" {shouted['captcha_answer'].upper()} "
    assert (await world.start(world.somebody(), world.phone(), **shouted)).status == 201


async def test_unknown_fields_broken_bodies_and_missing_ones_are_refused(world: Any) -> None:
    id_number, phone = world.somebody(), world.phone()
    extra = await world.start(id_number, phone, state="completed")
    assert (extra.status, extra.body["errors"][0]["field"]) == (422, "state")
    broken = await world.ask("POST", "/api/registrations", data=b"{", headers={"Content-Type": "application/json"})
    assert broken.status == 422
    assert broken.headers["Content-Type"] == "application/problem+json"
    missing = await world.post("/api/registrations", {"id_number": id_number})
    assert {error["field"] for error in missing.body["errors"]} == {
        *("phone", "captcha_id", "captcha_answer", "agreement_version")
    }
    assert world.register.asked == 0


async def test_archive_away_is_a_pause_not_a_failure(world: Any) -> None:
    id_number, phone = world.somebody(), world.phone()
    world.register.away = True
    away = await world.start(id_number, phone)
    assert away.status == 503
    assert int(away.headers["Retry-After"]) > 0
    assert await world.sms_codes(phone) == []
    world.register.away = False
    assert (await world.start(id_number, phone)).status == 201


async def test_nobody_registers_twice(world: Any) -> None:
    person = await world.register_person()
    again = await world.start(person.id_number, world.phone())
    assert (again.status, again.code, again.body["detail"]) == (
        *(409, "identity.id_number.already_registered", "该身份证已注册，不能重复"),
    )


async def test_of_two_registrations_of_one_person_at_once_one_wins(world: Any) -> None:
    id_number = world.somebody()
    ids = []
    for _ in range(2):
        phone = world.phone()
        registration_id = (await world.start(id_number, phone)).body["registration_id"]
        token = (await world.verify(registration_id, phone)).body["face"]["token"]
        await world.hand_in(token)
        await world.post(f"/api/face-sessions/{token}/submission")
        ids.append(registration_id)
    answers = await asyncio.gather(
        *(world.post(f"/api/registrations/{id_}/password", {"password": world.password}) for id_ in ids)
    )
    assert sorted(answer.status for answer in answers) == [201, 409]
    (loser,) = [answer for answer in answers if answer.status == 409]
    assert loser.code == "identity.id_number.already_registered"
    assert len(await world.published("identity.person_registered.v1")) == 1


async def test_the_password_waits_for_the_face_check_and_must_be_strong(world: Any) -> None:
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    path = f"/api/registrations/{registration_id}/password"
    weak = await world.post(path, {"password": "123456a"})
    assert (weak.status, weak.code) == (422, "identity.password.weak")
    for _ in range(2):
        early = await world.post(path, {"password": world.password})
        assert (early.status, early.code) == (409, "identity.registration.wrong_state")
        if (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "code_sent":
            await world.verify(registration_id, phone)


async def test_a_registration_ends_after_half_an_hour_and_foreign_ids_open_nothing(world: Any) -> None:
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    other = registration_id[:-2] + ("AA" if registration_id[-2:] != "AA" else "BA")
    assert (await world.ask("GET", f"/api/registrations/{other}")).code == "identity.registration.not_found"
    await world.age("registration", "expires_at", 1800)
    gone = await world.verify(registration_id, phone)
    assert (gone.status, gone.code) == (404, "identity.registration.not_found")


async def test_nothing_personal_lies_in_the_clear_or_is_logged(world: Any, capfd: Any) -> None:
    id_number, phone = world.somebody("欧阳鹏程"), world.phone()
    registration_id = (await world.start(id_number, phone)).body["registration_id"]
    wrong = world.other_code((await world.sms_codes(phone))[0])
    await world.post(f"/api/registrations/{registration_id}/phone-verification", {"code": wrong})
    token = (await world.verify(registration_id, phone)).body["face"]["token"]
    await world.hand_in(token)
    await world.post(f"/api/face-sessions/{token}/submission")
    await world.post(f"/api/registrations/{registration_id}/password", {"password": world.password})
    signed_in = await world.log_in(id_number)
    tokens = (signed_in.cookies["zhengxin_refresh"].value, signed_in.body["access_token"])
    dump, logged = await world.dump(), "".join(capfd.readouterr())
    assert "registration" in logged
    for secret in (id_number, phone, "欧阳鹏程", world.password, registration_id, token, *tokens):
        assert secret.encode() not in dump
        assert secret not in logged
    assert await world.value("SELECT agreement_version FROM account") == "2026-11-22"
