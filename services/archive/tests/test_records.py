"""Records as clerks see them: whole, removed, brought back; and the log of who looked at what."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

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


async def accesses(resources: Resources, record_id: str) -> list[tuple[str, str]]:
    async with resources.database.transaction() as tx:
        query = select(access.c.actor, access.c.action).where(access.c.record_id == UUID(record_id))
        return [tuple(row) for row in await tx.execute(query.order_by(access.c.id))]


async def test_who_looks_at_a_record_is_written_down(office: Any, resources: Resources, people: People) -> None:
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
    for unknown in (uuid4(), "7"):
        status, problem = await office.ask("GET", f"{RECORDS}/{unknown}", office.clerk)
        assert (status, problem["code"]) == (404, "archive.record.not_found")


async def test_auditors_read_who_looked(office: Any, lab: Lab) -> None:
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
    wanted = [({"actor": "staff:clerk"}, 2), ({"actor": "clerk"}, 2), ({"record_id": office.record_id}, 2)]
    for params, count in (*wanted, ({"actor": "x"}, 0)):
        assert len((await office.ask("GET", path, auditor, **params))[1]["items"]) == count
    _, first = await office.ask("GET", path, auditor, limit="2")
    _, second = await office.ask("GET", path, auditor, limit="2", cursor=first["next_cursor"])
    assert first["items"] + second["items"] == answer["items"]
    for headers, expected in (({}, 401), (office.me, 401), (office.clerk, 403), (lab.tokens.staff("admin"), 200)):
        assert (await office.ask("GET", path, headers))[0] == expected


@pytest.mark.parametrize(
    "statement", ["UPDATE archive_access SET actor = 'x'", "DELETE FROM archive_access", "TRUNCATE archive_access"]
)
async def test_the_log_of_accesses_can_only_grow(office: Any, resources: Resources, statement: str) -> None:
    await office.ask("GET", f"{RECORDS}/{office.record_id}", office.clerk)
    with pytest.raises(DBAPIError, match="append-only"):
        async with resources.database.transaction() as tx:
            await tx.execute(text(statement))
    assert len(await accesses(resources, office.record_id)) == 1


async def test_a_removed_record_is_gone_for_everybody_but_the_clerk(
    office: Any, resources: Resources, settings: Settings, people: People, lab: Lab, bus: Bus
) -> None:
    path = f"{RECORDS}/{office.record_id}/removal"
    status, removed = await office.ask("POST", path, office.clerk, {"reason": "档案已转出"})
    assert (status, removed["version"], removed["record_id"]) == (200, 2, office.record_id)
    assert removed["removed_at"].endswith("+08:00")
    for method, place, headers, body in (
        ("POST", "/internal/lookups", lab.internal, {"id_number": people(1)["身份证号"]}),
        ("GET", f"/internal/records/{office.record_id}", lab.internal, None),
        ("GET", "/api/me/archive", office.me, None),
        ("POST", MINE, office.me, office.wrong_month),
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
    office: Any, resources: Resources, settings: Settings, write_csv: Write, people: People, lab: Lab, bus: Bus
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


async def test_nothing_is_removed_without_a_reason_or_while_an_import_merges(office: Any, resources: Resources) -> None:
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
