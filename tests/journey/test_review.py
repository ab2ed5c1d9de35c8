"""The reviewers' side: claims, decisions by many at once, what is counted, what is kept of who did what."""

import asyncio
from uuid import uuid4

import jwt
import pytest
from cast import Http, refused, registered, staff, status_of
from native.journey import Member, Refused
from native.people import introduction_letter

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


async def test_given_a_claim_nobody_else_decides(http: Http) -> None:
    (person,) = await registered(http)
    application = (await person.apply("custody"))["application_id"]
    path = f"/api/staff/applications/{application}"
    first, second = await staff(http, "reviewer"), await staff(http, "admin")
    claimed = await first.call("POST", f"{path}/claim")
    assert claimed["claimed_by"] == "reviewer"
    claimed_code = "certificate.application.claimed"
    await refused(second.call("POST", f"{path}/claim"), 409, claimed_code)
    await refused(second.decide(application), 409, claimed_code)
    released = await first.call("DELETE", f"{path}/claim")
    assert released["claimed_by"] is None
    await second.decide(application)


async def test_given_an_open_application_the_reviewer_sees_record_and_letter(http: Http) -> None:
    (person,) = await registered(http, archive_type="unit")
    application = (await person.apply("custody", introduction_letter()))["application_id"]
    reviewer = await staff(http, "reviewer")
    shown = await reviewer.call("GET", f"/api/staff/applications/{application}")
    assert shown["snapshot"]["id_number"] == person.holder.id_number
    assert shown["record"] == shown["snapshot"]
    assert shown["differences"] == []
    letter = await reviewer.call("GET", f"/api/staff/applications/{application}/letter")
    assert letter.startswith(b"\xff\xd8\xff")
    query = {"state": "submitted", "certificate_type": "custody", "sort": "newest", "q": person.holder.id_number}
    (line,) = (await reviewer.call("GET", "/api/staff/applications", params=query))["items"]
    assert line["application_id"] == application
    assert line["waiting_since"]
    assert person.holder.name not in str(line)


async def test_a_rejection_names_reasons_from_the_list(http: Http) -> None:
    (person,) = await registered(http)
    application = (await person.apply("custody"))["application_id"]
    reviewer = await staff(http, "reviewer")
    reasons = (await reviewer.call("GET", "/api/staff/rejection-reasons"))["items"]
    assert {"code", "label", "field"} <= set(reasons[0])
    await refused(reviewer.decide(application, "reject"), 422, "certificate.decision.reason_required")
    unknown = reviewer.decide(application, "reject", reasons=["bad_weather"])
    await refused(unknown, 422, "certificate.decision.reason_unknown")
    long = reviewer.decide(application, "reject", comment="长" * 501)
    await refused(long, 422, "certificate.decision.comment_too_long")
    await refused(reviewer.decide(application, version=99), 409, "certificate.application.version_conflict")
    await refused(reviewer.decide(application, "perhaps"), 422, "kernel.request.invalid")
    await reviewer.decide(application, "reject", reasons=["purpose_unclear", "record_wrong"])
    await refused(reviewer.decide(application), 409, "certificate.application.already_decided")


async def test_given_many_each_is_decided_by_itself(http: Http) -> None:
    people = await registered(http, 3)
    reviewer = await staff(http, "reviewer")
    items = []
    for person in people:
        application = (await person.apply("custody"))["application_id"]
        version = (await reviewer.call("GET", f"/api/staff/applications/{application}"))["version"]
        items.append({"application_id": application, "decision": "approve", "version": version})
    items[1]["version"] = 99
    items.append({"application_id": str(uuid4()), "decision": "approve", "version": 1})
    decided = (await reviewer.call("POST", "/api/staff/applications/decisions", json={"items": items}))["items"]
    assert [item["ok"] for item in decided] == [True, False, True, False]
    assert decided[1]["problem"]["code"] == "certificate.application.version_conflict"
    assert decided[3]["problem"]["code"] == "certificate.application.not_found"
    await asyncio.gather(
        people[0].wait_issued(items[0]["application_id"]), people[2].wait_issued(items[2]["application_id"])
    )
    too_many = {"items": [items[0]] * 201}
    await refused(
        reviewer.call("POST", "/api/staff/applications/decisions", json=too_many), 422, "kernel.request.invalid"
    )


async def test_given_two_decisions_at_once_one_wins(http: Http) -> None:
    (person,) = await registered(http)
    application = (await person.apply("custody"))["application_id"]
    reviewers = [await staff(http, "reviewer"), await staff(http, "admin")]

    async def decide(reviewer: Member, decision: str) -> str:
        body = {"decision": decision, "version": 1, "comment": "同时"}
        try:
            await reviewer.call("POST", f"/api/staff/applications/{application}/decision", json=body)
        except Refused as error:
            return str(error.code)
        return "done"

    outcomes = await asyncio.gather(*(decide(reviewer, "reject") for reviewer in reviewers * 3))
    assert outcomes.count("done") == 1
    assert set(outcomes) <= {
        "done",
        "certificate.application.already_decided",
        "certificate.application.version_conflict",
    }


async def test_given_two_submissions_at_once_one_wins(http: Http) -> None:
    (person,) = await registered(http)
    statuses = await asyncio.gather(*(status_of(person.apply("custody")) for _ in range(5)))
    assert sorted(statuses) == [200, 409, 409, 409, 409]


async def test_given_their_own_application_a_reviewer_does_not_decide(http: Http) -> None:
    (person,) = await registered(http)
    application = (await person.apply("custody"))["application_id"]
    admin = await staff(http, "admin")
    account = {"username": f"r{person.holder.archive_number}", "password": "Own-Reviewer-12345"}
    made = {**account, "roles": ["reviewer"], "id_number": person.holder.id_number}
    await admin.call("POST", "/api/staff/accounts", 201, json=made)
    reviewer = Member(http)
    reviewer.token = (await reviewer.call("POST", "/api/staff/sessions", 201, json=account))["access_token"]
    own = "certificate.decision.own_application"
    await refused(reviewer.decide(application), 403, own)
    await refused(reviewer.call("POST", f"/api/staff/applications/{application}/claim"), 403, own)
    await admin.decide(application)
    certificate = await person.wait_issued(application)
    revocation = reviewer.call("POST", f"/api/staff/certificates/{certificate}/revocation", json={"reason": "误发"})
    await refused(revocation, 403, "certificate.certificate.own")


async def test_what_was_done_is_counted_and_kept(http: Http) -> None:
    (person,) = await registered(http)
    application = (await person.apply("custody"))["application_id"]
    await (await staff(http, "reviewer")).decide(application, "reject", comment="用途填写不清楚")
    admin = await staff(http, "admin")
    statistics = await admin.call("GET", "/api/staff/statistics")
    assert any(item["state"] == "rejected" and item["count"] >= 1 for item in statistics["items"])
    lines = (await admin.call("GET", "/api/staff/audit", params={"object": application}))["items"]
    assert [line["actor"] for line in lines if line["action"] == "application.rejected"] == ["staff:reviewer"]
    assert [line["action"] for line in lines][-1] == "application.submitted"
    by_name = {"actor": "reviewer", "object": application}
    lines_of_reviewer = (await admin.call("GET", "/api/staff/audit", params=by_name))["items"]
    assert [line["action"] for line in lines_of_reviewer] == ["application.rejected", "application.opened"]
    assert person.holder.name not in str(lines)
    reversed_period = {"from": "2026-02-01", "to": "2026-01-01"}
    status = await status_of(admin.call("GET", "/api/staff/statistics", params=reversed_period))
    assert status == 422


async def test_given_a_member_of_staff_signs_in_the_audit_log_says_so(http: Http) -> None:
    admin = await staff(http, "admin")
    session = jwt.decode(admin.token or "", options={"verify_signature": False})["sid"]
    for _ in range(200):
        lines = (await admin.call("GET", "/api/staff/audit", params={"object": session}))["items"]
        if lines:
            break
        await asyncio.sleep(0.05)
    assert [(line["actor"], line["action"]) for line in lines] == [("staff:admin", "staff.signed_in")]


@pytest.mark.parametrize(
    ("username", "path"),
    [
        ("clerk", "/api/staff/applications"),
        ("clerk", "/api/staff/statistics"),
        ("clerk", "/api/staff/audit"),
        ("reviewer", "/api/staff/archive/records?q=x"),
        ("reviewer", "/api/staff/accounts"),
        ("reviewer", "/api/staff/archive/disputes"),
    ],
)
async def test_without_the_role_it_is_refused(http: Http, username: str, path: str) -> None:
    await refused((await staff(http, username)).call("GET", path), 403, "kernel.role.missing")
