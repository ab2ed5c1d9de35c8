"""What auditors read: statistics and the audit log."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

pytestmark = pytest.mark.servers

DAY = "2031-03-05"


@pytest_asyncio.fixture(loop_scope="session", scope="module")
async def march(office: Any) -> AsyncIterator[dict[str, str]]:
    """Four applications, moved to a day that no other test uses: 23:30 and 00:30 by China's clock."""
    taken = {
        name: (await office.applied(office.person(), kind))["application_id"]
        for name, kind in (
            ("approved", "custody"),
            ("quick", "custody"),
            ("rejected", "political_review"),
            ("late", "custody"),
        )
    }
    for name in ("approved", "quick", "late"):
        await office.decide(taken[name])
    await office.decide(
        taken["rejected"], decision="reject", reasons=["letter_unreadable", "purpose_unclear"], comment="不行"
    )
    # UTC 15:30 is 23:30 in China; the late decision falls on the next day there.
    for name, hours, decided in (
        ("approved", 10, f"{DAY} 15:30+00"),
        ("quick", 2, f"{DAY} 15:30+00"),
        ("rejected", 3, f"{DAY} 15:30+00"),
        ("late", 1, f"{DAY} 16:30+00"),
    ):
        await office.rows(
            "UPDATE application_history SET at = cast($2::text AS timestamptz)"
            " - make_interval(hours => CASE WHEN version = 1 THEN $3::integer ELSE 0 END)"
            " WHERE application_id = $1::uuid",
            taken[name],
            decided,
            hours,
        )
    yield taken
    await office.rows(
        "UPDATE application_history SET at = '2001-01-01' WHERE application_id = ANY($1::uuid[])", list(taken.values())
    )


def auditor(office: Any) -> dict[str, str]:
    headers: dict[str, str] = office.lab.tokens.staff("auditor")
    return headers


async def read(office: Any, path: str, **query: Any) -> dict[str, Any]:
    reply = await office.ask("GET", f"/api/staff/{path}", auditor(office), params=query)
    assert reply.status == 200, reply.body
    answer: dict[str, Any] = reply.json
    return answer


async def test_counts_and_durations_per_day_type_and_state(office: Any, march: dict[str, str]) -> None:
    assert march
    answer = await read(office, "statistics", **{"from": DAY, "to": DAY})
    assert (answer["from"], answer["to"]) == (DAY, DAY)
    shown = {(each["day"], each["certificate_type"], each["state"]): each for each in answer["items"]}
    assert {key: each["count"] for key, each in shown.items()} == {
        (DAY, "custody", "approved"): 2,
        (DAY, "custody", "submitted"): 3,
        (DAY, "political_review", "rejected"): 1,
        (DAY, "political_review", "submitted"): 1,
    }
    approved = shown[DAY, "custody", "approved"]
    assert (approved["label"], approved["state_label"]) == ("存档证明", "审核通过，正在签发")
    assert approved["seconds"]["p50"] == pytest.approx(6 * 3600)
    assert 9 * 3600 < approved["seconds"]["p90"] < approved["seconds"]["p99"] < 10 * 3600
    assert shown[DAY, "custody", "submitted"]["seconds"] is None
    assert answer["rejection_reasons"] == [
        {"code": "letter_unreadable", "label": "单位介绍信图片不清晰", "count": 1},
        {"code": "purpose_unclear", "label": "用途填写不清楚", "count": 1},
    ]
    assert all(each["count"] > 0 and each["since"].endswith("+08:00") for each in answer["waiting"])


async def test_days_are_chinas_and_totals_span_them(office: Any, march: dict[str, str]) -> None:
    assert march
    answer = await read(office, "statistics", **{"from": DAY, "to": "2031-03-06"})
    late = [each for each in answer["items"] if each["day"] == "2031-03-06"]
    assert [(each["state"], each["count"], each["seconds"]["p50"]) for each in late] == [("approved", 1, 3600.0)]
    totals = {(each["certificate_type"], each["state"]): each["count"] for each in answer["totals"]}
    assert totals["custody", "approved"] == 3
    assert (await read(office, "statistics", **{"from": "2031-03-07", "to": "2031-03-08"}))["items"] == []


async def test_by_default_the_last_thirty_days(office: Any) -> None:
    await office.applied(office.person())
    answer = await read(office, "statistics")
    first, last = (answer[name].split("-") for name in ("from", "to"))
    assert (first < last, len(answer["totals"]) > 0) == (True, True)


@pytest.mark.parametrize(
    "query",
    [
        "from=2031-03-06&to=2031-03-05",
        "from=2030-01-01&to=2031-12-31",
        "from=0001-01-01&to=0001-01-01",
        "from=2001-01-01",
        "to=9999-12-31",
    ],
)
async def test_a_period_out_of_order_or_out_of_bounds_is_refused(office: Any, query: str) -> None:
    reply = await office.ask("GET", f"/api/staff/statistics?{query}", auditor(office))
    assert reply.refusal == (422, "certificate.period.invalid")


async def test_only_auditors_and_administrators_look(office: Any) -> None:
    for path in ("/api/staff/statistics", "/api/staff/audit"):
        assert (await office.ask("GET", path, office.lab.tokens.staff("admin"))).status == 200
        for role in ("reviewer", "clerk"):
            assert (await office.ask("GET", path, office.lab.tokens.staff(role))).refusal == (
                403,
                "kernel.role.missing",
            )
        assert (await office.ask("GET", path, office.person().headers)).status == 401
        assert (await office.ask("GET", path)).status == 401


async def test_the_audit_log_is_read_by_actor_object_and_day(office: Any) -> None:
    taken = (await office.applied(office.person()))["application_id"]
    name = f"reviewer-{uuid4().hex[:8]}"
    headers = office.lab.tokens.staff(name, "reviewer")
    await office.ask("GET", f"/api/staff/applications/{taken}", headers)
    await office.decide(taken, headers, decision="reject", reasons=["letter_unreadable"])
    by_actor = (await read(office, "audit", actor=f"staff:{name}"))["items"]
    assert (await read(office, "audit", actor=name))["items"] == by_actor
    assert [each["action"] for each in by_actor] == ["application.rejected", "application.opened"]
    assert by_actor[0]["object_id"] == taken
    assert by_actor[0]["details"]["reasons"] == ["letter_unreadable"]
    assert by_actor[0]["at"].endswith("+08:00")
    assert (await read(office, "audit", object=taken))["items"][:-1] == by_actor
    today = by_actor[0]["at"][:10]
    assert (await read(office, "audit", object=taken, **{"from": today, "to": today}))["items"][:-1] == by_actor
    assert (await read(office, "audit", object=taken, to="2001-01-01"))["items"] == []
    assert (await read(office, "audit", object=taken, **{"from": "2099-01-01"}))["items"] == []


async def test_what_persons_do_with_their_applications_is_in_the_audit_log(office: Any) -> None:
    person = office.person()
    taken = (await office.applied(person))["application_id"]
    path = f"/api/me/applications/{taken}"
    await office.decide(taken, decision="reject", reasons=["purpose_unclear"])
    assert (await office.ask("POST", f"{path}/resubmission", person.headers, data={"purpose": "入职"})).status == 200
    assert (await office.ask("POST", f"{path}/withdrawal", person.headers)).status == 200
    lines = (await read(office, "audit", actor=str(person.person_id)))["items"]
    assert [(each["action"], each["details"]["version"]) for each in lines] == [
        ("application.withdrawn", 4),
        ("application.resubmitted", 3),
        ("application.submitted", 1),
    ]
    assert {(each["actor"], each["object_id"]) for each in lines} == {(f"person:{person.person_id}", taken)}
    assert lines[1]["details"]["changed"] == ["purpose"]
    assert "入职" not in str(lines)


async def test_claims_and_what_ends_them_are_in_the_audit_log(office: Any) -> None:
    taken = (await office.applied(office.person()))["application_id"]
    name = f"reviewer-{uuid4().hex[:8]}"
    headers = office.lab.tokens.staff(name, "reviewer")
    path = f"/api/staff/applications/{taken}/claim"
    for method in ("POST", "DELETE", "DELETE"):
        assert (await office.ask(method, path, headers)).status == 200
    lines = (await read(office, "audit", actor=name))["items"]
    assert [each["action"] for each in lines] == ["application.released", "application.claimed"]
    assert {each["object_id"] for each in lines} == {taken}


async def test_the_audit_log_pages_the_latest_first(office: Any) -> None:
    name = f"reviewer-{uuid4().hex[:8]}"
    headers = office.lab.tokens.staff(name, "reviewer")
    taken = (await office.applied(office.person()))["application_id"]
    for _ in range(5):
        await office.ask("GET", f"/api/staff/applications/{taken}", headers)
    seen: list[UUID] = []
    cursor: dict[str, str] = {}
    while True:
        page = await read(office, "audit", actor=f"staff:{name}", limit=2, **cursor)
        seen += [UUID(each["audit_id"]) for each in page["items"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    wrong = await office.ask("GET", "/api/staff/audit?cursor=abc", auditor(office))
    assert wrong.refusal == (422, "kernel.cursor.invalid")
    assert (await office.ask("GET", "/api/staff/audit?object=x", auditor(office))).status == 422


async def test_an_audit_log_that_ends_before_it_begins_is_refused(office: Any) -> None:
    params = {"from": "2026-11-23", "to": "2026-11-22"}
    reply = await office.ask("GET", "/api/staff/audit", office.lab.tokens.staff("auditor"), params=params)
    assert reply.refusal == (422, "certificate.period.invalid")
