"""The API as its callers see it."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import pytest
from archive.app import service
from archive.handlers.import_file import import_file
from archive.resources import Resources
from archive.settings import Settings
from kernel.contracts.archive import ImportCompleted
from kernel.testing import Bus, Lab

pytestmark = pytest.mark.servers

People = Callable[..., dict[str, Any]]
Write = Callable[..., Path]
Client = aiohttp.ClientSession
IMPORTS = "/api/staff/archive/imports"


@pytest.fixture
async def client(lab: Lab, settings: Settings) -> AsyncIterator[Client]:
    async with lab.api(service, settings) as client:
        yield client


async def upload(client: Client, path: Path, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData()
    form.add_field("file", io.BytesIO(await asyncio.to_thread(path.read_bytes)), filename=path.name)
    async with client.post(IMPORTS, data=form, headers=headers) as response:
        return response.status, await response.json()


async def get(client: Client, path: str, headers: dict[str, str], **params: str) -> tuple[int, dict[str, Any]]:
    async with client.get(path, headers=headers, params=params) as response:
        return response.status, await response.json()


async def look_up(client: Client, id_number: str, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    async with client.post("/internal/lookups", json={"id_number": id_number}, headers=headers) as response:
        return response.status, await response.json()


async def finished(client: Client, import_id: str, headers: dict[str, str]) -> dict[str, Any]:
    async with asyncio.timeout(30):
        while True:
            status, answer = await get(client, f"{IMPORTS}/{import_id}", headers)
            assert status == 200
            if answer["state"] != "running":
                return answer
            await asyncio.sleep(0.05)


async def test_a_clerk_imports_the_register(
    client: Client, lab: Lab, settings: Settings, sample: Path, bus: Bus
) -> None:
    clerk = lab.tokens.staff("clerk")
    status, accepted = await upload(client, sample, clerk)
    assert status == 202
    status, problem = await upload(client, sample, clerk)
    assert (status, problem["code"], problem["errors"][0]["field"]) == (409, "archive.import.already_running", "file")
    async with lab.worker(service, settings):
        answer = await finished(client, accepted["import_id"], clerk)
        [told] = await bus.heard(ImportCompleted)
    counts = {name: answer[name] for name in ("rows", "added", "changed", "unchanged", "refused")}
    assert counts == {"rows": 2000, "added": 1930, "changed": 0, "unchanged": 30, "refused": 40}
    assert told.model_dump(include=set(counts)) == counts
    assert (answer["state"], answer["progress"], answer["error"]) == ("completed", 1.0, None)
    assert len(answer["errors"]) == 40
    assert set(answer["errors"][0]) == {"row", "column", "value", "code", "message"}
    assert (answer["errors"][0]["row"], answer["errors"][0]["column"]) == (8, "缴费截止时间")


async def test_a_failed_import_says_why(client: Client, lab: Lab, settings: Settings, write_xlsx: Write) -> None:
    status, accepted = await upload(client, write_xlsx([["姓名", "性别"]]), lab.tokens.staff("admin"))
    assert status == 202
    async with lab.worker(service, settings):
        answer = await finished(client, accepted["import_id"], lab.tokens.staff("clerk"))
    assert answer["state"] == "failed"
    assert answer["error"]["code"] == "archive.import.headings_missing"
    assert "身份证号" in answer["error"]["message"]


async def test_refused_cells_come_as_a_file_without_formulas(
    client: Client, lab: Lab, resources: Resources, write_csv: Write, people: People
) -> None:
    rows = [people(serial, fees_paid_until="=1+1") for serial in range(150)]
    rows[3] = people(3, sex="女", dismissed_on='去,"年')
    import_id, _ = await import_file(write_csv(rows), "test", resources)
    _, answer = await get(client, f"{IMPORTS}/{import_id}", lab.tokens.staff("clerk"))
    assert (answer["refused"], len(answer["errors"])) == (150, 100)
    async with client.get(f"{IMPORTS}/{import_id}/errors.csv", headers=lab.tokens.staff("clerk")) as response:
        assert response.content_type == "text/csv"
        content = (await response.read()).decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(content)))
    assert lines[0] == ["行号", "列", "内容", "原因", "代码"]
    assert len(lines) == 152
    assert lines[1][:3] == ["2", "缴费截止时间", "'=1+1"]
    assert [line[1:3] for line in lines if line[0] == "5"] == [["性别", "女"], ["解聘时间", '去,"年']]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", 422, "archive.import.unreadable"),
        (b"PK\x03\x04 no zip", 422, "archive.import.unreadable"),
        ("姓名,性别\n".encode(), 422, "archive.import.headings_missing"),
    ],
)
async def test_a_file_that_is_no_register_is_refused_at_once(
    client: Client, lab: Lab, tmp_path: Path, content: bytes, status: int, code: str
) -> None:
    (tmp_path / "register.xlsx").write_bytes(content)
    answered, problem = await upload(client, tmp_path / "register.xlsx", lab.tokens.staff("clerk"))
    assert (answered, problem["code"]) == (status, code)
    assert problem["errors"] == [{"field": "file", "code": code, "message": problem["detail"]}]


async def test_a_file_above_the_limit_is_refused(lab: Lab, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "big.csv").write_bytes(b"," * (1024 * 1024 + 1))
    async with lab.api(service, settings.model_copy(update={"import_max_mib": 1})) as client:
        status, problem = await upload(client, tmp_path / "big.csv", lab.tokens.staff("clerk"))
    assert (status, problem["code"]) == (413, "archive.import.too_large")


async def test_imports_are_listed_newest_first(
    client: Client, lab: Lab, resources: Resources, write_csv: Write, people: People
) -> None:
    made = [str((await import_file(write_csv([people(serial)]), "anna", resources))[0]) for serial in range(5)]
    clerk = lab.tokens.staff("clerk")
    _, first = await get(client, IMPORTS, clerk, limit="3")
    _, second = await get(client, IMPORTS, clerk, limit="3", cursor=first["next_cursor"])
    assert [item["import_id"] for item in first["items"] + second["items"]] == made[::-1]
    assert second["next_cursor"] is None
    [item, *_] = first["items"]
    assert (item["state"], item["added"], item["requested_by"], item["error"]) == ("completed", 1, "anna", None)
    assert "errors" not in item
    status, problem = await get(client, IMPORTS, clerk, cursor="bm8=")
    assert (status, problem["code"]) == (422, "kernel.cursor.invalid")


async def test_a_clerk_cancels_an_import(client: Client, lab: Lab, write_csv: Write, people: People) -> None:
    clerk = lab.tokens.staff("clerk")
    _, accepted = await upload(client, write_csv([people(1)]), clerk)
    path = f"{IMPORTS}/{accepted['import_id']}/cancellation"
    async with client.post(path, headers=clerk) as response:
        answer = await response.json()
    assert (response.status, answer["state"], answer["error"]["code"]) == (200, "failed", "archive.import.cancelled")
    assert answer["error"]["message"] == "导入已取消，登记表没有变化"
    async with client.post(path, headers=clerk) as response:
        assert (response.status, (await response.json())["code"]) == (409, "archive.import.already_over")
    async with client.post(f"{IMPORTS}/{uuid4()}/cancellation", headers=clerk) as response:
        assert (response.status, (await response.json())["code"]) == (404, "archive.import.not_found")


async def test_an_upload_that_is_sent_again_with_its_key_makes_one_import(
    client: Client, lab: Lab, write_csv: Write, people: People
) -> None:
    one, two = write_csv([people(1)], name="one.csv"), write_csv([people(2)], name="two.csv")
    with_key = lab.tokens.staff("clerk") | {"Idempotency-Key": "the-same"}
    first, second = await upload(client, one, with_key), await upload(client, one, with_key)
    assert (first[0], second) == (202, first)
    status, problem = await upload(client, two, with_key)
    assert (status, problem["code"]) == (409, "kernel.idempotency.key_reused")
    assert (await upload(client, two, lab.tokens.staff("anna", "clerk") | {"Idempotency-Key": "the-same"}))[0] == 202
    _, listed = await get(client, IMPORTS, lab.tokens.staff("clerk"))
    assert len(listed["items"]) == 2


async def test_of_uploads_at_once_with_one_key_one_makes_the_import(
    client: Client, lab: Lab, write_csv: Write, people: People
) -> None:
    path = write_csv([people(1)])
    with_key = lab.tokens.staff("clerk") | {"Idempotency-Key": "at-once"}
    answers = await asyncio.gather(*(upload(client, path, with_key) for _ in range(4)))
    assert [status for status, _ in answers] == [202] * 4
    assert len({answer["import_id"] for _, answer in answers}) == 1
    _, listed = await get(client, IMPORTS, lab.tokens.staff("clerk"))
    assert len(listed["items"]) == 1


async def test_an_unknown_import_is_not_found(client: Client, lab: Lab) -> None:
    for path in (f"{IMPORTS}/{uuid4()}", f"{IMPORTS}/{uuid4()}/errors.csv", f"{IMPORTS}/7", f"{IMPORTS}/x/errors.csv"):
        status, problem = await get(client, path, lab.tokens.staff("clerk"))
        assert (status, problem["code"]) == (404, "archive.import.not_found")


async def test_only_who_may_gets_an_answer(client: Client, lab: Lab, sample: Path) -> None:
    assert (await upload(client, sample, {}))[0] == 401
    assert (await upload(client, sample, lab.tokens.person()))[0] == 401
    assert (await upload(client, sample, lab.tokens.staff("reviewer")))[0] == 403
    for path in (f"{IMPORTS}/{uuid4()}", f"{IMPORTS}/{uuid4()}/errors.csv", "/api/staff/archive/records"):
        for headers, status in (({}, 401), (lab.tokens.person(), 401), (lab.tokens.staff("auditor"), 403)):
            assert (await get(client, path, headers, q="x"))[0] == status
    for headers in ({}, lab.tokens.staff("clerk")):
        assert (await get(client, "/api/me/archive", headers))[0] == 401
    for headers in ({}, lab.tokens.staff("admin"), {"Authorization": "Bearer x"}):
        assert (await look_up(client, "110101199003074020", headers))[0] == 401
        assert (await get(client, f"/internal/records/{uuid4()}", headers))[0] == 401


async def test_other_services_look_records_up(
    client: Client, lab: Lab, resources: Resources, write_csv: Write, people: People
) -> None:
    row = people(5, name="扎西•多吉", dismissed_on="2014年9月30日", archive_type="单位", fees_paid_until="")
    await import_file(write_csv([row]), "test", resources)
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in row["身份证号"]).lower()
    status, found = await look_up(client, f" {wide}", lab.internal)
    assert status == 200
    assert found == {
        "record_id": found["record_id"],
        "version": 1,
        "name": "扎西·多吉",
        "id_number": row["身份证号"],
        "sex": "男",
        "archive_type": "unit",
        "archive_number": "220000000005",
        "dismissed_on": "2014-09-30",
        "fees_paid_until": None,
    }
    assert await get(client, f"/internal/records/{found['record_id']}", lab.internal) == (200, found)
    status, problem = await look_up(client, people(6)["身份证号"], lab.internal)
    assert (status, problem["code"]) == (404, "archive.record.not_found")
    status, problem = await look_up(client, "110101900307123", lab.internal)
    assert (status, problem["code"]) == (422, "identity.id_number.invalid")
    assert (await get(client, f"/internal/records/{uuid4()}", lab.internal))[0] == 404


async def test_a_person_sees_their_own_archive(
    client: Client, lab: Lab, resources: Resources, write_csv: Write, people: People
) -> None:
    await import_file(write_csv([people(5)]), "test", resources)
    _, found = await look_up(client, people(5)["身份证号"], lab.internal)
    status, archive = await get(client, "/api/me/archive", lab.tokens.person(record_id=found["record_id"]))
    assert status == 200
    expected = {name: found[name] for name in found if name not in ("record_id", "version")}
    assert archive == expected | {"archive_type_label": "个人存档"}
    status, problem = await get(client, "/api/me/archive", lab.tokens.person())
    assert (status, problem["code"]) == (404, "archive.record.not_found")


async def test_a_clerk_searches_the_register(
    client: Client, lab: Lab, resources: Resources, write_csv: Write, people: People
) -> None:
    rows = [people(serial, name="王同名", archive_number="A 1") for serial in range(5)] + [people(9)]
    await import_file(write_csv(rows), "test", resources)
    clerk = lab.tokens.staff("clerk")

    async def search(q: str, **params: str) -> dict[str, Any]:
        status, answer = await get(client, "/api/staff/archive/records", clerk, q=q, **params)
        assert status == 200
        return answer

    [one] = (await search(people(9)["身份证号"].lower()))["items"]
    assert one["id_number_masked"] == f"1101**********{people(9)['身份证号'][-4:]}"
    assert "id_number" not in one
    assert len((await search("A\u30001"))["items"]) == 5
    assert (await search("王没有")) == {"items": [], "next_cursor": None}
    first = await search("王同名", limit="3")
    second = await search("王同名", limit="3", cursor=first["next_cursor"])
    seen = [item["record_id"] for item in first["items"] + second["items"]]
    assert (len(seen), len(set(seen)), second["next_cursor"]) == (5, 5, None)
    status, problem = await get(client, "/api/staff/archive/records", clerk, q="王同名", cursor="bm8=")
    assert (status, problem["code"]) == (422, "kernel.cursor.invalid")


async def test_an_import_with_parts_it_does_not_know_is_refused(client: Client, lab: Lab, sample: Path) -> None:
    form = aiohttp.FormData({"dry_run": "yes"})
    form.add_field("file", io.BytesIO(await asyncio.to_thread(sample.read_bytes)), filename=sample.name)
    async with client.post(IMPORTS, data=form, headers=lab.tokens.staff("clerk")) as response:
        problem = await response.json()
    assert (response.status, problem["code"]) == (422, "kernel.request.invalid")
    assert [error["field"] for error in problem["errors"]] == ["dry_run"]
