"""People, facts and pictures that the tests of this service share."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, TypeVar
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio
from aiohttp import ClientSession, FormData, web
from certificate.app import service
from certificate.domain.application import Applicant, Application
from certificate.domain.archive_facts import ArchiveType, Facts
from certificate.domain.certificate_type import CertificateType
from certificate.domain.letter import Letter
from certificate.domain.rules import Policy
from certificate.domain.types import CUSTODY
from certificate.domain.wording import Wording
from certificate.settings import CertificateSettings
from kernel.clock import now
from kernel.contracts.certificate import ApplicationApproved, CertificateIssued, LetterWanted
from kernel.contracts.signing import SigningCompleted, SigningFailed
from kernel.events import Event
from kernel.storage import Storage
from kernel.testing import Bus, Lab, serving
from kernel.worker import Worker
from PIL import Image, ImageDraw

EventT = TypeVar("EventT", bound=Event)

NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)
POLICY = Policy(arrears_before="2014-12")
PDF = b"%PDF-1.4 signed by a stand-in\n"
WHY_NOT = "字符“\U00031359”（U+31359）没有可用的字形，无法签发"
LETTER = Letter(key="somebody/0123", filename="单位介绍信11.jpg", size=1234)


def make_facts(**changes: Any) -> Facts:
    """An individually kept archive with its fees paid, unless told otherwise."""
    usual: dict[str, Any] = {
        "name": "冯海峰",
        "id_number": "11010519491231002X",
        "sex": "男",
        "archive_type": ArchiveType.INDIVIDUAL,
        "archive_number": "220752019523",
        "dismissed_on": None,
        "fees_paid_until": "2027-01",
        "version": 1,
    }
    return Facts(**usual | changes)


def make_application(
    kind: CertificateType = CUSTODY, facts: Facts | None = None, letter: Letter | None = None, index: bytes = b"holder"
) -> Application:
    """An application just submitted."""
    return Application.submit(
        uuid4(),
        Applicant(uuid4(), uuid4(), index),
        kind,
        facts=facts or make_facts(),
        wording=Wording(),
        letter=letter,
        policy=POLICY,
        at=NOON,
    )


def make_jpeg(size: tuple[int, int] = (600, 800), mode: str = "RGB", **options: Any) -> bytes:
    """A JPEG with a dark upper left quarter, so that turning it shows."""
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).rectangle((0, 0, size[0] // 2, size[1] // 2), fill="navy")
    out = BytesIO()
    picture.convert(mode).save(out, "JPEG", **options)
    return out.getvalue()


@pytest.fixture(scope="session")
def facts_of() -> Callable[..., Facts]:
    """Makes facts."""
    return make_facts


@pytest.fixture(scope="session")
def application_of() -> Callable[..., Application]:
    """Makes applications."""
    return make_application


@pytest.fixture(scope="session")
def jpeg_of() -> Callable[..., bytes]:
    """Makes pictures."""
    return make_jpeg


@dataclass(slots=True)
class Register:
    """Plays archive's part: its internal look-up, on loopback."""

    token: str
    url: str = ""
    records: dict[UUID, Facts] = field(default_factory=dict)
    away: bool = False
    before_answer: Callable[[], Awaitable[None]] | None = None  # what else happens while somebody waits for the answer

    async def answer(self, request: web.Request) -> web.Response:
        """GET /internal/records/{record_id}."""
        if self.away:
            raise web.HTTPServiceUnavailable
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            raise web.HTTPUnauthorized
        record_id = UUID(request.match_info["record_id"])
        if record_id not in self.records:
            raise web.HTTPNotFound
        facts = self.records[record_id].as_json()
        if self.before_answer is not None:
            await self.before_answer()
        return web.json_response(facts | {"record_id": str(record_id)})


@dataclass(slots=True)
class Person:
    """Somebody with a record in the register, signed in."""

    person_id: UUID
    record_id: UUID
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer."""

    status: int
    body: bytes
    headers: Any

    @property
    def json(self) -> Any:
        """The body, read as JSON."""
        return json.loads(self.body)

    @property
    def refusal(self) -> tuple[int, str]:
        """Status and code of a problem."""
        assert self.headers["Content-Type"] == "application/problem+json", self.body
        return self.status, self.json["code"]


def form_with_letter(letter: bytes, fields: dict[str, Any], filename: str = "单位介绍信11.jpg") -> FormData:
    """A multipart form, as browsers send it."""
    form = FormData(quote_fields=False)
    for name, value in fields.items():
        form.add_field(name, value)
    form.add_field("letter", BytesIO(letter), filename=filename, content_type="image/jpeg")
    return form


@dataclass(slots=True)
class Office:
    """The service under test, with people who use it."""

    lab: Lab
    settings: CertificateSettings
    client: ClientSession
    register: Register

    def person(self, **facts: Any) -> Person:
        """A new person with such a record."""
        person_id, record_id = uuid4(), uuid4()
        self.register.records[record_id] = make_facts(**facts)
        return Person(person_id, record_id, self.lab.tokens.person(person_id, record_id))

    def reviewer(self, **claims: Any) -> dict[str, str]:
        """Headers of a reviewer."""
        return self.lab.tokens.staff("reviewer", **claims)

    async def ask(self, method: str, path: str, headers: dict[str, str] | None = None, **request: Any) -> Reply:
        """One request; the answer with its body read."""
        async with self.client.request(method, path, headers=headers, **request) as response:
            return Reply(response.status, await response.read(), response.headers.copy())

    async def apply(self, person: Person, kind: str = "custody", *, letter: bytes | None = None, **form: Any) -> Reply:
        """Send an application; with a letter as multipart, else as a urlencoded form."""
        fields = {"certificate_type": kind, **form}
        data: Any = fields if letter is None else form_with_letter(letter, fields)
        return await self.ask("POST", "/api/me/applications", person.headers, data=data)

    async def applied(self, person: Person, kind: str = "custody", **form: Any) -> dict[str, Any]:
        """An application that was taken."""
        reply = await self.apply(person, kind, **form)
        assert reply.status == 201, reply.body
        taken: dict[str, Any] = reply.json
        return taken

    async def decide(self, application_id: str, headers: dict[str, str] | None = None, **body: Any) -> Reply:
        """A decision; an approval of version 1 unless told otherwise."""
        usual = {"decision": "approve", "version": 1}
        path = f"/api/staff/applications/{application_id}/decision"
        return await self.ask("POST", path, headers or self.reviewer(), json=usual | body)

    form_with_letter = staticmethod(form_with_letter)

    def working(self) -> AbstractAsyncContextManager[Worker]:
        """The worker, for the length of a block."""
        return self.lab.worker(service, self.settings)

    async def told(self, bus: Bus, event: type[EventT], application_id: str) -> EventT:
        """The event of a type about an application, once it was published."""
        for count in range(1, 100):
            for heard in await bus.heard(event, count=count):
                if str(getattr(heard, "application_id", None)) == application_id:
                    return heard
        raise AssertionError("not heard")

    async def rows(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """What the database holds."""
        connection = await asyncpg.connect(self.settings.database_url.get_secret_value())
        try:
            return list(await connection.fetch(query, *arguments))
        finally:
            await connection.close()

    async def until(self, query: str, *arguments: Any, rows: int) -> None:
        """Wait until a query finds so many rows."""
        for _ in range(1000):
            if len(await self.rows(query, *arguments)) == rows:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"never {rows} rows: {query} {arguments}")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def office(lab: Lab) -> AsyncIterator[Office]:
    """The API, on real servers, with a stand-in for archive."""
    register = Register(lab.internal_token)
    app = web.Application()
    app.router.add_get("/internal/records/{record_id}", register.answer)
    async with serving(app) as register.url:
        settings = CertificateSettings(
            **await lab.settings(
                service,
                archive_url=register.url,
                public_url="https://zhengxin.example",
                letters_s3=await lab.bucket("letters"),
                certificates_s3=await lab.bucket("certificates"),
            )
        )
        async with lab.api(service, settings) as client:
            yield Office(lab, settings, client, register)


@dataclass
class Signer:
    """Plays signing's part: puts a letter into the bucket and says so."""

    office: Office
    bus: Bus
    storage: Storage

    async def approved(self, person: Any, kind: str = "custody") -> ApplicationApproved:
        """An approved application, as signing hears of it."""
        taken = await self.office.applied(person, kind)
        assert (await self.office.decide(taken["application_id"], archive_checked=True)).status == 200
        event: ApplicationApproved = await self.office.told(self.bus, ApplicationApproved, taken["application_id"])
        return event

    async def completed(self, wanted: LetterWanted, pdf: bytes | None = None) -> SigningCompleted:
        """Put the letter into the bucket; the event that says so."""
        pdf = PDF + wanted.number.encode() if pdf is None else pdf
        digest = hashlib.sha256(pdf).hexdigest()
        await self.storage.put(digest, pdf, "application/pdf")
        return SigningCompleted(
            application_id=wanted.application_id,
            certificate_id=wanted.certificate_id,
            revision=wanted.revision,
            number=wanted.number,
            sha256=digest,
            object_key=digest,
            size=len(pdf),
            pages=1,
            signed_at=now(),
            key_id="test",
        )

    def failed(self, wanted: LetterWanted) -> SigningFailed:
        """The event that says why no letter can be made."""
        return SigningFailed(
            application_id=wanted.application_id,
            certificate_id=wanted.certificate_id,
            revision=wanted.revision,
            number=wanted.number,
            code="signing.glyph.missing",
            message="not said in clear",
            details=self.bus.sealer.seal(SigningFailed, wanted.certificate_id, {"message": WHY_NOT}),
            failed_at=now(),
        )

    async def issued(self, person: Any, kind: str = "custody") -> ApplicationApproved:
        """An issued certificate."""
        wanted = await self.approved(person, kind)
        await self.bus.publish(await self.completed(wanted))
        await self.office.told(self.bus, CertificateIssued, str(wanted.application_id))
        return wanted


@pytest_asyncio.fixture(loop_scope="session")
async def signer(office: Office, bus: Bus) -> AsyncIterator[Signer]:
    storage = Storage(office.settings.certificates_s3)
    async with office.working():
        yield Signer(office, bus, storage)
    storage.close()
