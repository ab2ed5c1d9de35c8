"""Disputes as persons and clerks see them."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from archive.app import service
from archive.repository.disputes import Disputes
from archive.resources import Resources
from archive.settings import Settings
from kernel.clock import now
from kernel.contracts.identity import AccountClosed
from kernel.testing import Bus, Lab

pytestmark = pytest.mark.servers

People = Callable[..., dict[str, Any]]
Write = Callable[..., Path]
MINE = "/api/me/archive/disputes"
STAFF = "/api/staff/archive/disputes"
RECORDS = "/api/staff/archive/records"


async def test_a_person_disputes_a_fact_and_sees_the_outcome(office: Any) -> None:
    dispute = await office.dispute()
    assert dispute == {
        "dispute_id": dispute["dispute_id"],
        **office.wrong_month,
        "field_label": "缴费截止时间",
        "state": "open",
        "state_label": "待处理",
        "created_at": dispute["created_at"],
        "resolved_at": None,
        "resolution_comment": None,
    }
    assert dispute["created_at"].endswith("+08:00")
    assert await office.ask("GET", MINE, office.me) == (200, {"items": [dispute], "next_cursor": None})
    status, resolved = await office.resolve(dispute["dispute_id"], "corrected", "已更正为2019-12")
    assert (status, resolved["state"], resolved["resolved_by"]) == (200, "corrected", "clerk")
    _, seen = await office.ask("GET", MINE, office.me)
    assert (seen["items"][0]["state_label"], seen["items"][0]["resolution_comment"]) == ("已更正", "已更正为2019-12")
    assert "resolved_by" not in seen["items"][0]
    assert (await office.ask("GET", MINE, office.other))[1]["items"] == []


async def test_each_fact_has_one_open_dispute(office: Any) -> None:
    answers = await asyncio.gather(*(office.ask("POST", MINE, office.me, office.wrong_month) for _ in range(4)))
    assert sorted(status for status, _ in answers) == [201, 409, 409, 409]
    assert {answer["code"] for status, answer in answers if status == 409} == {"archive.dispute.already_open"}
    await office.dispute(field="name", stated_value="张无疑")
    [dispute_id] = [answer["dispute_id"] for status, answer in answers if status == 201]
    assert (await office.resolve(dispute_id, "refused"))[0] == 200
    await office.dispute()


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"field": "password"}, "kernel.request.invalid", "field"),
        ({"state": "corrected"}, "kernel.request.invalid", "state"),
        ({"stated_value": ""}, "kernel.request.invalid", "stated_value"),
        ({"stated_value": "二" * 101}, "kernel.request.invalid", "stated_value"),
        ({"comment": "二" * 501}, "kernel.request.invalid", "comment"),
        ({"stated_value": " \u3000 "}, "archive.dispute.statement_missing", "stated_value"),
        ({"stated_value": "2019\x00"}, "archive.text.unprintable", "stated_value"),
        ({"stated_value": "2019\n12"}, "archive.text.unprintable", "stated_value"),
        ({"stated_value": "\u202e21-9102"}, "archive.text.unprintable", "stated_value"),
        ({"stated_value": "\ud800"}, "kernel.request.invalid", "stated_value"),
        ({"comment": "a\u2066b"}, "archive.text.unprintable", "comment"),
        ({"comment": "a\x1bb"}, "archive.text.unprintable", "comment"),
    ],
)
async def test_a_dispute_that_makes_no_sense_is_refused(
    office: Any, fields: dict[str, str], code: str, field: str
) -> None:
    status, problem = await office.ask("POST", MINE, office.me, office.wrong_month | fields)
    assert (status, problem["code"], problem["errors"][0]["field"]) == (422, code, field)
    assert (await office.ask("GET", MINE, office.me))[1]["items"] == []


async def test_markup_and_formulas_come_back_as_they_were_written(office: Any) -> None:
    for field, written in (("name", '<img src="/etc/passwd">&amp;'), ("archive_number", "=cmd|' /C calc'!A0")):
        assert (await office.dispute(field=field, stated_value=written))["stated_value"] == written


async def test_clerks_see_disputes_in_a_list_and_beside_the_record(office: Any, people: People) -> None:
    dispute = await office.dispute()
    _, listed = await office.ask("GET", STAFF, office.clerk, state="open")
    [item] = listed["items"]
    assert {name: item[name] for name in dispute} == dispute
    assert (item["record_id"], item["name"], item["recorded_value"]) == (office.record_id, "张有疑", "2015-03")
    assert item["id_number_masked"] == f"1101**********{people(1)['身份证号'][-4:]}"
    _, found = await office.ask("GET", RECORDS, office.clerk, q="张有疑")
    assert found["items"][0]["disputes"] == [dispute]
    await office.resolve(dispute["dispute_id"], "refused", "与档案一致")
    assert (await office.ask("GET", STAFF, office.clerk, state="open"))[1]["items"] == []
    assert (await office.ask("GET", RECORDS, office.clerk, q="张有疑"))[1]["items"][0]["disputes"] == []
    _, whole = await office.ask("GET", f"{RECORDS}/{office.record_id}", office.clerk)
    assert [each["state"] for each in whole["disputes"]] == ["refused"]


async def test_disputes_are_paged_newest_first(office: Any) -> None:
    fields = ("name", "sex", "archive_type", "archive_number", "dismissed_on")
    raised = [(await office.dispute(field=field, stated_value="另"))["dispute_id"] for field in fields]
    for path, headers in ((MINE, office.me), (STAFF, office.clerk)):
        _, first = await office.ask("GET", path, headers, limit="3")
        _, second = await office.ask("GET", path, headers, limit="3", cursor=first["next_cursor"])
        assert [item["dispute_id"] for item in first["items"] + second["items"]] == raised[::-1]
        assert second["next_cursor"] is None
        assert (await office.ask("GET", path, headers, cursor="bm8="))[0] == 422


async def test_a_dispute_is_resolved_once(office: Any) -> None:
    dispute_id = (await office.dispute())["dispute_id"]
    answers = await asyncio.gather(*(office.resolve(dispute_id, "corrected") for _ in range(3)))
    assert sorted(status for status, _ in answers) == [200, 409, 409]
    assert {answer["code"] for status, answer in answers if status == 409} == {"archive.dispute.already_resolved"}


async def test_a_resolution_that_makes_no_sense_is_refused(office: Any) -> None:
    dispute_id = (await office.dispute())["dispute_id"]
    for decision, comment, code in (
        ("open", "x", "kernel.request.invalid"),
        ("refused", " \n ", "archive.dispute.comment_required"),
        ("refused", "\u202e", "archive.text.unprintable"),
    ):
        status, problem = await office.resolve(dispute_id, decision, comment)
        assert (status, problem["code"]) == (422, code)
    for unknown in (str(uuid4()), "7"):
        status, problem = await office.resolve(unknown, "corrected")
        assert (status, problem["code"]) == (404, "archive.dispute.not_found")


async def test_a_comment_that_is_null_is_not_said(office: Any) -> None:
    dispute = await office.dispute(comment=None)
    assert dispute["comment"] == ""
    status, problem = await office.resolve(dispute["dispute_id"], "refused", None)
    assert (status, problem["code"]) == (422, "archive.dispute.comment_required")
    assert (await office.resolve(dispute["dispute_id"], "corrected", None))[0] == 200


async def test_only_who_may_gets_an_answer(office: Any, lab: Lab) -> None:
    dispute_id = (await office.dispute())["dispute_id"]
    staff_paths = (
        ("GET", STAFF, None),
        ("POST", f"{STAFF}/{dispute_id}/resolution", {"decision": "corrected", "comment": ""}),
        ("GET", f"{RECORDS}/{office.record_id}", None),
        ("POST", f"{RECORDS}/{office.record_id}/removal", {"reason": "转出"}),
        ("GET", "/api/staff/archive/imports", None),
        ("POST", f"/api/staff/archive/imports/{uuid4()}/cancellation", None),
    )
    for method, path, body in staff_paths:
        for headers, expected in (({}, 401), (office.me, 401), (lab.tokens.staff("reviewer"), 403)):
            assert (await office.ask(method, path, headers, body))[0] == expected, path
    for method, body in (("GET", None), ("POST", office.wrong_month)):
        for headers in ({}, office.clerk):
            assert (await office.ask(method, MINE, headers, body))[0] == 401


async def test_disputes_are_sealed_and_nothing_personal_is_logged(
    office: Any, settings: Settings, people: People, capsys: pytest.CaptureFixture[str], caplog: Any
) -> None:
    caplog.set_level(logging.DEBUG)
    dispute_id = (await office.dispute(stated_value="秘密的月份", comment="秘密的话"))["dispute_id"]
    await office.ask("GET", RECORDS, office.clerk, q=people(1)["身份证号"])
    await office.ask("GET", f"{RECORDS}/{office.record_id}", office.clerk)
    await office.resolve(dispute_id, "refused", "秘密的答复")
    await office.ask("POST", f"{RECORDS}/{office.record_id}/removal", office.clerk, {"reason": "秘密的原因"})
    connection = await asyncpg.connect(settings.database_url.get_secret_value())
    try:
        tables = ("archive_dispute", "archive_record", "archive_access", "outbox")
        rows = [await connection.fetch(f"SELECT t::text FROM {table} t") for table in tables]  # noqa: S608
    finally:
        await connection.close()
    captured = capsys.readouterr()
    logged = captured.out + captured.err + caplog.text
    assert "record.revealed" in logged
    for secret in ("秘密", "张有疑", people(1)["身份证号"], "220000000001"):
        assert secret not in str(rows)
        assert secret not in logged


async def test_disputes_of_a_closed_account_are_closed(
    office: Any, lab: Lab, settings: Settings, resources: Resources, bus: Bus
) -> None:
    dispute = await office.dispute()
    other = await office.ask("POST", MINE, office.other, office.wrong_month)
    assert other[0] == 201
    async with resources.database.transaction() as tx:
        person_id = (await Disputes(tx, resources.sealer).get_for_update(UUID(dispute["dispute_id"]))).person_id
    async with lab.worker(service, settings):
        await bus.publish(AccountClosed(person_id=person_id, closed_at=now()), times=2)
        for _ in range(200):
            _, page = await office.ask("GET", STAFF, office.clerk, state="open")
            if len(page["items"]) == 1:
                break
            await asyncio.sleep(0.05)
    assert [item["dispute_id"] for item in page["items"]] == [other[1]["dispute_id"]]
    _, mine = await office.ask("GET", MINE, office.me)
    assert [(item["state"], item["resolution_comment"]) for item in mine["items"]] == [
        ("refused", "提出异议的人已注销账户，异议关闭")
    ]
    await office.dispute()


async def test_an_event_that_cannot_be_read_is_a_dead_letter(lab: Lab, settings: Settings, bus: Bus) -> None:
    async with lab.worker(service, settings):
        await bus.publish_raw(b"no envelope", AccountClosed.routing_key)
        [dead] = await bus.dead_letters("archive")
    assert dead.body == b"no envelope"
