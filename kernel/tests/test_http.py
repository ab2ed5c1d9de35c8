"""Answers: problems, request ids, transactions, tokens, health; with a small service on the real database."""

import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid4

import jwt
import pytest
from aiohttp import ClientSession
from fastapi import APIRouter, Depends
from kernel.auth import StaffClaims
from kernel.db import Database
from kernel.errors import DependencyAway, DomainError, Kind
from kernel.health import Check
from kernel.http import PUBLIC, Body, PersonDep, Tx, internal, refusals, staff
from kernel.paging import Page, Paging, page
from kernel.service import Service
from kernel.settings import DatabaseSettings
from kernel.testing import Lab
from sqlalchemy import text

pytestmark = pytest.mark.servers

router = APIRouter()


class ThingUnwanted(DomainError):
    code = "counter.thing.unwanted"
    kind = Kind.CONFLICT
    message = "不需要{what}"


class GuessWrong(DomainError):
    code = "counter.guess.wrong"
    kind = Kind.INVALID
    message = "猜错了"
    keep = True


class NewThing(Body):
    thing_id: UUID
    trouble: str = ""


@router.post("/things", status_code=201, openapi_extra=PUBLIC, responses=refusals(ThingUnwanted, GuessWrong))
async def make(body: NewThing, tx: Tx) -> dict[str, str]:
    await tx.execute(text("INSERT INTO thing (id) VALUES (:id)"), {"id": body.thing_id})
    if body.trouble == "unwanted":
        raise ThingUnwanted(what="茶", field="thing_id")
    if body.trouble == "guess":
        raise GuessWrong(retry_after=3)
    if body.trouble == "bug":
        raise ZeroDivisionError
    if body.trouble == "commit":
        await tx.execute(text("INSERT INTO child VALUES (:id)"), {"id": uuid4()})  # checked at the commit only
    return {"made": str(body.thing_id)}


@router.get("/things")
async def things(tx: Tx, paging: Paging) -> Page[str]:
    after = paging.after(1)
    rows = (
        await tx.execute(
            text(
                "SELECT id::text FROM thing WHERE (cast(:after AS uuid) IS NULL OR id > cast(:after AS uuid))"
                " ORDER BY id LIMIT :n"
            ),
            {"after": after[0] if after else None, "n": paging.limit + 1},
        )
    ).all()
    return page(rows, paging, item=lambda row: str(row.id), key=lambda row: [str(row.id)])


@router.get("/me")
async def me(person: PersonDep) -> dict[str, str]:
    return {"person_id": str(person.person_id)}


@router.get("/desk")
async def desk(member: Annotated[StaffClaims, Depends(staff("reviewer"))]) -> dict[str, str]:
    return {"username": member.username}


@router.get("/internal/thing", dependencies=[Depends(internal)])
async def inside() -> dict[str, str]:
    return {"inside": "yes"}


@dataclass
class Resources:
    settings: DatabaseSettings
    database: Database
    states: dict[str, bool] = field(default_factory=lambda: {"up": True})

    def checks(self) -> dict[str, Check]:
        async def other() -> None:
            if not self.states["up"]:
                raise DependencyAway("other")

        return {"other": other}


OPENED: list[Resources] = []


@contextlib.asynccontextmanager
async def open_resources(settings: DatabaseSettings) -> AsyncIterator[Resources]:
    OPENED.append(Resources(settings, Database(settings.database_url, size=3)))
    yield OPENED[-1]
    await OPENED[-1].database.dispose()


service = Service(
    name="counter",
    settings=DatabaseSettings,
    open=open_resources,
    routers=(router,),
    migrations=Path(__file__).parent / "migrations",
)


@pytest.fixture(scope="module")
async def client(lab: Lab) -> AsyncIterator[ClientSession]:
    settings = DatabaseSettings(**await lab.settings(service))
    async with lab.api(service, settings) as client:
        yield client


async def problem(client: ClientSession, status: int, method: str, path: str, **request: Any) -> dict[str, Any]:
    async with client.request(method, path, **request) as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"
        body: dict[str, Any] = await answer.json()
    assert body["status"] == status
    assert body["request_id"] == answer.headers["X-Request-Id"]
    return body | {"headers": answer.headers}


async def has(client: ClientSession, thing: UUID) -> bool:
    cursor = ""
    while True:
        async with client.get("/things", params={"limit": "100", **({"cursor": cursor} if cursor else {})}) as answer:
            found = await answer.json()
        if str(thing) in found["items"]:
            return True
        if not (cursor := found["next_cursor"]):
            return False


@pytest.mark.parametrize(
    ("trouble", "status", "code", "kept"),
    [
        ("unwanted", 409, "counter.thing.unwanted", False),
        ("guess", 422, "counter.guess.wrong", True),
        ("bug", 500, "kernel.request.failed", False),
        ("commit", 500, "kernel.request.failed", False),
    ],
)
async def test_an_error_undoes_the_request_unless_its_effect_is_to_stay(
    client: ClientSession, trouble: str, status: int, code: str, kept: bool
) -> None:
    thing = uuid4()
    body = await problem(client, status, "POST", "/things", json={"thing_id": str(thing), "trouble": trouble})
    assert body["code"] == code
    assert await has(client, thing) is kept
    if trouble == "unwanted":
        assert body["detail"] == "不需要茶"
        assert body["errors"] == [{"field": "thing_id", "code": code, "message": "不需要茶"}]
    if trouble == "guess":
        assert body["headers"]["Retry-After"] == "3"


async def test_an_answered_request_is_a_committed_one(client: ClientSession) -> None:
    thing = uuid4()
    async with client.post("/things", json={"thing_id": str(thing)}) as answer:
        assert answer.status == 201
    assert await has(client, thing)


@pytest.mark.parametrize(
    ("request_arguments", "field", "message"),
    [
        ({"json": {"thing_id": str(uuid4()), "state": "approved"}}, "state", "不支持的字段"),
        ({"json": {}}, "thing_id", "必填项未填写"),
        ({"json": {"thing_id": "1"}}, "thing_id", "编号格式不正确"),
        ({"json": [1]}, "body", "应为 JSON 对象（application/json）"),
        ({"data": b"x=1", "headers": {"Content-Type": "text/plain"}}, "body", "应为 JSON 对象（application/json）"),
        ({"data": b"{", "headers": {"Content-Type": "application/json"}}, "body", "内容不是有效的 JSON"),
        ({"data": b"\xff", "headers": {"Content-Type": "application/json"}}, None, None),
        ({"data": b""}, "body", "必填项未填写"),
    ],
)
async def test_a_body_of_the_wrong_shape_names_the_fields(
    client: ClientSession, request_arguments: dict[str, Any], field: str | None, message: str | None
) -> None:
    body = await problem(client, 422, "POST", "/things", **request_arguments)
    if field is None:
        assert body["code"] == "kernel.request.unreadable"
    else:
        assert body["code"] == "kernel.request.invalid"
        assert [(error["field"], error["message"]) for error in body["errors"]] == [(field, message)]


async def test_paths_and_methods_that_do_not_exist(client: ClientSession) -> None:
    assert (await problem(client, 404, "GET", "/nowhere"))["code"] == "kernel.path.not_found"
    assert (await problem(client, 405, "PUT", "/things"))["code"] == "kernel.method.not_allowed"


@pytest.mark.parametrize("cursor", ["x", "!!", "W10=", "WzFd", "bnVsbA=="])
async def test_a_cursor_that_is_not_ours(client: ClientSession, cursor: str) -> None:
    assert (await problem(client, 422, "GET", f"/things?cursor={cursor}"))["code"] == "kernel.cursor.invalid"


async def test_a_sane_request_id_is_kept_and_a_strange_one_replaced(client: ClientSession) -> None:
    async with client.get("/healthz", headers={"X-Request-Id": "abcd-1234"}) as answer:
        assert answer.headers["X-Request-Id"] == "abcd-1234"
    async with client.get("/healthz", headers={"X-Request-Id": "a b<script>"}) as answer:
        assert UUID(answer.headers["X-Request-Id"])


async def test_tokens_open_the_routes_they_are_for(client: ClientSession, lab: Lab) -> None:
    who = uuid4()
    async with client.get("/me", headers=lab.tokens.person(who)) as answer:
        assert (await answer.json()) == {"person_id": str(who)}
    async with client.get("/desk", headers=lab.tokens.staff("reviewer")) as answer:
        assert answer.status == 200
    async with client.get("/desk", headers=lab.tokens.staff("boss", "admin")) as answer:
        assert answer.status == 200
    async with client.get("/internal/thing", headers=lab.internal) as answer:
        assert answer.status == 200
    assert (await problem(client, 403, "GET", "/desk", headers=lab.tokens.staff("clerk")))[
        "code"
    ] == "kernel.role.missing"


async def test_tokens_that_do_not_count(client: ClientSession, lab: Lab) -> None:
    tokens, now = lab.tokens, int(time.time())
    claims = {"sub": str(uuid4()), "rid": str(uuid4())}
    unsigned = jwt.encode({"aud": "person", "iss": "zhengxin", "sid": str(uuid4()), **claims}, key="", algorithm="none")
    secret = "0123456789abcdef0123456789abcdef"
    forged = jwt.encode({"aud": "person", **claims}, secret, algorithm="HS256", headers={"kid": "test"})
    bad = [
        {},
        {"Authorization": "Basic abc"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer x.y.z"},
        {"Authorization": f"Bearer {unsigned}"},
        {"Authorization": f"Bearer {forged}"},
        tokens.staff("reviewer"),
        tokens.headers("person", exp=now - 1, **claims),
        tokens.headers("person", iss="somebody", **claims),
        tokens.headers("person", sub=str(uuid4())),
        tokens.headers("person", sub="x", rid="y"),
        lab.internal,
    ]
    for headers in bad:
        assert (await problem(client, 401, "GET", "/me", headers=headers))["code"] == "kernel.token.invalid"
    await problem(client, 401, "GET", "/desk", headers=tokens.person())
    await problem(client, 401, "GET", "/internal/thing", headers=tokens.staff("boss", "admin"))
    await problem(client, 401, "GET", "/internal/thing")


async def test_readiness_tells_each_dependency(client: ClientSession) -> None:
    async with client.get("/readyz") as answer:
        assert answer.status == 200
        assert (await answer.json())["checks"] == {"database": "ok", "other": "ok"}
    OPENED[-1].states["up"] = False
    async with client.get("/readyz") as answer:
        assert answer.status == 503
        assert (await answer.json())["checks"] == {"database": "ok", "other": "away"}
    OPENED[-1].states["up"] = True


async def test_a_database_that_is_away_is_503_with_retry_after(lab: Lab) -> None:
    settings = DatabaseSettings(
        **await lab.settings(service) | {"database_url": "postgresql://nobody:x@127.0.0.1:1/none"}
    )
    async with lab.api(service, settings) as client:
        body = await problem(client, 503, "POST", "/things", json={"thing_id": str(uuid4())})
    assert body["code"] == "kernel.dependency.away"
    assert int(body["headers"]["Retry-After"]) > 0


async def test_connections_that_the_server_ends_are_replaced(client: ClientSession) -> None:
    for _ in range(20):
        async with OPENED[0].database.transaction() as tx:
            await tx.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        thing = uuid4()
        async with client.post("/things", json={"thing_id": str(thing)}) as answer:
            assert answer.status == 201
