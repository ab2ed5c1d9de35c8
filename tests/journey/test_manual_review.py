"""Manual 2.2 the other way (B1): a reviewer looks at the ID card instead of a machine at the face."""

from typing import Any

import aiohttp
import pytest
from cast import Http, archived, refused, registered, staff
from native.journey import PASSWORD, Member, Person
from native.people import id_card_photo

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


async def ask_for_review(person: Person) -> str:
    """Begin, verify the phone, hand in both sides of the ID card; returns the registration's path."""
    flow = await person.begin_registration()
    await person.verify_phone(flow)
    form = aiohttp.FormData()
    for side in ("id_card_front", "id_card_back"):
        form.add_field(side, id_card_photo(), filename=f"{side}.jpg", content_type="image/jpeg")
    asked = await person.call("POST", f"{flow}/manual-review", 202, data=form)
    assert asked["state"] == "face_in_review"
    return flow


async def review_of(reviewer: Member, person: Person) -> dict[str, Any]:
    """The review that concerns a person, opened."""
    query: dict[str, str] = {"limit": "100"}
    while True:
        page = await reviewer.call("GET", "/api/staff/identity-reviews", params=query)
        for item in page["items"]:
            assert person.holder.id_number not in str(item), "the queue is masked"
            opened: dict[str, Any] = await reviewer.call("GET", f"/api/staff/identity-reviews/{item['review_id']}")
            if opened["id_number"] == person.holder.id_number:
                return opened
        assert page["next_cursor"], "the review is in the queue"
        query["cursor"] = page["next_cursor"]


async def test_given_a_manual_review_that_accepts_registering_goes_on(http: Http) -> None:
    (person,) = await archived(http)
    flow = await ask_for_review(person)
    early = person.call("POST", f"{flow}/password", 201, json={"password": PASSWORD})
    await refused(early, 409, "identity.registration.wrong_state")
    reviewer = await staff(http, "reviewer")
    review = await review_of(reviewer, person)
    path = f"/api/staff/identity-reviews/{review['review_id']}"
    picture = await reviewer.call("GET", f"{path}/evidence/id_card_front")
    assert picture.startswith(b"\xff\xd8\xff")
    decided = await reviewer.call("POST", f"{path}/decision", json={"decision": "approve"})
    assert decided["state"] != "waiting"
    assert (await person.call("GET", flow))["state"] == "face_passed"
    await person.call("POST", f"{flow}/password", 201, json={"password": PASSWORD})
    await person.log_in()


async def test_given_a_manual_review_that_refuses_it_says_why(http: Http) -> None:
    (person,) = await archived(http)
    flow = await ask_for_review(person)
    reviewer = await staff(http, "reviewer")
    path = f"/api/staff/identity-reviews/{(await review_of(reviewer, person))['review_id']}/decision"
    await refused(reviewer.call("POST", path, json={"decision": "reject"}), 422, "identity.review.reason_required")
    reason = "照片不清晰，请重新拍摄"
    await reviewer.call("POST", path, json={"decision": "reject", "reason": reason})
    again = reviewer.call("POST", path, json={"decision": "approve"})
    await refused(again, 409, "identity.review.already_decided")
    assert (await person.call("GET", flow))["state"] == "face_failed"
    await person.show_face((await person.call("POST", f"{flow}/face-sessions", 201))["token"])
    await person.call("POST", f"{flow}/password", 201, json={"password": PASSWORD})


async def test_only_reviewers_see_reviews(http: Http) -> None:
    clerk = await staff(http, "clerk")
    await refused(clerk.call("GET", "/api/staff/identity-reviews"), 403, "kernel.role.missing")
    (person,) = await registered(http)
    await refused(person.call("GET", "/api/staff/identity-reviews"), 401, "gateway.token.invalid")
