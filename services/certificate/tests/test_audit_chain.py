"""The chain over the audit log: whatever is done to a row behind the service's back is named."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from certificate.app import service
from certificate.repository.audit import record_audit
from certificate.repository.audit_chain import Fault, first_fault, link_some
from kernel.db import Database
from kernel.sealed import BlindIndex
from kernel.testing import Lab
from pydantic import SecretStr

pytestmark = pytest.mark.servers


@dataclass
class Log:
    """An audit log of its own, and somebody who may do everything to it."""

    database: Database
    index: BlindIndex
    thief: "asyncpg.Connection[Any]"

    async def write(self, count: int = 1) -> None:
        for number in range(count):
            async with self.database.transaction() as tx:
                await record_audit(tx, actor="staff:reviewer", action="thing.done", object_id=uuid4(), number=number)

    async def link(self, most: int = 1000) -> int:
        async with self.database.transaction() as tx:
            return await link_some(tx, self.index, most=most)

    async def verify(self) -> tuple[int, Fault | None]:
        async with self.database.transaction() as tx:
            return await first_fault(tx, self.index)

    async def id_at(self, position: int) -> UUID:
        found: UUID = await self.thief.fetchval("SELECT audit_id FROM audit_link WHERE position = $1", position)
        return found


@pytest_asyncio.fixture(loop_scope="session")
async def audit(lab: Lab) -> AsyncIterator[Log]:
    url = await lab.database(service)
    thief = await asyncpg.connect(url)
    await thief.execute("SET session_replication_role = replica")  # no foreign key holds a thief up
    database = Database(url, size=10)
    yield Log(database, BlindIndex(SecretStr(lab.index_key)), thief)
    await database.dispose()
    await thief.close()


async def test_rows_are_linked_without_gaps_after_their_commit(audit: Log) -> None:
    assert await audit.verify() == (0, None)
    await audit.write(7)
    assert await audit.verify() == (0, None)
    assert [await audit.link(most=3) for _ in range(4)] == [3, 3, 1, 0]
    assert await audit.verify() == (7, None)
    positions = await audit.thief.fetch("SELECT position FROM audit_link ORDER BY position")
    assert [row["position"] for row in positions] == list(range(1, 8))
    assert await audit.thief.fetchval("SELECT count(*) FROM audit_unlinked") == 0


async def test_a_row_that_commits_late_is_linked_too(audit: Log) -> None:
    late = audit.database.transaction()
    tx = await late.__aenter__()
    await record_audit(tx, actor="system", action="thing.late", object_id=uuid4())
    await audit.write(2)
    assert await audit.link() == 2
    await late.__aexit__(None, None, None)
    assert await audit.link() == 1
    assert await audit.verify() == (3, None)


async def test_many_who_write_and_many_who_link_make_one_chain(audit: Log) -> None:
    async def link_on() -> None:
        for _ in range(15):
            await audit.link(most=5)

    await asyncio.gather(*(audit.write(10) for _ in range(4)), *(link_on() for _ in range(3)))
    while await audit.link():
        pass
    assert await audit.verify() == (40, None)


async def test_a_rolled_back_row_leaves_no_trace(audit: Log) -> None:
    async def undo() -> None:
        async with audit.database.transaction() as tx:
            await record_audit(tx, actor="system", action="thing.undone", object_id=uuid4())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await undo()
    assert await audit.link() == 0


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("actor", "'staff:somebody'"),
        ("action", "'thing.undone'"),
        ("object_id", "gen_random_uuid()"),
        ("at", "at + interval '1 microsecond'"),
        ("details", "'{}'::jsonb"),
        ("request_id", "'another'"),
    ],
)
async def test_an_edited_row_is_named(audit: Log, column: str, value: str) -> None:
    await audit.write(6)
    await audit.link()
    bad = await audit.id_at(4)
    await audit.thief.execute(f"UPDATE audit SET {column} = {value} WHERE id = $1", bad)  # noqa: S608 - ours
    assert await audit.verify() == (3, Fault(4, bad, "altered"))


async def test_a_deleted_row_is_named_with_and_without_its_link(audit: Log) -> None:
    await audit.write(6)
    await audit.link()
    bad = await audit.id_at(3)
    await audit.thief.execute("DELETE FROM audit WHERE id = $1", bad)
    assert await audit.verify() == (2, Fault(3, bad, "row deleted"))
    await audit.thief.execute("DELETE FROM audit_link WHERE position = 3")
    assert await audit.verify() == (2, Fault(3, None, "missing"))
    await audit.thief.execute("UPDATE audit_link SET position = position - 1 WHERE position > 3")
    assert (await audit.verify())[1] == Fault(3, await audit.id_at(3), "altered")


async def test_swapped_rows_are_named(audit: Log) -> None:
    await audit.write(6)
    await audit.link()
    one, other = await audit.id_at(2), await audit.id_at(5)
    await audit.thief.execute(
        "UPDATE audit SET object_id = other.object_id, details = other.details FROM audit AS other"
        " WHERE audit.id = ANY($1) AND other.id = ANY($1) AND other.id <> audit.id",
        [one, other],
    )
    assert await audit.verify() == (1, Fault(2, one, "altered"))


async def test_a_cut_at_the_end_and_an_emptied_log_are_named(audit: Log) -> None:
    await audit.write(6)
    await audit.link()
    await audit.thief.execute("DELETE FROM audit WHERE id IN (SELECT audit_id FROM audit_link WHERE position > 4)")
    await audit.thief.execute("DELETE FROM audit_link WHERE position > 4")
    assert await audit.verify() == (4, Fault(5, None, "missing: the chain was cut"))
    await audit.thief.execute("TRUNCATE audit, audit_link")
    assert await audit.verify() == (0, Fault(1, None, "missing: the chain was cut"))


async def test_a_row_that_somebody_slipped_in_is_named(audit: Log) -> None:
    await audit.write(2)
    await audit.link()
    stray = uuid4()
    await audit.thief.execute(
        "INSERT INTO audit VALUES ($1, now(), 'staff:reviewer', 'thing.done', $1, NULL, '{}')", stray
    )
    assert await audit.verify() == (2, Fault(3, stray, "not in the chain"))


async def test_digests_cannot_be_made_without_the_key(audit: Log, lab: Lab) -> None:
    await audit.write(2)
    forger = BlindIndex(SecretStr(lab.event_keys.split(":")[1]))
    async with audit.database.transaction() as tx:
        await link_some(tx, forger)
    assert (await audit.verify())[0] == 0


async def test_the_worker_links_and_the_command_names_the_first_bad_row(office: Any) -> None:
    taken = await office.applied(office.person())
    await office.decide(taken["application_id"])
    async with office.working():
        await office.until("SELECT 1 FROM audit_unlinked", rows=0)
    fitting, fault = await _command(office)
    assert (fitting.returncode, fault) == (0, "")
    await office.rows("UPDATE audit SET actor = 'nobody' WHERE object_id = $1::uuid", taken["application_id"])
    [row] = await office.rows(
        "SELECT position, audit_id FROM audit_link JOIN audit ON id = audit_id WHERE object_id = $1::uuid"
        " ORDER BY position LIMIT 1",
        taken["application_id"],
    )
    done, fault = await _command(office)
    await office.rows("UPDATE audit SET actor = 'staff:reviewer' WHERE object_id = $1::uuid", taken["application_id"])
    assert done.returncode == 1
    assert f"position {row['position']}: altered (audit row {row['audit_id']})" in fault


async def _command(office: Any) -> tuple["subprocess.CompletedProcess[str]", str]:
    settings = office.settings
    environment = {
        name: getattr(settings, name).get_secret_value()
        for name in ("broker_url", "event_keys", "seal_keys", "index_key", "internal_token", "database_url")
    }
    for bucket in ("letters_s3", "certificates_s3"):
        for name in ("endpoint", "access_key", "bucket"):
            environment[f"{bucket}__{name}"] = getattr(getattr(settings, bucket), name)
        environment[f"{bucket}__secret_key"] = getattr(settings, bucket).secret_key.get_secret_value()
    environment |= {"archive_url": settings.archive_url, "public_url": settings.public_url}
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-m", "certificate", "audit", "verify"],
        env=os.environ | {f"ZHENGXIN_{name.upper()}": value for name, value in environment.items()},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done, done.stderr
