"""Notification on the real servers, with identity's internal path and a provider that does as it is told."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import aiohttp
import asyncpg
import pytest
import pytest_asyncio
from aiohttp import web
from kernel.contracts import identity as contract
from kernel.ids import new_id
from kernel.testing import Bus, Lab, serving
from kernel.worker import Worker
from notification.app import open_resources, service
from notification.domain.sms import Sms
from notification.resources import Resources
from notification.settings import Settings


@dataclass(slots=True)
class ScriptedProvider:
    """Raises what it is given, one after the other, then takes every message."""

    outcomes: list[Exception] = field(default_factory=list)
    taken: list[Sms] = field(default_factory=list)
    name: str = "scripted"

    async def send(self, sms: Sms) -> str:
        if self.outcomes:
            raise self.outcomes.pop(0)
        self.taken.append(sms)
        return f"scripted-{len(self.taken)}"


@dataclass(slots=True)
class Phones:
    """Identity's answers: phones by person."""

    known: dict[UUID, str] = field(default_factory=dict)
    away: bool = False
    asked: int = 0

    def person(self, phone: str) -> UUID:
        person_id = uuid4()
        self.known[person_id] = phone
        return person_id


@dataclass(slots=True)
class Desk:
    """One running notification service."""

    lab: Lab
    bus: Bus
    settings: Settings
    phones: Phones
    provider: ScriptedProvider

    @contextlib.asynccontextmanager
    async def working(self, *, scripted: bool = False) -> AsyncIterator[Worker]:
        """Run the worker, with the sandbox's provider or the scripted one."""

        @contextlib.asynccontextmanager
        async def open_scripted(settings: Settings) -> AsyncIterator[Resources]:
            async with open_resources(settings) as resources:
                resources.provider = self.provider
                yield resources

        chosen = replace(service, open=open_scripted) if scripted else service
        async with self.lab.worker(chosen, self.settings) as worker:
            yield worker

    async def sms(self, phone: str) -> list[dict[str, Any]]:
        """What the sandbox's path answers."""
        async with (
            self.api() as client,
            client.get("/internal/sandbox/sms", params={"phone": phone}, headers=self.lab.internal) as answer,
        ):
            assert answer.status == 200
            items: list[dict[str, Any]] = (await answer.json())["items"]
            return items

    @contextlib.asynccontextmanager
    async def api(self) -> AsyncIterator[aiohttp.ClientSession]:
        """Run the API."""
        async with self.lab.api(service, self.settings) as client:
            yield client

    async def messages(self) -> list[asyncpg.Record]:
        """The rows of ``message``."""
        return await self.fetch("SELECT * FROM message ORDER BY created_at")

    async def received(self, queue: str) -> int:
        """How many messages stand in the inbox."""
        rows = await self.fetch("SELECT count(*) AS count FROM inbox WHERE queue = $1", queue)
        count: int = rows[0]["count"]
        return count

    async def everything_stored(self) -> str:
        """All rows of all tables, as text."""
        tables = await self.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        lines = [
            f"{table['tablename']}: {row['line']}"
            for table in tables
            for row in await self.fetch(f'SELECT t::text AS line FROM "{table["tablename"]}" t')  # noqa: S608
        ]
        return "\n".join(lines)

    async def leave_intent(self, event: contract.CodeRequested, *, seconds: float) -> UUID:
        """The row that a worker leaves behind when it dies while sending; its lease ends in ``seconds``."""
        event_id = new_id()
        await self.fetch(
            "INSERT INTO message (id, event_id, template, about, state, tries, leased_until, created_at)"
            " VALUES ($1, $2, 'login_code', $3, 'sending', 1, now() + $4, now())",
            new_id(),
            event_id,
            event.code_id,
            timedelta(seconds=seconds),
        )
        return event_id

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait for something to come true."""
        async with asyncio.timeout(20):
            for pause in itertools.repeat(0.02):
                if await condition():
                    return
                await asyncio.sleep(pause)

    async def fetch(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Run a statement."""
        connection = await asyncpg.connect(self.settings.database_url.get_secret_value())
        try:
            return list(await connection.fetch(statement, *values))
        finally:
            await connection.close()

    def code_requested(self, phone: str, code: str, **fields: Any) -> contract.CodeRequested:
        """A code as identity asks for it."""
        code_id = uuid4()
        sealed = self.bus.sealer.seal(contract.CodeRequested, code_id, {"phone": phone, "code": code})
        return contract.CodeRequested(code_id=code_id, message=sealed, **fields)


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest_asyncio.fixture(loop_scope="session")
async def desk(lab: Lab, bus: Bus, phones: Phones) -> AsyncIterator[Desk]:
    async def phone(request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {lab.internal_token}"
        phones.asked += 1
        if phones.away:
            return web.json_response({}, status=503)
        known = phones.known.get(UUID(request.match_info["person_id"]))
        return web.json_response({"phone": known}) if known else web.json_response({}, status=404)

    app = web.Application()
    app.router.add_get("/internal/persons/{person_id}/phone", phone)
    async with serving(app) as url:
        settings = Settings(**await lab.settings(service, identity_url=url))
        yield Desk(lab, bus, settings, phones, ScriptedProvider())
