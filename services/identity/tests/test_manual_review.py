"""The way round the face check (B1): the ID card goes to a reviewer, who accepts or refuses with a reason."""

import asyncio
from io import BytesIO
from typing import Any

import pytest
from aiohttp import FormData
from kernel.contracts.identity import ReviewDecided
from kernel.sealed import EventSealer
from PIL import Image

pytestmark = pytest.mark.servers

QUEUE = "/api/staff/identity-reviews"


async def verified(world: Any, name: str = "冯海峰") -> tuple[str, str, str]:
    """A registration whose phone is verified: its id, the ID number and the face token."""
    id_number, phone = world.somebody(name), world.phone()
    registration_id = (await world.start(id_number, phone)).body["registration_id"]
    return registration_id, id_number, (await world.verify(registration_id, phone)).body["face"]["token"]


async def waiting(world: Any, reviewer: dict[str, str]) -> list[dict[str, Any]]:
    answer = await world.ask("GET", QUEUE, headers=reviewer)
    assert answer.status == 200
    return list(answer.body["items"])


async def decide(world: Any, review_id: str, headers: dict[str, str], **body: Any) -> Any:
    return await world.post(f"{QUEUE}/{review_id}/decision", body, headers=headers)


async def test_the_phone_too_hands_the_id_card_to_staff(world: Any) -> None:
    registration_id, _, token = await verified(world)
    asked = await world.ask_for_review(token, "face-sessions")
    assert (asked.status, asked.body) == (202, {"state": "face_in_review"})
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "face_in_review"
    assert (await world.ask("GET", f"/api/face-sessions/{token}")).body["state"] == "in_review", "shown after a reload"
    for again in ("manual-review", "retry"):
        late = (
            await world.ask_for_review(token, "face-sessions")
            if again == "manual-review"
            else await world.post(f"/api/face-sessions/{token}/retry")
        )
        assert late.status == 409
    reviewer = await world.staff("reviewer")
    (item,) = await waiting(world, reviewer)
    assert item["asked_by"] == "person"
    await decide(world, item["review_id"], reviewer, decision="approve")
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "face_passed"
    foreign = await world.ask_for_review("x" * 22, "face-sessions")
    assert (foreign.status, foreign.code) == (404, "identity.face_session.not_found")


async def test_after_a_failure_the_phone_hands_the_id_card_to_staff(world: Any) -> None:
    registration_id, _, token = await verified(world)
    path = f"/internal/sandbox/face-sessions/{token}/outcome"
    assert (await world.inside("PUT", path, json={"outcome": "failed"})).status == 204
    await world.hand_in(token)
    await world.post(f"/api/face-sessions/{token}/submission")
    assert (await world.ask_for_review(token, "face-sessions")).status == 202
    standing = (await world.ask("GET", f"/api/registrations/{registration_id}")).body
    assert standing == {"state": "face_in_review"}
    submitted = await world.post(f"/api/face-sessions/{token}/submission")
    assert submitted.body == {"state": "in_review", "reasons": []}


async def test_a_person_who_wants_no_face_check_is_accepted_by_staff(world: Any) -> None:
    registration_id, id_number, face_token = await verified(world, "欧阳鹏程")
    asked = await world.ask_for_review(registration_id)
    assert (asked.status, asked.body) == (202, {"state": "face_in_review"})
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "face_in_review"
    assert (await world.ask("GET", f"/api/face-sessions/{face_token}")).status == 404
    early = await world.post(f"/api/registrations/{registration_id}/password", {"password": world.password})
    assert (early.status, early.code) == (409, "identity.registration.wrong_state")

    reviewer = await world.staff("reviewer")
    (item,) = await waiting(world, reviewer)
    assert (item["name_masked"], item["asked_by"], item["aim"]) == ("欧**", "person", "registration")
    assert id_number not in str(item)
    shown = await world.ask("GET", f"{QUEUE}/{item['review_id']}", headers=reviewer)
    assert (shown.body["name"], shown.body["id_number"]) == ("欧阳鹏程", id_number)
    assert shown.body["evidence"] == ["id_card_back", "id_card_front"]
    picture = await world.ask("GET", f"{QUEUE}/{item['review_id']}/evidence/id_card_front", headers=reviewer)
    assert (picture.headers["Content-Type"], picture.headers["Cache-Control"]) == ("image/jpeg", "no-store")
    assert Image.open(BytesIO(picture.body)).size == (640, 400)
    none = await world.ask("GET", f"{QUEUE}/{item['review_id']}/evidence/video", headers=reviewer)
    assert (none.status, none.code) == (404, "identity.evidence.not_found")

    decided = await decide(world, item["review_id"], reviewer, decision="approve")
    assert (decided.status, decided.body["state"], decided.body["decided_by"]) == (200, "accepted", "reviewer")
    assert await waiting(world, reviewer) == []
    assert await world.evidence_objects() == {}
    # six days later the person comes back
    await world.age("registration", "expires_at", 6 * 86_400)
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "face_passed"
    done = await world.post(f"/api/registrations/{registration_id}/password", {"password": world.password})
    assert (done.status, done.body["detail"]) == (201, "注册成功")
    (registered,) = await world.published("identity.person_registered.v1")
    assert registered["proven_by"] == "review"


async def test_each_look_and_the_decision_are_told_to_the_audit_log_and_the_phone(world: Any) -> None:
    id_number, phone = world.somebody(), world.phone()
    registration_id = (await world.start(id_number, phone)).body["registration_id"]
    await world.verify(registration_id, phone)
    await world.ask_for_review(registration_id)
    reviewer = await world.staff("reviewer")
    (item,) = await waiting(world, reviewer)
    path = f"{QUEUE}/{item['review_id']}"
    await world.ask("GET", path, headers=reviewer)
    await world.ask("GET", f"{path}/evidence/id_card_back", headers=reviewer)
    await decide(world, item["review_id"], reviewer, decision="approve", reason="")
    acts = await world.published("identity.staff_acted.v1")
    assert [(act["actor"], act["action"], act["object_id"]) for act in acts] == [
        ("reviewer", "identity_review.opened", item["review_id"]),
        ("reviewer", "identity_review.id_card_back_shown", item["review_id"]),
        ("reviewer", "identity_review.accepted", item["review_id"]),
    ]
    (told,) = await world.published("identity.review_decided.v1")
    event = ReviewDecided.model_validate(told)
    assert event.accepted
    assert EventSealer(world.settings.event_keys).open(event, event.recipient) == {"phone": phone}


async def test_a_refusal_says_why_and_the_person_may_try_again(world: Any) -> None:
    registration_id, _, _ = await verified(world)
    await world.ask_for_review(registration_id)
    reviewer = await world.staff("reviewer")
    (item,) = await waiting(world, reviewer)
    for silent in ({"decision": "reject"}, {"decision": "reject", "reason": "  "}):
        refused = await decide(world, item["review_id"], reviewer, **silent)
        assert (refused.status, refused.code) == (422, "identity.review.reason_required")
    decided = await decide(world, item["review_id"], reviewer, decision="reject", reason="身份证照片反光，无法辨认")
    assert decided.body["state"] == "refused"
    standing = (await world.ask("GET", f"/api/registrations/{registration_id}")).body
    assert standing["state"] == "face_failed"
    assert standing["reasons"] == [{"code": "identity.review.refused", "message": "身份证照片反光，无法辨认"}]
    assert (await world.post(f"/api/registrations/{registration_id}/face-sessions")).status == 201
    for _ in range(2):
        assert (await world.ask_for_review(registration_id)).status == 202
        (item,) = await waiting(world, reviewer)
        await decide(world, item["review_id"], reviewer, decision="reject", reason="照片过期")
    enough = await world.ask_for_review(registration_id)
    assert (enough.status, enough.code) == (429, "identity.review.too_many")


async def test_what_a_provider_is_unsure_of_goes_to_the_reviewers_too(world: Any) -> None:
    registration_id, _, token = await verified(world)
    await world.inside("PUT", f"/internal/sandbox/face-sessions/{token}/outcome", json={"outcome": "in_review"})
    await world.hand_in(token)
    assert (await world.post(f"/api/face-sessions/{token}/submission")).body["state"] == "in_review"
    reviewer = await world.staff("reviewer")
    (item,) = await waiting(world, reviewer)
    assert item["asked_by"] == "provider"
    shown = await world.ask("GET", f"{QUEUE}/{item['review_id']}", headers=reviewer)
    assert shown.body["evidence"] == ["id_card_back", "id_card_front", "video"]
    video = await world.ask("GET", f"{QUEUE}/{item['review_id']}/evidence/video", headers=reviewer)
    assert (video.headers["Content-Type"], video.body) == ("video/mp4", world.video)
    assert (await decide(world, item["review_id"], reviewer, decision="approve")).status == 200
    assert (await world.ask("GET", f"/api/face-sessions/{token}")).body["state"] == "passed"
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "face_passed"
    assert await world.evidence_objects() == {}


async def test_of_two_decisions_at_once_one_counts(world: Any) -> None:
    registration_id, _, _ = await verified(world)
    await world.ask_for_review(registration_id)
    reviewer, admin = await world.staff("reviewer"), await world.staff("admin")
    (item,) = await waiting(world, reviewer)
    answers = await asyncio.gather(
        decide(world, item["review_id"], reviewer, decision="approve"),
        decide(world, item["review_id"], admin, decision="reject", reason="不清晰"),
    )
    assert sorted(answer.status for answer in answers) == [200, 409]
    (late,) = [answer for answer in answers if answer.status == 409]
    assert late.code == "identity.review.already_decided"
    assert len(await world.published("identity.review_decided.v1")) == 1


async def test_of_two_uploads_at_once_one_review_comes(world: Any) -> None:
    registration_id, _, _ = await verified(world)
    answers = await asyncio.gather(*(world.ask_for_review(registration_id) for _ in range(3)))
    assert sorted(answer.status for answer in answers) == [202, 409, 409]
    assert await world.count("identity_review") == 1
    assert len(await world.evidence_objects()) == 2


async def test_pictures_of_no_use_are_refused_by_name(world: Any) -> None:
    registration_id, _, _ = await verified(world)
    refused = await world.ask_for_review(registration_id, id_card_back=b"<html><?php")
    assert (refused.status, refused.code) == (422, "identity.evidence.not_picture")
    assert refused.body["errors"][0]["field"] == "id_card_back"
    large = await world.ask_for_review(registration_id, id_card_front=world.photo + bytes(10 * 1024 * 1024))
    assert (large.status, large.code) == (413, "identity.evidence.too_large")
    missing = await world.post(f"/api/registrations/{registration_id}/manual-review")
    assert {error["field"] for error in missing.body["errors"]} == {"id_card_front", "id_card_back"}
    assert (await world.ask_for_review("A" * 22)).code == "identity.registration.not_found"
    early = (await world.start(world.somebody(), world.phone())).body["registration_id"]
    assert (await world.ask_for_review(early)).code == "identity.registration.wrong_state"
    assert await world.evidence_objects() == {}


async def test_only_reviewers_see_reviews_and_nobody_decides_about_themselves(world: Any) -> None:
    registration_id, id_number, _ = await verified(world)
    await world.ask_for_review(registration_id)
    (item,) = await waiting(world, await world.staff("reviewer"))
    path = f"{QUEUE}/{item['review_id']}"
    clerk = await world.staff("clerk")
    person = await world.sign_in(await world.register_person())
    for method, where in (("GET", QUEUE), ("GET", path), ("GET", f"{path}/evidence/id_card_front")):
        assert (await world.ask(method, where)).status == 401
        assert (await world.ask(method, where, headers=person)).status == 401
        assert (await world.ask(method, where, headers=clerk)).code == "kernel.role.missing"
    assert (await decide(world, item["review_id"], clerk, decision="approve")).status == 403

    admin = await world.staff("admin")
    new = {"username": "luo.min", "password": "Kx7-wertvoll", "roles": ["reviewer"], "id_number": id_number}
    assert (await world.post("/api/staff/accounts", new, headers=admin)).status == 201
    own = await world.staff("luo.min", "Kx7-wertvoll")
    for answer in (
        await world.ask("GET", path, headers=own),
        await world.ask("GET", f"{path}/evidence/id_card_front", headers=own),
        await decide(world, item["review_id"], own, decision="approve"),
    ):
        assert (answer.status, answer.code) == (403, "identity.review.own")
    assert (await decide(world, item["review_id"], admin, decision="approve", state="x")).status == 422
    assert (await world.ask("GET", f"{QUEUE}/{registration_id}", headers=admin)).status == 404
    await world.age("registration", "expires_at", 8 * 86_400)
    assert await waiting(world, admin) == []
    assert (await decide(world, item["review_id"], admin, decision="approve")).code == "identity.review.not_found"


async def test_the_queue_is_paged_the_longest_waiting_first(world: Any) -> None:
    for name in ("甲一", "乙二", "丙三"):
        registration_id, _, _ = await verified(world, name)
        await world.ask_for_review(registration_id)
    reviewer = await world.staff("reviewer")
    first = await world.ask("GET", f"{QUEUE}?limit=2", headers=reviewer)
    assert [item["name_masked"] for item in first.body["items"]] == ["甲*", "乙*"]
    rest = await world.ask("GET", f"{QUEUE}?limit=2&cursor={first.body['next_cursor']}", headers=reviewer)
    assert [item["name_masked"] for item in rest.body["items"]] == ["丙*"]
    assert rest.body["next_cursor"] is None
    assert (await world.ask("GET", f"{QUEUE}?cursor=WyJ4Il0=", headers=reviewer)).code == "kernel.cursor.invalid"


async def test_who_waits_for_staff_goes_on_from_another_device(world: Any) -> None:
    id_number, phone = world.somebody(), world.phone()
    lost = (await world.start(id_number, phone)).body["registration_id"]
    await world.verify(lost, phone)
    await world.ask_for_review(lost)
    reviewer = await world.staff("reviewer")
    for state in ("face_in_review", "face_passed"):
        await world.age("sms_code", "created_at", 61)
        found = (await world.start(id_number, phone)).body["registration_id"]
        verified = await world.verify(found, phone)
        assert (verified.status, verified.body) == (200, {"state": state})
        assert (await world.ask("GET", f"/api/registrations/{found}")).body["state"] == state
        assert (await world.ask("GET", f"/api/registrations/{lost}")).status == 404
        lost = found
        if state == "face_in_review":
            (item,) = await waiting(world, reviewer)
            assert (await decide(world, item["review_id"], reviewer, decision="approve")).status == 200
    other_phone = world.phone()
    stranger = (await world.start(id_number, other_phone)).body["registration_id"]
    assert (await world.verify(stranger, other_phone)).body["state"] == "face_pending"
    done = await world.post(f"/api/registrations/{lost}/password", {"password": world.password})
    assert (done.status, done.body["detail"]) == (201, "注册成功")


async def test_parts_that_nobody_knows_are_refused(world: Any) -> None:
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    token = (await world.verify(registration_id, phone)).body["face"]["token"]
    await world.post(f"/api/face-sessions/{token}/consent", {"accepted": True})
    answers = [await world.ask_for_review(registration_id, selfie=world.photo)]
    for what in ("id-card/front", "video"):
        form = FormData({"note": "x"})
        form.add_field("file", BytesIO(world.photo), filename="upload")
        answers.append(await world.ask("PUT", f"/api/face-sessions/{token}/{what}", data=form))
    assert [(answer.status, answer.code) for answer in answers] == [(422, "kernel.request.invalid")] * 3
    assert [answer.body["errors"][0]["field"] for answer in answers] == ["selfie", "note", "note"]
