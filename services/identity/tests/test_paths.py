"""What cannot be an id in a path is answered as an id that nobody has."""

from typing import Any

import pytest

pytestmark = pytest.mark.servers

NOBODY = "01a20540-0000-7000-8000-000000000000"
STRANGE = ("12", "not-a-uuid", "%00", "%F0%9F%98%80", "1%27%20OR%201=1", NOBODY[:-1] + "g")

PERSON = (("DELETE", "/api/me/sessions/{}", "identity.session.not_found"),)
REVIEWER = (
    ("GET", "/api/staff/identity-reviews/{}", "identity.review.not_found"),
    ("GET", "/api/staff/identity-reviews/{}/evidence/video", "identity.review.not_found"),
    ("POST", "/api/staff/identity-reviews/{}/decision", "identity.review.not_found"),
)
ANYBODY = (
    ("GET", "/api/captchas/{}/audio", "identity.captcha.not_found"),
    ("GET", "/api/registrations/{}", "identity.registration.not_found"),
    ("POST", "/api/registrations/{}/face-sessions", "identity.registration.not_found"),
    ("GET", "/api/face-sessions/{}", "identity.face_session.not_found"),
    ("GET", "/api/phone-recoveries/{}", "identity.registration.not_found"),
)
SERVICES = (
    ("GET", "/internal/persons/{}/phone", "identity.person.not_found"),
    ("GET", "/internal/sandbox/captchas/{}", "identity.captcha.not_found"),
)


async def test_what_cannot_be_an_id_is_not_found(world: Any, lab: Any) -> None:
    person, reviewer = await world.sign_in(await world.register_person()), await world.staff("reviewer")
    for headers, routes in ((person, PERSON), (reviewer, REVIEWER), ({}, ANYBODY), (lab.internal, SERVICES)):
        for method, path, code in routes:
            body = {"decision": "approve"} if path.endswith("/decision") else None
            for written in (NOBODY, *STRANGE):
                answer = await world.ask(method, path.format(written), headers=headers, json=body)
                assert (answer.status, answer.code) == (404, code), (method, path, written)
                assert answer.body["detail"]


async def test_strangers_do_not_learn_what_could_be_an_id(world: Any) -> None:
    for method, path, _ in PERSON + REVIEWER + SERVICES:
        for written in (NOBODY, STRANGE[0]):
            assert (await world.ask(method, path.format(written))).status == 401, (method, path, written)
