"""What routes have in common: paths that name nothing, forms, times; with a small service without a database."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from uuid import UUID

import pytest
from aiohttp import ClientSession, FormData
from fastapi import APIRouter, Form
from kernel.clock import ChinaTime
from kernel.errors import DomainError, Kind
from kernel.http import PUBLIC, Answer, refusals
from kernel.service import Service
from kernel.settings import Settings
from kernel.testing import Lab

pytestmark = pytest.mark.servers

router = APIRouter()


class ThingMissing(DomainError):
    code = "counter.thing.not_found"
    kind = Kind.NOT_FOUND
    message = "没有这件东西"


class PartMissing(DomainError):
    code = "counter.part.not_found"
    kind = Kind.NOT_FOUND
    message = "没有这一部分"


class Day(Answer):
    noon: ChinaTime
    night: ChinaTime | None = None


@router.get(
    "/things/{thing_id}/parts/{number}.png", openapi_extra=PUBLIC, responses=refusals(ThingMissing, PartMissing)
)
async def part(thing_id: UUID, number: int) -> None:
    raise ThingMissing if thing_id.int > number else PartMissing


@router.get("/days/{day}", openapi_extra=PUBLIC)
async def one_day(day: date) -> Day:
    return Day(noon=datetime.combine(day, time(4), UTC))


@router.post("/forms", openapi_extra=PUBLIC)
async def fill(name: Annotated[str, Form()] = "nobody") -> dict[str, str]:
    return {"name": name}


@dataclass
class Resources:
    settings: Settings
    database: None = None


@contextlib.asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    yield Resources(settings)


service = Service(name="plain", settings=Settings, open=open_resources, routers=(router,))


@pytest.fixture(scope="module")
async def client(lab: Lab) -> AsyncIterator[ClientSession]:
    async with lab.api(service, Settings(**await lab.settings(service))) as client:
        yield client


async def problem(client: ClientSession, status: int, method: str, path: str, **request: Any) -> dict[str, Any]:
    async with client.request(method, path, **request) as answer:
        assert (answer.status, answer.content_type) == (status, "application/problem+json")
        body: dict[str, Any] = await answer.json()
    return body


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/things/1/parts/1.png", "counter.thing.not_found"),
        (f"/things/{UUID(int=1)}/parts/x.png", "counter.part.not_found"),
        (f"/things/{UUID(int=1)}/parts/1.png", "counter.part.not_found"),
        ("/things/1/parts/x.png", "counter.thing.not_found"),
        ("/days/x", "kernel.path.not_found"),
    ],
)
async def test_what_cannot_be_an_id_is_not_found_like_an_unknown_one(
    client: ClientSession, path: str, code: str
) -> None:
    found = await problem(client, 404, "GET", path)
    assert found["code"] == code
    assert found["detail"]
    assert "errors" not in found


async def test_where_a_form_is_wanted_json_is_refused_clearly(client: ClientSession) -> None:
    refused = await problem(client, 422, "POST", "/forms", json={"name": "x"})
    assert refused["code"] == "kernel.request.not_a_form"
    assert "multipart/form-data" in refused["detail"]
    for data, name in (({"name": "x"}, "x"), (FormData({"name": "y"}), "y"), (None, "nobody")):
        async with client.post("/forms", data=data) as answer:
            assert await answer.json() == {"name": name}


async def test_parts_that_a_form_does_not_know_are_refused(client: ClientSession) -> None:
    for data in ({"name": "x", "extra": "y"}, FormData({"name": "x", "extra": "y"})):
        refused = await problem(client, 422, "POST", "/forms", data=data)
        assert refused["code"] == "kernel.request.invalid"
        assert [(error["field"], error["code"]) for error in refused["errors"]] == [
            ("extra", "kernel.field.extra_forbidden")
        ]


async def test_times_are_described_as_times(client: ClientSession) -> None:
    async with client.get("/openapi.json") as answer:
        fields = (await answer.json())["components"]["schemas"]["Day"]["properties"]
    assert fields["noon"] == {"type": "string", "format": "date-time", "title": "Noon"}
    assert {"type": "string", "format": "date-time"} in fields["night"]["anyOf"]
    async with client.get("/days/2026-11-22") as answer:
        assert await answer.json() == {"noon": "2026-11-22T12:00:00+08:00", "night": None}
