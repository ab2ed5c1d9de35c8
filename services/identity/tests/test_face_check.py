"""The phone's page (manual 2.2): consent, evidence, the provider's answers, another try."""

import asyncio
from typing import Any

import pytest

pytestmark = pytest.mark.servers


@pytest.fixture
async def registration(world: Any) -> tuple[str, str]:
    """A registration whose phone is verified: its id and its face token."""
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    return registration_id, (await world.verify(registration_id, phone)).body["face"]["token"]


async def outcome(world: Any, token: str, said: str) -> None:
    answer = await world.inside("PUT", f"/internal/sandbox/face-sessions/{token}/outcome", json={"outcome": said})
    assert answer.status == 204


async def test_nothing_is_taken_in_before_the_consent(world: Any, registration: tuple[str, str]) -> None:
    _, token = registration
    early = await world.upload(token, "id-card/front", world.photo)
    assert (early.status, early.code) == (409, "identity.face_session.consent_missing")
    assert (await world.post(f"/api/face-sessions/{token}/submission")).code == "identity.face_session.consent_missing"
    assert (await world.post(f"/api/face-sessions/{token}/consent", {"accepted": False})).status == 422
    assert await world.evidence_objects() == {}


async def test_all_must_be_handed_in(world: Any, registration: tuple[str, str]) -> None:
    _, token = registration
    await world.post(f"/api/face-sessions/{token}/consent", {"accepted": True})
    await world.upload(token, "id-card/front", world.photo)
    missing = await world.post(f"/api/face-sessions/{token}/submission")
    assert (missing.status, missing.code) == (409, "identity.face_session.evidence_missing")
    assert missing.body["errors"][0]["field"] == "id_card_back"


async def test_files_of_no_use_are_refused_and_leave_nothing(world: Any, registration: tuple[str, str]) -> None:
    _, token = registration
    await world.post(f"/api/face-sessions/{token}/consent", {"accepted": True})
    for what, content, code in (
        ("id-card/front", b"<html>", "identity.evidence.not_picture"),
        ("id-card/back", b"", "identity.evidence.not_picture"),
        ("video", world.photo, "identity.evidence.not_video"),
    ):
        refused = await world.upload(token, what, content)
        assert (refused.status, refused.code) == (422, code)
    large = await world.upload(token, "video", world.video + bytes(20 * 1024 * 1024))
    assert (large.status, large.code) == (413, "identity.evidence.too_large")
    assert (await world.upload(token, "id-card/left", world.photo)).code == "kernel.path.not_found"
    assert await world.evidence_objects() == {}
    assert await world.value("SELECT count(*) FROM evidence") == 0


async def test_a_failure_offers_another_try(world: Any, registration: tuple[str, str]) -> None:
    registration_id, token = registration
    await outcome(world, token, "failed")
    await world.hand_in(token)
    failed = await world.post(f"/api/face-sessions/{token}/submission")
    assert failed.body["state"] == "failed"
    assert failed.body["reasons"][0]["code"] == "identity.face.not_matched"
    standing = (await world.ask("GET", f"/api/registrations/{registration_id}")).body
    assert standing["state"] == "face_failed"
    assert standing["reasons"][0]["code"] == "identity.face.not_matched"
    assert len(await world.evidence_objects()) == 3
    late = await world.upload(token, "video", world.video)
    assert (late.status, late.code) == (409, "identity.face_session.decided")

    again = await world.post(f"/api/registrations/{registration_id}/face-sessions")
    assert again.status == 201
    assert again.body["token"] != token
    await world.hand_in(again.body["token"])
    assert (await world.post(f"/api/face-sessions/{again.body['token']}/submission")).body["state"] == "passed"
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "face_passed"


async def test_another_try_on_the_phone_keeps_link_and_photos(world: Any, registration: tuple[str, str]) -> None:
    registration_id, token = registration
    early = await world.post(f"/api/face-sessions/{token}/retry")
    assert (early.status, early.body["state"]) == (200, "pending")
    await outcome(world, token, "failed")
    await world.hand_in(token)
    await world.post(f"/api/face-sessions/{token}/submission")

    for _ in range(2):  # pressed twice, it counts once
        again = await world.post(f"/api/face-sessions/{token}/retry")
        assert (again.status, again.body["state"]) == (200, "pending")
        done = {step["step"]: step["done"] for step in again.body["steps"]}
        assert done == {
            "consent": True,
            "id_card_front": True,
            "id_card_back": True,
            "video": False,
            "submission": False,
        }
    assert await world.value("SELECT face_attempts FROM registration") == 2
    standing = (await world.ask("GET", f"/api/registrations/{registration_id}")).body
    assert (standing["state"], standing["face"]["token"]) == ("face_pending", token)

    await outcome(world, token, "passed")
    assert (await world.upload(token, "video", world.video)).status == 204
    assert (await world.post(f"/api/face-sessions/{token}/submission")).body["state"] == "passed"
    late = await world.post(f"/api/face-sessions/{token}/retry")
    assert (late.status, late.code) == (409, "identity.face_session.decided")


async def test_a_try_that_the_computer_began_anew_ends_the_one_on_the_phone(
    world: Any, registration: tuple[str, str]
) -> None:
    registration_id, token = registration
    await outcome(world, token, "failed")
    await world.hand_in(token)
    await world.post(f"/api/face-sessions/{token}/submission")
    assert (await world.post(f"/api/registrations/{registration_id}/face-sessions")).status == 201
    over = await world.post(f"/api/face-sessions/{token}/retry")
    assert (over.status, over.code) == (404, "identity.face_session.not_found")


async def test_what_the_provider_cannot_tell_goes_to_review(world: Any, registration: tuple[str, str]) -> None:
    registration_id, token = registration
    await outcome(world, token, "in_review")
    await world.hand_in(token)
    assert (await world.post(f"/api/face-sessions/{token}/submission")).body["state"] == "in_review"
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "face_in_review"
    again = await world.post(f"/api/registrations/{registration_id}/face-sessions")
    assert (again.status, again.code) == (409, "identity.registration.wrong_state")
    await world.age("registration", "expires_at", 86_400)  # a reviewer may take a day
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).status == 200


async def test_a_new_qr_code_ends_the_old_one(world: Any, registration: tuple[str, str]) -> None:
    registration_id, token = registration
    await world.post(f"/api/face-sessions/{token}/consent", {"accepted": True})
    fresh = (await world.post(f"/api/registrations/{registration_id}/face-sessions")).body["token"]
    gone = await world.ask("GET", f"/api/face-sessions/{token}")
    assert (gone.status, gone.code) == (404, "identity.face_session.not_found")
    assert (await world.upload(token, "video", world.video)).status == 404
    page = await world.ask("GET", f"/api/face-sessions/{fresh}")
    assert not any(step["done"] for step in page.body["steps"])


async def test_a_qr_code_that_ran_out_is_renewed_on_the_computer(world: Any, registration: tuple[str, str]) -> None:
    registration_id, token = registration
    await world.age("face_session", "expires_at", 1800)
    assert (await world.ask("GET", f"/api/face-sessions/{token}")).status == 404
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body == {"state": "face_pending"}
    assert (await world.post(f"/api/registrations/{registration_id}/face-sessions")).status == 201


async def test_ten_face_sessions_are_enough(world: Any, registration: tuple[str, str]) -> None:
    registration_id, _ = registration
    statuses = [(await world.post(f"/api/registrations/{registration_id}/face-sessions")).status for _ in range(10)]
    assert statuses == [201] * 9 + [429]


async def test_two_submissions_at_once_ask_the_provider_once(world: Any, registration: tuple[str, str]) -> None:
    registration_id, token = registration
    await world.hand_in(token)
    answers = await asyncio.gather(*(world.post(f"/api/face-sessions/{token}/submission") for _ in range(4)))
    told = {answer.body["state"] if answer.status == 200 else answer.code for answer in answers}
    assert told <= {"passed", "identity.face_session.check_under_way"}
    assert "passed" in told
    assert (await world.ask("GET", f"/api/registrations/{registration_id}")).body["state"] == "face_passed"
    assert len(await world.published("identity.evidence_deleted.v1")) == 1


async def test_the_sandbox_is_set_by_services_only(world: Any, registration: tuple[str, str]) -> None:
    _, token = registration
    path = f"/internal/sandbox/face-sessions/{token}/outcome"
    assert (await world.ask("PUT", path, json={"outcome": "failed"})).status == 401
    assert (await world.inside("PUT", path, json={"outcome": "perhaps"})).status == 422
    foreign = await world.inside("PUT", path.replace(token, "x" * 22), json={"outcome": "failed"})
    assert foreign.code == "identity.face_session.not_found"


async def test_without_the_object_store_uploads_wait_and_nothing_is_half_done(world_without_storage: Any) -> None:
    world = world_without_storage
    phone = world.phone()
    registration_id = (await world.start(world.somebody(), phone)).body["registration_id"]
    token = (await world.verify(registration_id, phone)).body["face"]["token"]
    await world.post(f"/api/face-sessions/{token}/consent", {"accepted": True})
    away = await world.upload(token, "id-card/front", world.photo)
    assert away.status == 503
    assert int(away.headers["Retry-After"]) > 0
    page = await world.ask("GET", f"/api/face-sessions/{token}")
    assert {step["step"]: step["done"] for step in page.body["steps"]}["id_card_front"] is False
    # the row that was written first has the object looked for, and forgotten, later
    assert await world.value("SELECT count(*) FROM evidence WHERE stored_at IS NULL") == 1
    assert (await world.ask("GET", "/readyz")).body["checks"]["evidence"] == "away"
