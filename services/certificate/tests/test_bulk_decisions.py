"""Decisions on many applications at once (B11)."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

pytestmark = pytest.mark.servers

PATH = "/api/staff/applications/decisions"


async def decide_all(office: Any, items: list[dict[str, Any]], **headers: str) -> Any:
    return await office.ask("POST", PATH, office.reviewer() | headers, json={"items": items})


def approval(application_id: str, **changes: Any) -> dict[str, Any]:
    return {"application_id": application_id, "decision": "approve", "version": 1} | changes


async def test_one_that_is_refused_holds_no_other_back(office: Any) -> None:
    good, stale, review, rejected, twice = [
        (await office.applied(office.person(), kind))["application_id"]
        for kind in ("custody", "custody", "political_review", "custody", "custody")
    ]
    missing = str(uuid4())
    reply = await decide_all(
        office,
        [
            approval(good),
            approval(stale, version=4),
            approval(review),
            approval(missing),
            approval(rejected, decision="reject", reasons=["whatever"]),
            approval(rejected, decision="reject", reasons=["letter_unreadable"]),
            approval(twice),
            approval(twice, archive_checked=True),
        ],
    )
    assert reply.status == 200, reply.body
    outcomes = reply.json["items"]
    assert [each["application_id"] for each in outcomes] == [
        good, stale, review, missing, rejected, rejected, twice, twice,
    ]  # fmt: skip
    problems = [each["problem"] and (each["problem"]["status"], each["problem"]["code"]) for each in outcomes[:6]]
    assert problems == [
        None,
        (409, "certificate.application.version_conflict"),
        (422, "certificate.decision.archive_not_checked"),
        (404, "certificate.application.not_found"),
        (422, "certificate.decision.reason_unknown"),
        None,
    ]
    refused = [each["problem"] for each in outcomes if each["problem"]]
    assert None not in [value for problem in refused for value in problem.values()]
    assert [error["field"] for error in refused[0]["errors"]] == ["version"]
    assert "errors" not in refused[2]
    assert sorted(each["ok"] for each in outcomes[6:]) == [False, True]
    [late] = [each["problem"] for each in outcomes[6:] if not each["ok"]]
    assert late["code"] == "certificate.application.already_decided"
    states = await office.rows(
        "SELECT state FROM application WHERE id = ANY($1::uuid[])", [good, stale, review, rejected, twice]
    )
    assert sorted(row["state"] for row in states) == ["approved", "approved", "rejected", "submitted", "submitted"]


async def test_two_hundred_are_taken_and_one_more_is_not(office: Any) -> None:
    people = [office.person() for _ in range(200)]
    taken = [(await office.applied(person))["application_id"] for person in people]
    too_many = await decide_all(office, [approval(each) for each in [*taken, taken[0]]])
    assert too_many.refusal == (422, "kernel.request.invalid")
    reply = await decide_all(office, [approval(each) for each in taken])
    assert [each["ok"] for each in reply.json["items"]] == [True] * 200
    rows = await office.rows("SELECT 1 FROM certificate WHERE application_id = ANY($1::uuid[])", taken)
    assert len(rows) == 200


async def test_two_reviewers_with_the_same_list_decide_each_once(office: Any) -> None:
    taken = [(await office.applied(office.person()))["application_id"] for _ in range(10)]
    items = [approval(each) for each in taken]
    replies = await asyncio.gather(decide_all(office, items), decide_all(office, items))
    for outcomes in zip(*(reply.json["items"] for reply in replies), strict=True):
        assert sorted(each["ok"] for each in outcomes) == [False, True]
        [late] = [each["problem"]["code"] for each in outcomes if not each["ok"]]
        assert late == "certificate.application.already_decided"


async def test_sent_again_with_its_key_the_answer_is_the_same(office: Any) -> None:
    application_id = (await office.applied(office.person()))["application_id"]
    key = {"Idempotency-Key": str(uuid4())}
    first = await decide_all(office, [approval(application_id)], **key)
    again = await decide_all(office, [approval(application_id)], **key)
    assert (first.status, first.json["items"][0]["ok"]) == (200, True)
    assert (again.status, again.json) == (200, first.json)


async def test_who_may_not_decide_and_what_is_no_list(office: Any) -> None:
    item = approval(str(uuid4()))
    clerk = await office.ask("POST", PATH, office.lab.tokens.staff("clerk"), json={"items": [item]})
    assert clerk.refusal == (403, "kernel.role.missing")
    assert (await decide_all(office, [])).refusal == (422, "kernel.request.invalid")
    assert (await decide_all(office, [item | {"reviewer": "me"}])).refusal == (422, "kernel.request.invalid")


async def test_an_id_that_is_none_is_the_only_fault(office: Any) -> None:
    item = {"application_id": "1", "decision": "approve", "version": 1}
    path = "/api/staff/applications/decisions"
    reply = await office.ask("POST", path, office.reviewer(), json={"items": [item]})
    assert reply.refusal == (422, "kernel.request.invalid")
    assert [error["field"] for error in reply.json["errors"]] == ["items.0.application_id"]
