"""Disputes and removals as persons and clerks see them, and the log of who looked at what."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import asyncpg
import pytest
from archive.app import service
from archive.domain.imports import Counts
from archive.handlers.import_file import import_file
from archive.resources import Resources
from archive.settings import Settings
from archive.tables import REGISTER_LOCK, access
from kernel.contracts.archive import RecordChanged
from kernel.testing import Bus, Lab
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

pytestmark = pytest.mark.servers

People = Callable[..., dict[str, Any]]
Write = Callable[..., Path]
MINE = "/api/me/archive/disputes"
STAFF = "/api/staff/archive/disputes"
RECORDS = "/api/staff/archive/records"
WRONG_MONTH = {"field": "fees_paid_until", "stated_value": "2019-12", "comment": "去年已缴费\n收据在手"}


@dataclass
class Office:
    """The API with two people in the register; ``me`` and ``other`` are signed in."""

    client: aiohttp.ClientSession
    lab: Lab
    record_id: str
    me: dict[str, str]
    other: dict[str, str]
    clerk: dict[str, str]

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: Any = None, **params: str
    ) -> tuple[int, dict[str, Any]]:
        async with self.client.request(method, path, headers=headers, json=body, params=params) as response:
            return response.status, await response.json()

    async def dispute(self, **other: str) -> dict[str, Any]:
        status, answer = await self.ask("POST", MINE, self.me, WRONG_MONTH | other)
        assert status == 201
        return answer

    async def resolve(self, dispute_id: str, decision: str, comment: str = "已核实") -> tuple[int, dict[str, Any]]:
        body = {"decision": decision, "comment": comment}
        return await self.ask("POST", f"{STAFF}/{dispute_id}/resolution", self.clerk, body)


@pytest.fixture
async def office(
    lab: Lab, settings: Settings, resources: Resources, write_csv: Write, people: People
) -> AsyncIterator[Office]:
    await import_file(write_csv([people(1, name="张有疑"), people(2)]), "test", resources)
    async with lab.api(service, settings) as client:
        ids = [await record_id_of(people(serial)["身份证号"], client, lab) for serial in (1, 2)]
        mine, other = (lab.tokens.person(record_id=UUID(each)) for each in ids)
        yield Office(client, lab, ids[0], mine, other, lab.tokens.staff("clerk"))


async def record_id_of(id_number: str, client: aiohttp.ClientSession, lab: Lab) -> str:
    async with client.post("/internal/lookups", json={"id_number": id_number}, headers=lab.internal) as response:
        return str((await response.json())["record_id"])


async def accesses(resources: Resources, record_id: str) -> list[tuple[str, str]]:
    async with resources.database.transaction() as tx:
        query = select(access.c.actor, access.c.action).where(access.c.record_id == UUID(record_id))
        return [tuple(row) for row in await tx.execute(query.order_by(access.c.id))]


async def test_a_person_disputes_a_fact_and_sees_the_outcome(office: Office) -> None:
    dispute = await office.dispute()
    assert dispute == {
        "dispute_id": dispute["dispute_id"],
        **WRONG_MONTH,
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


async def test_each_fact_has_one_open_dispute(office: Office) -> None:
    answers = await asyncio.gather(*(office.ask("POST", MINE, office.me, WRONG_MONTH) for _ in range(4)))
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
    office: Office, fields: dict[str, str], code: str, field: str
) -> None:
    status, problem = await office.ask("POST", MINE, office.me, WRONG_MONTH | fields)
    assert (status, problem["code"], problem["errors"][0]["field"]) == (422, code, field)
    assert (await office.ask("GET", MINE, office.me))[1]["items"] == []


async def test_markup_and_formulas_come_back_as_they_were_written(office: Office) -> None:
    for field, written in (("name", '<img src="/etc/passwd">&amp;'), ("archive_number", "=cmd|' /C calc'!A0")):
        assert (await office.dispute(field=field, stated_value=written))["stated_value"] == written


async def test_clerks_see_disputes_in_a_list_and_beside_the_record(office: Office, people: People) -> None:
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


async def test_disputes_are_paged_newest_first(office: Office) -> None:
    fields = ("name", "sex", "archive_type", "archive_number", "dismissed_on")
    raised = [(await office.dispute(field=field, stated_value="另"))["dispute_id"] for field in fields]
    for path, headers in ((MINE, office.me), (STAFF, office.clerk)):
        _, first = await office.ask("GET", path, headers, limit="3")
        _, second = await office.ask("GET", path, headers, limit="3", cursor=first["next_cursor"])
        assert [item["dispute_id"] for item in first["items"] + second["items"]] == raised[::-1]
        assert second["next_cursor"] is None
        assert (await office.ask("GET", path, headers, cursor="bm8="))[0] == 422


async def test_a_dispute_is_resolved_once(office: Office) -> None:
    dispute_id = (await office.dispute())["dispute_id"]
    answers = await asyncio.gather(*(office.resolve(dispute_id, "corrected") for _ in range(3)))
    assert sorted(status for status, _ in answers) == [200, 409, 409]
    assert {answer["code"] for status, answer in answers if status == 409} == {"archive.dispute.already_resolved"}


async def test_a_resolution_that_makes_no_sense_is_refused(office: Office) -> None:
    dispute_id = (await office.dispute())["dispute_id"]
    for decision, comment, code in (
        ("open", "x", "kernel.request.invalid"),
        ("refused", " \n ", "archive.dispute.comment_required"),
        ("refused", "\u202e", "archive.text.unprintable"),
    ):
        status, problem = await office.resolve(dispute_id, decision, comment)
        assert (status, problem["code"]) == (422, code)
    status, problem = await office.resolve(str(uuid4()), "corrected")
    assert (status, problem["code"]) == (404, "archive.dispute.not_found")


async def test_only_who_may_gets_an_answer(office: Office, lab: Lab) -> None:
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
    for method, body in (("GET", None), ("POST", WRONG_MONTH)):
        for headers in ({}, office.clerk):
            assert (await office.ask(method, MINE, headers, body))[0] == 401


async def test_who_looks_at_a_record_is_written_down(office: Office, resources: Resources, people: People) -> None:
    await office.ask("GET", RECORDS, office.clerk, q="张有疑")
    status, whole = await office.ask("GET", f"{RECORDS}/{office.record_id}", office.lab.tokens.staff("anna", "admin"))
    assert (status, whole["id_number"], whole["removed_at"]) == (200, people(1)["身份证号"], None)
    dispute_id = (await office.dispute())["dispute_id"]
    await office.ask("GET", STAFF, office.clerk)
    await office.resolve(dispute_id, "corrected")
    assert await accesses(resources, office.record_id) == [
        ("staff:clerk", "record.found"),
        ("staff:anna", "record.revealed"),
        ("staff:clerk", "dispute.listed"),
        ("staff:clerk", "dispute.resolved"),
    ]
    status, problem = await office.ask("GET", f"{RECORDS}/{uuid4()}", office.clerk)
    assert (status, problem["code"]) == (404, "archive.record.not_found")


async def test_auditors_read_who_looked(office: Office, lab: Lab) -> None:
    for q in ("张有疑", "220000000002"):
        await office.ask("GET", RECORDS, office.clerk, q=q)
    await office.ask("GET", f"{RECORDS}/{office.record_id}", lab.tokens.staff("anna", "admin"))
    auditor = lab.tokens.staff("auditor")
    path = "/api/staff/archive/accesses"
    status, answer = await office.ask("GET", path, auditor)
    [newest, *_] = answer["items"]
    assert (status, len(answer["items"])) == (200, 3)
    assert (newest["actor"], newest["action"], newest["action_label"], newest["record_id"]) == (
        "staff:anna",
        "record.revealed",
        "查看完整记录",
        office.record_id,
    )
    assert newest["at"].endswith("+08:00")
    assert newest["request_id"]
    for params, count in (({"actor": "staff:clerk"}, 2), ({"record_id": office.record_id}, 2), ({"actor": "x"}, 0)):
        assert len((await office.ask("GET", path, auditor, **params))[1]["items"]) == count
    _, first = await office.ask("GET", path, auditor, limit="2")
    _, second = await office.ask("GET", path, auditor, limit="2", cursor=first["next_cursor"])
    assert first["items"] + second["items"] == answer["items"]
    for headers, expected in (({}, 401), (office.me, 401), (office.clerk, 403), (lab.tokens.staff("admin"), 200)):
        assert (await office.ask("GET", path, headers))[0] == expected


@pytest.mark.parametrize(
    "statement", ["UPDATE archive_access SET actor = 'x'", "DELETE FROM archive_access", "TRUNCATE archive_access"]
)
async def test_the_log_of_accesses_can_only_grow(office: Office, resources: Resources, statement: str) -> None:
    await office.ask("GET", f"{RECORDS}/{office.record_id}", office.clerk)
    with pytest.raises(DBAPIError, match="append-only"):
        async with resources.database.transaction() as tx:
            await tx.execute(text(statement))
    assert len(await accesses(resources, office.record_id)) == 1


async def test_disputes_are_sealed_and_nothing_personal_is_logged(
    office: Office, settings: Settings, people: People, capsys: pytest.CaptureFixture[str], caplog: Any
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


async def test_a_removed_record_is_gone_for_everybody_but_the_clerk(
    office: Office, resources: Resources, settings: Settings, people: People, lab: Lab, bus: Bus
) -> None:
    path = f"{RECORDS}/{office.record_id}/removal"
    status, removed = await office.ask("POST", path, office.clerk, {"reason": "档案已转出"})
    assert (status, removed["version"], removed["record_id"]) == (200, 2, office.record_id)
    assert removed["removed_at"].endswith("+08:00")
    for method, place, headers, body in (
        ("POST", "/internal/lookups", lab.internal, {"id_number": people(1)["身份证号"]}),
        ("GET", f"/internal/records/{office.record_id}", lab.internal, None),
        ("GET", "/api/me/archive", office.me, None),
        ("POST", MINE, office.me, WRONG_MONTH),
    ):
        status, problem = await office.ask(method, place, headers, body)
        assert (status, problem["code"]) == (404, "archive.record.not_found"), place
    _, found = await office.ask("GET", RECORDS, office.clerk, q="张有疑")
    assert [item["removed_at"] for item in found["items"]] == [removed["removed_at"]]
    status, problem = await office.ask("POST", path, office.clerk, {"reason": "再次"})
    assert (status, problem["code"]) == (409, "archive.record.already_removed")
    assert (await accesses(resources, office.record_id))[0] == ("staff:clerk", "record.removed")
    async with lab.worker(service, settings):
        [event] = await bus.heard(RecordChanged)
    assert (str(event.record_id), event.version, event.change, event.fields) == (office.record_id, 2, "removed", ())


async def test_an_import_brings_a_removed_record_back(
    office: Office, resources: Resources, settings: Settings, write_csv: Write, people: People, lab: Lab, bus: Bus
) -> None:
    await office.ask("POST", f"{RECORDS}/{office.record_id}/removal", office.clerk, {"reason": "误操作"})
    _, counts = await import_file(write_csv([people(1, name="张有疑"), people(2)]), "test", resources)
    assert counts == Counts(added=0, changed=1, unchanged=1, refused=0)
    status, archive = await office.ask("GET", "/api/me/archive", office.me)
    assert (status, archive["name"]) == (200, "张有疑")
    async with lab.worker(service, settings):
        events = await bus.heard(RecordChanged, count=2)
    assert [(event.version, event.change) for event in events] == [(2, "removed"), (3, "changed")]
    status, _ = await office.ask("POST", f"{RECORDS}/{office.record_id}/removal", office.clerk, {"reason": "转出"})
    assert status == 200


async def test_nothing_is_removed_without_a_reason_or_while_an_import_merges(
    office: Office, resources: Resources
) -> None:
    path = f"{RECORDS}/{office.record_id}/removal"
    for reason, code in (
        ("", "kernel.request.invalid"),
        (" \n", "archive.record.reason_missing"),
        ("\u202e", "archive.text.unprintable"),
    ):
        status, problem = await office.ask("POST", path, office.clerk, {"reason": reason})
        assert (status, problem["code"]) == (422, code)
    async with resources.database.transaction() as tx:
        await tx.execute(select(func.pg_advisory_xact_lock(REGISTER_LOCK)))
        status, problem = await office.ask("POST", path, office.clerk, {"reason": "转出"})
    assert (status, problem["code"]) == (503, "archive.register.busy")
    status, problem = await office.ask("POST", f"{RECORDS}/{uuid4()}/removal", office.clerk, {"reason": "转出"})
    assert (status, problem["code"]) == (404, "archive.record.not_found")
