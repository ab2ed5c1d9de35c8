"""Identity on real servers, as people use it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio
from identity.app import service
from identity.domain.agreement import CURRENT_VERSION
from identity.settings import Settings
from kernel.contracts.identity import CodeRequested
from kernel.db import Database
from kernel.id_number import check_character
from kernel.sealed import EventSealer
from kernel.server import free_port
from kernel.testing import Lab
from minio import Minio
from PIL import Image
from sqlalchemy import text

PASSWORD = "Rn7vqp-2"
VIDEO = b"\0\0\0\x18ftypisom" + bytes(2_000)


def make_id_number(serial: int) -> str:
    """A valid ID number for each serial, 0 to 999."""
    body = f"11010519900307{serial:03d}"
    return body + check_character(body + "0")


def make_photo() -> bytes:
    """A JPEG as a phone might take it."""
    out = BytesIO()
    Image.new("RGB", (640, 400), "steelblue").save(out, "JPEG")
    return out.getvalue()


@dataclass(slots=True)
class Reply:
    """An answer, read."""

    status: int
    body: Any
    headers: Any
    cookies: Any

    @property
    def code(self) -> str:
        """The problem's code."""
        return str(self.body["code"])


@dataclass(slots=True)
class World:
    """Identity's API as people use it; SMS codes are read from the outbox, as notification would read them."""

    client: aiohttp.ClientSession
    lab: Lab
    settings: Settings
    database: Database
    register: Any  # the neighbours, archive's register among them
    password: str = PASSWORD
    photo: bytes = field(default_factory=make_photo)
    video: bytes = VIDEO
    _serial: int = 0

    async def ask(self, method: str, path: str, **request: Any) -> Reply:
        """One request."""
        async with self.client.request(method, path, **request) as answer:
            raw = await answer.read()
            body: Any = json.loads(raw) if raw and "json" in answer.content_type else raw or None
            return Reply(answer.status, body, answer.headers, answer.cookies)

    async def post(self, path: str, body: dict[str, Any] | None = None, **request: Any) -> Reply:
        """A POST of JSON."""
        return await self.ask("POST", path, json=body, **request)

    async def inside(self, method: str, path: str, **request: Any) -> Reply:
        """A request of another service."""
        return await self.ask(method, path, headers=self.lab.internal, **request)

    def somebody(self, name: str = "冯海峰") -> str:
        """The ID number of a new person in the register."""
        self._serial += 1
        id_number = make_id_number(self._serial)
        self.register.add(id_number, name)
        return id_number

    def phone(self) -> str:
        """A phone that nobody used yet."""
        self._serial += 1
        return f"138{self._serial:08d}"

    async def captcha(self) -> dict[str, str]:
        """A captcha, solved."""
        captcha_id = (await self.post("/api/captchas")).body["captcha_id"]
        answer = (await self.inside("GET", f"/internal/sandbox/captchas/{captcha_id}")).body["answer"]
        return {"captcha_id": captcha_id, "captcha_answer": answer}

    async def sms_codes(self, phone: str) -> list[str]:
        """The codes sent to a phone, oldest first."""
        sealer = EventSealer(self.settings.event_keys)
        async with self.database.transaction() as tx:
            rows = await tx.execute(
                text("SELECT body FROM outbox WHERE routing_key = :key ORDER BY sequence"),
                {"key": CodeRequested.routing_key},
            )
            events = [CodeRequested.model_validate(json.loads(row[0])["data"]) for row in rows]
        messages = [sealer.open(event, event.message) for event in events]
        return [message["code"] for message in messages if message["phone"] == phone]

    async def published(self, routing_key: str) -> list[dict[str, Any]]:
        """The data of events in the outbox."""
        async with self.database.transaction() as tx:
            rows = await tx.execute(
                text("SELECT body FROM outbox WHERE routing_key = :key ORDER BY sequence"), {"key": routing_key}
            )
            return [json.loads(row[0])["data"] for row in rows]

    async def start(self, id_number: str, phone: str, **changes: Any) -> Reply:
        """The first page of a registration."""
        body = {"id_number": id_number, "phone": phone, "agreement_version": CURRENT_VERSION, **await self.captcha()}
        return await self.post("/api/registrations", body | changes)

    async def verify(self, registration_id: str, phone: str) -> Reply:
        """Enter the latest code."""
        code = (await self.sms_codes(phone))[-1]
        return await self.post(f"/api/registrations/{registration_id}/phone-verification", {"code": code})

    async def upload(self, token: str, what: str, content: bytes) -> Reply:
        """Upload one piece of evidence."""
        form = aiohttp.FormData()
        form.add_field("file", BytesIO(content), filename="upload", content_type="application/octet-stream")
        return await self.ask("PUT", f"/api/face-sessions/{token}/{what}", data=form)

    async def hand_in(self, token: str) -> None:
        """Consent and upload everything."""
        assert (await self.post(f"/api/face-sessions/{token}/consent", {"accepted": True})).status == 204
        for what, content in (("id-card/front", self.photo), ("id-card/back", self.photo), ("video", self.video)):
            assert (await self.upload(token, what, content)).status == 204

    async def register_person(self, id_number: str | None = None, phone: str | None = None) -> "Registered":
        """All of a registration."""
        id_number, phone = id_number or self.somebody(), phone or self.phone()
        registration_id = (await self.start(id_number, phone)).body["registration_id"]
        token = (await self.verify(registration_id, phone)).body["face"]["token"]
        await self.hand_in(token)
        assert (await self.post(f"/api/face-sessions/{token}/submission")).body["state"] == "passed"
        done = await self.post(f"/api/registrations/{registration_id}/password", {"password": PASSWORD})
        assert done.status == 201, done.body
        return Registered(id_number, phone, done.body["person_id"])

    async def ask_for_review(self, registration_id: str, where: str = "registrations", **photos: bytes) -> Reply:
        """Hand the ID card to staff instead of a face check."""
        form = aiohttp.FormData()
        for side, content in ({"id_card_front": self.photo, "id_card_back": self.photo} | photos).items():
            form.add_field(side, BytesIO(content), filename=f"{side}.jpg", content_type="image/jpeg")
        return await self.ask("POST", f"/api/{where}/{registration_id}/manual-review", data=form)

    async def staff(self, username: str, password: str | None = None) -> dict[str, str]:
        """The headers of a member of staff, one of the sandbox's unless a password is given."""
        body = {"username": username, "password": password or f"Sandbox-{username.title()}-1"}
        answer = await self.post("/api/staff/sessions", body)
        assert answer.status == 201, answer.body
        return {"Authorization": f"Bearer {answer.body['access_token']}"}

    async def sign_in(self, person: "Registered", password: str = PASSWORD, **request: Any) -> dict[str, str]:
        """The headers of a person."""
        answer = await self.log_in(person.id_number, password, **request)
        assert answer.status == 201, answer.body
        return {"Authorization": f"Bearer {answer.body['access_token']}"}

    async def log_in(self, id_number: str, password: str = PASSWORD, **request: Any) -> Reply:
        """The login page."""
        body = {"id_number": id_number, "password": password, **await self.captcha()}
        return await self.post("/api/sessions", body, **request)

    def stranger(self) -> str:
        """A valid ID number that the register does not have."""
        self._serial += 1
        return make_id_number(self._serial)

    def other_code(self, code: str) -> str:
        """A wrong code of the same length."""
        return f"{(int(code) + 1) % 10 ** len(code):0{len(code)}d}"

    async def evidence_objects(self) -> dict[str, bytes]:
        """What lies in the bucket."""
        bucket = self.settings.evidence_s3

        def read() -> dict[str, bytes]:
            client = Minio(
                bucket.endpoint,
                access_key=bucket.access_key,
                secret_key=bucket.secret_key.get_secret_value(),
                secure=False,
                region=bucket.region,
            )
            found = {}
            for item in client.list_objects(bucket.bucket, recursive=True):
                response = client.get_object(bucket.bucket, item.object_name)
                found[item.object_name] = response.read()
                response.close()
                response.release_conn()
            return found

        return await asyncio.to_thread(read)

    async def value(self, sql: str) -> Any:
        """One value from the database."""
        async with self.database.transaction() as tx:
            return await tx.scalar(text(sql))

    async def count(self, table: str) -> int:
        """The number of rows."""
        return int(await self.value(f"SELECT count(*) FROM {table}"))  # noqa: S608

    async def run(self, sql: str) -> None:
        """One statement."""
        async with self.database.transaction() as tx:
            await tx.execute(text(sql))

    async def dump(self) -> bytes:
        """Every row of every table, as text and with bytes decoded."""
        tables = await self.value("SELECT string_agg(tablename, ',') FROM pg_tables WHERE schemaname = 'public'")
        rows = []
        async with self.database.transaction() as tx:
            for table in str(tables).split(","):
                for row in await tx.execute(text(f'SELECT * FROM "{table}"')):  # noqa: S608
                    rows += [cell if isinstance(cell, bytes) else str(cell).encode() for cell in row]
        return b"\n".join(rows)

    async def age(self, table: str, column: str, seconds: int) -> None:
        """Make time pass for one column of a table."""
        async with self.database.transaction() as tx:
            await tx.execute(text(f"UPDATE {table} SET {column} = {column} - interval '{seconds} seconds'"))  # noqa: S608


@dataclass(frozen=True, slots=True)
class Registered:
    """A person with an account."""

    id_number: str
    phone: str
    person_id: str


@asynccontextmanager
async def open_world(lab: Lab, folder: Path, neighbours: Any, **changes: Any) -> AsyncIterator[World]:
    """Identity's API with a database and a bucket of its own; `changes` go into its settings."""
    fields = await lab.settings(
        service,
        public_url="http://127.0.0.1:8080",
        archive_url=neighbours.archive_url,
        certificate_url=neighbours.certificate_url,
        evidence_s3=await lab.bucket("identity-evidence"),
        token_key_file=folder / "key.pem",
    )
    settings = Settings(**fields | changes)
    database = Database(settings.database_url, size=3)
    try:
        async with lab.api(service, settings) as client:
            yield World(client, lab, settings, database, neighbours)
    finally:
        await database.dispose()


@pytest_asyncio.fixture(loop_scope="session")
async def world(lab: Lab, tmp_path: Path, neighbours: Any) -> AsyncIterator[World]:
    """A fresh identity for one test."""
    async with open_world(lab, tmp_path, neighbours) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def world_without_storage(lab: Lab, tmp_path: Path, neighbours: Any) -> AsyncIterator[World]:
    """An identity whose object store does not answer."""
    away = (await lab.bucket("identity-evidence")).model_copy(update={"endpoint": f"127.0.0.1:{free_port()}"})
    async with open_world(lab, tmp_path, neighbours, evidence_s3=away) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def world_with_two_codes(lab: Lab, tmp_path: Path, neighbours: Any) -> AsyncIterator[World]:
    """An identity that sends two codes an hour, to all phones together."""
    async with open_world(lab, tmp_path, neighbours, codes_an_hour=2) as world:
        yield world


@pytest_asyncio.fixture(loop_scope="session")
async def world_without_grace(lab: Lab, tmp_path: Path, neighbours: Any) -> AsyncIterator[World]:
    """An identity whose refresh tokens work once, however soon they come again."""
    async with open_world(lab, tmp_path, neighbours, refresh_grace_seconds=0) as world:
        yield world
