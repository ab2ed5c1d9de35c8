"""Imports on a real database: exact counts, nothing twice, nothing half, every change told."""

import asyncio
import itertools
import json
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from archive.app import service
from archive.domain.imports import AlreadyRunning, Counts, HeadingsMissing, State, Unreadable
from archive.domain.record import Record
from archive.handlers.import_file import import_file
from archive.handlers.import_register import import_register
from archive.handlers.lease import Progress
from archive.handlers.request_import import request_import
from archive.handlers.run_import import clear_files, run_next_import
from archive.queries import ImportReport, Records, read_faults, read_import
from archive.repository.imports import Imports, LeaseLost, Run
from archive.resources import Resources
from archive.settings import Settings
from archive.tables import record, register_import
from kernel.contracts.archive import ImportCompleted, RecordChanged
from kernel.errors import DependencyAway
from kernel.id_number import IdNumber
from kernel.storage import Storage
from kernel.testing import Bus, Lab
from sqlalchemy import func, select, text

pytestmark = pytest.mark.servers

People = Callable[..., dict[str, Any]]
Write = Callable[..., Path]


async def take(path: Path, resources: Resources) -> Counts:
    _, counts = await import_file(path, "test", resources)
    return counts


async def find(id_number: str, resources: Resources) -> Record:
    async with resources.database.transaction() as tx:
        return await Records(tx, resources.sealer, resources.index).by_id_number(IdNumber.parse(id_number))


async def report(import_id: UUID, resources: Resources) -> ImportReport:
    async with resources.database.transaction() as tx:
        return await read_import(tx, import_id)


async def kept(resources: Resources) -> int:
    async with resources.database.transaction() as tx:
        return int(await tx.scalar(select(func.count()).select_from(record)))


async def published(resources: Resources) -> list[str]:
    async with resources.database.transaction() as tx:
        return [row.routing_key for row in await tx.execute(text("SELECT routing_key FROM outbox ORDER BY sequence"))]


async def claim(resources: Resources, *, seconds: float = 30) -> Run:
    async with resources.database.transaction() as tx:
        run = await Imports(tx).claim(lease_seconds=seconds)
    assert run is not None
    return run


async def eventually(check: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        for pause in itertools.repeat(0.05):
            if await check():
                return
            await asyncio.sleep(pause)


async def has_rows(import_id: UUID, resources: Resources) -> bool:
    return (await report(import_id, resources)).rows > 0


async def attempts(resources: Resources) -> int:
    async with resources.database.transaction() as tx:
        return int(await tx.scalar(select(register_import.c.attempts)))


async def test_the_sample_is_imported_exactly(sample: Path, resources: Resources) -> None:
    expected = json.loads(sample.with_name(sample.name + ".expected.json").read_text(encoding="utf-8"))
    import_id, counts = await import_file(sample, "test", resources)
    assert counts.rows == expected["rows"]
    assert counts == Counts(expected["good"], 0, expected["repeated"], len(expected["refused"]))
    assert await kept(resources) == expected["good"]
    async with resources.database.transaction() as tx:
        faults = await read_faults(tx, import_id, resources.sealer, limit=1000)
    assert [{"row": fault.row, "column": fault.column} for fault in faults] == expected["refused"]
    assert all(fault.code.startswith("archive.row.") and fault.message for fault in faults)
    assert next(fault.value for fault in faults if fault.row == 8) == "去年"


async def test_a_second_import_changes_nothing(sample: Path, resources: Resources) -> None:
    first = await take(sample, resources)
    second = await take(sample, resources)
    assert second == Counts(0, 0, first.added + first.unchanged, first.refused)
    assert set(await published(resources)) == {ImportCompleted.routing_key}


async def test_what_changed_is_changed_and_told(
    write_csv: Write, people: People, resources: Resources, lab: Lab, settings: Settings, bus: Bus
) -> None:
    await take(write_csv([people(serial) for serial in range(50)]), resources)
    before = await find(people(7)["身份证号"], resources)
    rows = [people(serial) for serial in range(51)]
    rows[7] |= {"姓名": "李新", "缴费截止时间": "2016年1月"}
    assert await take(write_csv(rows), resources) == Counts(1, 1, 49, 0)
    after = await find(people(7)["身份证号"], resources)
    assert (after.id, after.version) == (before.id, before.version + 1)
    assert (after.facts.name, after.facts.fees_paid_until) == ("李新", "2016-01")
    async with lab.worker(service, settings):
        [event] = await bus.heard(RecordChanged)
    assert (event.record_id, event.version, event.change) == (after.id, 2, "changed")
    assert event.fields == ("name", "fees_paid_until")
    assert resources.event_sealer.open(event, event.facts) == after.as_json()


async def test_a_changed_record_is_found_by_its_new_name_only(
    write_csv: Write, people: People, resources: Resources
) -> None:
    await take(write_csv([people(1, name="张旧")]), resources)
    await take(write_csv([people(1, name="张新", archive_number="")]), resources)
    async with resources.database.transaction() as tx:
        records = Records(tx, resources.sealer, resources.index)
        assert await records.search("张旧", limit=10, before=None) == []
        [found] = await records.search(" 张\u3000新", limit=10, before=None)
    assert found.facts.archive_number is None


async def test_rows_that_contradict_each_other_are_refused_but_the_first(
    write_csv: Write, people: People, resources: Resources
) -> None:
    rows = [people(1), people(2), people(1, fees_paid_until="2019-01", name="王他"), people(1), people(2)]
    import_id, counts = await import_file(write_csv(rows), "test", resources)
    assert counts == Counts(added=2, changed=0, unchanged=2, refused=1)
    async with resources.database.transaction() as tx:
        [fault] = await read_faults(tx, import_id, resources.sealer, limit=10)
    assert (fault.row, fault.column, fault.value) == (4, "身份证号", people(1)["身份证号"])
    assert fault.code == "archive.row.conflict"
    assert fault.message == "与第2行身份证号相同而内容不同（姓名、缴费截止时间），请核实后保留一行"
    assert (await find(people(1)["身份证号"], resources)).facts.fees_paid_until == "2015-03"


async def test_a_refused_file_leaves_nothing_behind(
    write_xlsx: Write, people: People, resources: Resources, tmp_path: Path
) -> None:
    (tmp_path / "junk.xlsx").write_bytes(b"PK\x03\x04 no zip")
    with pytest.raises(Unreadable):
        await take(tmp_path / "junk.xlsx", resources)
    import_id = await request_import(write_xlsx([["说明"], list(people(1).values())]), "clerk", resources)
    assert await run_next_import(resources)
    outcome = await report(import_id, resources)
    assert (outcome.state, outcome.error_code) == (State.FAILED, HeadingsMissing.code)
    assert await kept(resources) == 0
    assert await published(resources) == []


async def test_nothing_in_the_database_or_the_bucket_is_in_clear(
    write_csv: Write, people: People, resources: Resources
) -> None:
    path = write_csv([people(1, name="张明文"), people(2, name="")])
    import_id = await request_import(path, "clerk", resources)
    parked = await resources.imports.get(f"{import_id}/00000")
    assert await run_next_import(resources)
    async with resources.database.transaction() as tx:
        dump = str((await tx.execute(text("SELECT * FROM archive_record"))).all())
        dump += str((await tx.execute(text("SELECT * FROM archive_import_error"))).all())
    for secret in ("张明文", people(1)["身份证号"], people(2)["身份证号"], "220000000001"):
        assert secret not in dump
        assert secret.encode() not in parked


async def test_the_file_is_gone_when_the_import_is_over(write_csv: Write, people: People, resources: Resources) -> None:
    import_id = await request_import(write_csv([people(1)]), "clerk", resources)
    await clear_files(resources)
    assert await resources.imports.exists(f"{import_id}/00000")
    assert await run_next_import(resources)
    await clear_files(resources)
    assert not await resources.imports.exists(f"{import_id}/00000")
    assert not await run_next_import(resources)


async def test_the_same_file_is_not_imported_twice_at_once(
    write_csv: Write, people: People, resources: Resources
) -> None:
    path = write_csv([people(1)])
    await request_import(path, "clerk", resources)
    with pytest.raises(AlreadyRunning):
        await request_import(path, "clerk", resources)
    with pytest.raises(AlreadyRunning):
        await take(path, resources)
    assert await run_next_import(resources)
    assert await take(path, resources) == Counts(0, 0, 1, 0)


async def test_two_files_merge_side_by_side(write_csv: Write, people: People, resources: Resources) -> None:
    one = write_csv([people(serial) for serial in range(300)], name="one.csv")
    two = write_csv([people(serial) for serial in range(200, 500)], name="two.csv")
    outcomes = await asyncio.gather(take(one, resources), take(two, resources))
    assert sum(counts.added for counts in outcomes) == 500
    assert sum(counts.unchanged for counts in outcomes) == 100
    assert await kept(resources) == 500


async def test_the_planner_knows_how_much_is_staged(write_csv: Write, people: People, resources: Resources) -> None:
    """Whatever was imported before: by the size of an earlier file it would join a large one row by row."""
    for rows in (2, 3_000):
        await take(write_csv([people(serial) for serial in range(rows)], name=f"{rows}.csv"), resources)
        async with resources.database.transaction() as tx:
            query = "SELECT reltuples::int FROM pg_class WHERE relname = 'archive_import_row'"
            assert await tx.scalar(text(query)) == rows


async def test_an_import_whose_run_died_is_taken_over(write_csv: Write, people: People, resources: Resources) -> None:
    import_id = await request_import(write_csv([people(1)]), "clerk", resources)
    await claim(resources, seconds=0.3)
    assert not await run_next_import(resources)
    await asyncio.sleep(0.4)
    assert await run_next_import(resources)
    assert (await report(import_id, resources)).counts == Counts(1, 0, 0, 0)


async def test_a_run_that_lost_its_lease_does_nothing(write_csv: Write, people: People, resources: Resources) -> None:
    path = write_csv([people(1), people(2)])
    await request_import(path, "clerk", resources)
    late = await claim(resources, seconds=0.1)
    await asyncio.sleep(0.2)
    await claim(resources)
    with pytest.raises(LeaseLost):
        await import_register(late, path, resources, Progress())
    assert await kept(resources) == 0
    assert await published(resources) == []


async def test_an_import_that_kills_its_worker_is_given_up(
    write_csv: Write, people: People, resources: Resources
) -> None:
    import_id = await request_import(write_csv([people(1)]), "clerk", resources)
    for _ in range(resources.settings.import_attempts):
        await claim(resources, seconds=0)
        await asyncio.sleep(0.01)
    assert await run_next_import(resources)
    outcome = await report(import_id, resources)
    assert (outcome.state, outcome.error_code) == (State.FAILED, "archive.import.abandoned")


async def test_an_import_waits_for_the_store_however_long_it_is_away(
    write_csv: Write, people: People, resources: Resources
) -> None:
    import_id = await request_import(write_csv([people(1)]), "clerk", resources)
    nowhere = resources.settings.imports_s3.model_copy(update={"endpoint": "127.0.0.1:1"})
    cut_off = replace(
        resources,
        imports=Storage(nowhere),
        settings=resources.settings.model_copy(update={"import_attempts": 1}),
    )
    for _ in range(3):
        with pytest.raises(DependencyAway):
            await run_next_import(cut_off)
        assert (await report(import_id, resources)).state is State.RUNNING
    cut_off.imports.close()
    assert await run_next_import(resources)
    assert (await report(import_id, resources)).counts == Counts(1, 0, 0, 0)
    assert await attempts(resources) == 1


async def test_a_killed_worker_leaves_an_import_that_another_finishes(
    write_csv: Write, people: People, resources: Resources, environment: dict[str, str]
) -> None:
    import_id = await request_import(write_csv([people(serial) for serial in range(20_000)]), "clerk", resources)
    worker = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "archive", "worker"),
        env=environment | {"ZHENGXIN_IMPORT_LEASE_SECONDS": "0.8"},
        stderr=asyncio.subprocess.DEVNULL,
    )
    await eventually(lambda: has_rows(import_id, resources))
    worker.kill()
    await worker.wait()
    assert (await report(import_id, resources)).state is State.RUNNING
    assert await kept(resources) == 0
    await eventually(lambda: run_next_import(resources))
    outcome = await report(import_id, resources)
    assert (outcome.state, outcome.counts) == (State.COMPLETED, Counts(20_000, 0, 0, 0))
    assert await attempts(resources) == 2


async def test_a_stopped_worker_gives_its_import_back(write_csv: Write, people: People, resources: Resources) -> None:
    import_id = await request_import(write_csv([people(serial) for serial in range(20_000)]), "clerk", resources)
    running = asyncio.create_task(run_next_import(resources))
    await eventually(lambda: has_rows(import_id, resources))
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert (await claim(resources)).attempt == 1
    assert await kept(resources) == 0


async def test_the_command_line_imports_and_says_what_came_of_it(
    sample: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    async def run(path: Path) -> tuple[int | None, str, str]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "archive", "import", str(path)),
            env=environment | {"COLUMNS": "120"},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return process.returncode, out.decode(), err.decode()

    status, out, _ = await run(sample)
    assert status == 0
    assert "2,000 rows: 1,930 added, 0 changed, 30 unchanged, 40 refused" in out
    assert "去年" in out
    (tmp_path / "few.csv").write_text("姓名,性别\n")
    status, out, err = await run(tmp_path / "few.csv")
    assert (status, out) == (1, "")
    assert "archive.import.headings_missing" in err
