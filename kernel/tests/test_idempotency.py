"""Requests sent again with one ``Idempotency-Key``, to a small service on the real database."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import asyncpg
import pytest
from aiohttp import ClientSession, FormData
from fastapi import APIRouter, Depends, UploadFile
from kernel.db import Database
from kernel.errors import DependencyAway, DomainError, Kind
from kernel.http import Body, PersonDep, Tx, person, refusals
from kernel.idempotency import REFUSALS, Once, once, sweep_some
from kernel.sealed import BlindIndex, KeyRing, Sealer
from kernel.service import Service
from kernel.settings import DatabaseSettings
from kernel.testing import Lab
from sqlalchemy import text

pytestmark = pytest.mark.servers

router = APIRouter()
OnceDep = Annotated[Once, Depends(once(person), scope="function")]
HastyOnce = Annotated[Once, Depends(once(person, patience=0.3), scope="function")]
SLOW = {"begun": asyncio.Event(), "end": asyncio.Event()}
INSERT = text("INSERT INTO thing (id) VALUES (:id)")


class ThingUnwanted(DomainError):
    code = "once.thing.unwanted"
    kind = Kind.INVALID
    message = "不需要"


class NewThing(Body):
    trouble: str = ""


@router.post("/things", status_code=201, responses=refusals(*REFUSALS))
async def make(body: NewThing, _: PersonDep, one: OnceDep, tx: Tx) -> dict[str, str]:
    if body.trouble == "slow":
        SLOW["begun"].set()
        await SLOW["end"].wait()
    answer = {"made": str(uuid4()), "secret": "冯海峰"}
    await tx.execute(INSERT, {"id": UUID(answer["made"])})
    await one.keep_answer(answer, tx, status=201)
    if body.trouble == "unwanted":
        raise ThingUnwanted
    return answer


@router.post("/things/{number}/hasty")
async def make_hastily(number: int, _: PersonDep, one: HastyOnce, tx: Tx) -> dict[str, int]:
    SLOW["begun"].set()
    await SLOW["end"].wait()
    await one.keep_answer({"number": number}, tx)
    return {"number": number}


@router.post("/lost")
async def lose(_: PersonDep, one: OnceDep, resources: "Annotated[Any, Depends(held)]") -> dict[str, str]:
    """The commit takes effect, and nobody hears of it."""
    answer = {"made": str(uuid4())}
    async with resources.database.transaction() as tx:
        await tx.execute(INSERT, {"id": UUID(answer["made"])})
        await one.keep(lambda result: result)(answer, tx)
    raise DependencyAway("database")


@router.post("/letters")
async def send(letter: UploadFile, _: PersonDep, one: OnceDep, tx: Tx) -> dict[str, int]:
    answer = {"size": len(await letter.read())}
    await one.keep_answer(answer, tx)
    return answer


@dataclass
class Resources:
    settings: DatabaseSettings
    database: Database
    sealer: Sealer
    index: BlindIndex


OPENED: list[Resources] = []


def held() -> Resources:
    return OPENED[-1]


@contextlib.asynccontextmanager
async def open_resources(settings: DatabaseSettings) -> AsyncIterator[Resources]:
    database = Database(settings.database_url, size=5)
    OPENED.append(
        Resources(settings, database, Sealer(KeyRing.parse(settings.seal_keys)), BlindIndex(settings.index_key))
    )
    yield OPENED[-1]
    await database.dispose()


service = Service(
    name="once",
    settings=DatabaseSettings,
    open=open_resources,
    routers=(router,),
    migrations=Path(__file__).parent / "migrations",
)


@dataclass
class Sender:
    """Somebody who sends requests with a key."""

    client: ClientSession
    database: "asyncpg.Connection[Any]"
    headers: dict[str, str]

    async def send(self, key: str, path: str = "/things", **request: Any) -> tuple[int, Any, str | None]:
        headers = self.headers | {"Idempotency-Key": key}
        async with self.client.post(path, headers=headers, **request) as response:
            return response.status, await response.json(content_type=None), response.headers.get("Retry-After")

    async def things(self) -> int:
        count: int = await self.database.fetchval("SELECT count(*) FROM thing")
        return count

    async def age(self, key_age: str) -> None:
        await self.database.execute(
            "UPDATE idempotency_key SET claimed_at = claimed_at - cast(cast($1 AS text) AS interval)", key_age
        )


@pytest.fixture(scope="module")
async def client(lab: Lab) -> AsyncIterator[ClientSession]:
    async with lab.api(service, DatabaseSettings(**await lab.settings(service))) as client:
        yield client


@pytest.fixture
async def sender(lab: Lab, client: ClientSession) -> AsyncIterator[Sender]:
    connection = await asyncpg.connect(OPENED[-1].settings.database_url.get_secret_value())
    await connection.execute("TRUNCATE thing CASCADE; TRUNCATE idempotency_key")
    SLOW["begun"].clear()
    SLOW["end"].clear()
    yield Sender(client, connection, lab.tokens.person())
    await connection.close()


def form(data: bytes) -> FormData:
    parts = FormData(quote_fields=False)
    parts.add_field("letter", BytesIO(data), filename="信.jpg")
    return parts


async def test_the_same_key_and_body_give_the_same_answer(sender: Sender) -> None:
    first = await sender.send("k1", json={})
    assert first[0] == 201
    assert await sender.send("k1", json={}) == first
    assert await sender.things() == 1
    assert (await sender.send("k2", json={}))[1] != first[1]
    assert await sender.things() == 2


async def test_without_a_key_nothing_is_kept(sender: Sender) -> None:
    for _ in range(2):
        async with sender.client.post("/things", json={}, headers=sender.headers) as response:
            assert response.status == 201
    assert await sender.things() == 2
    assert await sender.database.fetchval("SELECT count(*) FROM idempotency_key") == 0


async def test_another_body_is_refused(sender: Sender) -> None:
    await sender.send("k1", json={})
    status, problem, _ = await sender.send("k1", json={"trouble": "none"})
    assert (status, problem["code"]) == (409, "kernel.idempotency.key_reused")
    assert await sender.things() == 1


async def test_keys_of_two_callers_are_two(sender: Sender, lab: Lab) -> None:
    first = await sender.send("k1", json={})
    other = Sender(sender.client, sender.database, lab.tokens.person())
    assert (await other.send("k1", json={}))[1] != first[1]


async def test_a_key_is_one_for_each_endpoint(sender: Sender) -> None:
    SLOW["end"].set()
    assert (await sender.send("k1", json={}))[0] == 201
    assert (await sender.send("k1", "/letters", data=form(b"123")))[0] == 200
    assert await sender.send("k1", "/things/1/hasty") == (200, {"number": 1}, None)
    status, problem, _ = await sender.send("k1", "/things/2/hasty")
    assert (status, problem["code"]) == (409, "kernel.idempotency.key_reused")


async def test_while_the_first_runs_the_second_waits_for_its_answer(sender: Sender) -> None:
    first = asyncio.create_task(sender.send("k1", json={"trouble": "slow"}))
    await SLOW["begun"].wait()
    second = asyncio.create_task(sender.send("k1", json={"trouble": "slow"}))
    other = await sender.send("k1", json={})
    assert (other[0], other[1]["code"]) == (409, "kernel.idempotency.key_reused"), "nobody waits to be refused"
    assert not second.done()
    SLOW["end"].set()
    done = await first
    assert done[0] == 201
    assert await second == done
    assert await sender.things() == 1


async def test_whoever_has_waited_long_enough_is_told_to_come_again(sender: Sender) -> None:
    first = asyncio.create_task(sender.send("k1", "/things/1/hasty"))
    await SLOW["begun"].wait()
    status, problem, retry_after = await sender.send("k1", "/things/1/hasty")
    assert (status, problem["code"], retry_after) == (409, "kernel.idempotency.in_progress", "1")
    SLOW["end"].set()
    done = await first
    assert done == (200, {"number": 1}, None)
    assert await sender.send("k1", "/things/1/hasty") == done


async def test_whoever_waited_for_a_refusal_is_judged_anew(sender: Sender) -> None:
    replies = await asyncio.gather(*(sender.send("k1", json={"trouble": "unwanted"}) for _ in range(3)))
    assert [status for status, _, _ in replies] == [422] * 3
    assert await sender.things() == 0


async def test_of_parallel_requests_with_one_key_one_takes_effect(sender: Sender) -> None:
    replies = await asyncio.gather(*(sender.send("k1", json={}) for _ in range(8)))
    assert [status for status, _, _ in replies] == [201] * 8
    assert len({json.dumps(body) for _, body, _ in replies}) == 1
    assert await sender.things() == 1


async def test_a_refusal_is_not_kept(sender: Sender) -> None:
    for _ in range(2):
        assert (await sender.send("k1", json={"trouble": "unwanted"}))[0] == 422
    assert (await sender.send("k2", json={"unknown": 1}))[0] == 422
    assert await sender.things() == 0
    assert await sender.database.fetchval("SELECT count(*) FROM idempotency_key") == 0


async def test_after_a_lost_commit_answer_a_retry_makes_no_second_row(sender: Sender) -> None:
    assert (await sender.send("k1", "/lost"))[0] == 503
    assert await sender.things() == 1
    status, answer, _ = await sender.send("k1", "/lost")
    assert (status, UUID(answer["made"])) == (200, await sender.database.fetchval("SELECT id FROM thing"))
    assert await sender.things() == 1


async def test_a_claim_whose_process_died_lapses_and_its_late_commit_fails(sender: Sender) -> None:
    late = asyncio.create_task(sender.send("k1", json={"trouble": "slow"}))
    await SLOW["begun"].wait()
    await sender.age("31 seconds")
    SLOW["begun"].clear()
    second = asyncio.create_task(sender.send("k1", json={"trouble": "slow"}))
    await SLOW["begun"].wait()
    SLOW["end"].set()
    statuses = sorted([(await late)[0], (await second)[0]])
    assert statuses == [201, 409]
    assert await sender.things() == 1


async def test_a_form_is_known_by_its_parts_whatever_its_boundary(sender: Sender) -> None:
    assert await sender.send("k1", "/letters", data=form(b"123")) == (200, {"size": 3}, None)
    assert await sender.send("k1", "/letters", data=form(b"123")) == (200, {"size": 3}, None)
    assert (await sender.send("k1", "/letters", data=form(b"124")))[0] == 409


@pytest.mark.parametrize("key", ["", "two words", "x" * 256, "ключ"])
async def test_a_malformed_key_is_refused(sender: Sender, key: str) -> None:
    status, problem, _ = await sender.send(key, json={})
    assert (status, problem["errors"][0]["field"]) == (422, "Idempotency-Key")


async def test_after_a_day_a_key_is_forgotten_and_swept(sender: Sender) -> None:
    first = await sender.send("k1", json={})
    await sender.age("23:59:00")
    assert await sender.send("k1", json={}) == first
    await sender.age("00:02:00")
    assert (await sender.send("k1", json={}))[1] != first[1]
    await sender.send("k2", json={})
    await sender.age("24:00:01")
    assert await sweep_some(held().database) == 2
    assert await sender.database.fetchval("SELECT count(*) FROM idempotency_key") == 0


async def test_answers_are_sealed_and_keys_hashed(sender: Sender) -> None:
    await sender.send("k-with-a-name", json={})
    row = await sender.database.fetchrow("SELECT * FROM idempotency_key")
    assert row is not None
    assert "冯海峰" not in row["answer"]
    assert b"k-with-a-name" not in row["id"] + row["request"]
