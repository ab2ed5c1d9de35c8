"""The services that identity asks, spoken by small stand-ins on loopback."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest_asyncio
from aiohttp import web
from kernel.testing import Lab, serving


@dataclass(slots=True)
class Neighbours:
    """Archive's and certificate's internal paths: `records` by ID number; who is `away` answers 503."""

    token: str
    archive_url: str = ""
    certificate_url: str = ""
    records: dict[str, dict[str, Any]] = field(default_factory=dict)
    disputes: list[dict[str, Any]] = field(default_factory=list)
    applications: list[dict[str, Any]] = field(default_factory=list)
    certificates: list[dict[str, Any]] = field(default_factory=list)
    away: bool = False
    certificate_away: bool = False
    asked: int = 0

    def add(self, id_number: str, name: str = "冯海峰") -> dict[str, Any]:
        """Put somebody into the register."""
        self.records[id_number] = {"record_id": str(uuid4()), "version": 1, "name": name, "id_number": id_number}
        return self.records[id_number]

    async def look_up(self, request: web.Request) -> web.Response:
        """Archive's POST /internal/lookups."""
        self.asked += 1
        if refusal := self._refusal(request, away=self.away):
            return refusal
        record = self.records.get((await request.json())["id_number"])
        return web.json_response(record or {}, status=200 if record else 404)

    async def export_archive(self, request: web.Request) -> web.Response:
        """Archive's GET /internal/persons/{id}/export."""
        if refusal := self._refusal(request, away=self.away):
            return refusal
        wanted = request.query["record_id"]
        facts = next((known for known in self.records.values() if known["record_id"] == wanted), None)
        return web.json_response({"facts": facts, "disputes": self.disputes})

    async def export_certificate(self, request: web.Request) -> web.Response:
        """Certificate's GET /internal/persons/{id}/export."""
        if refusal := self._refusal(request, away=self.certificate_away):
            return refusal
        return web.json_response({"applications": self.applications, "certificates": self.certificates})

    def _refusal(self, request: web.Request, *, away: bool) -> web.Response | None:
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return web.json_response({}, status=401)
        return web.json_response({}, status=503) if away else None


@pytest_asyncio.fixture(loop_scope="session")
async def neighbours(lab: Lab) -> AsyncIterator[Neighbours]:
    """Archive and certificate, with nobody in the register yet."""
    both = Neighbours(token=lab.internal_token)
    archive, certificate = web.Application(), web.Application()
    archive.router.add_post("/internal/lookups", both.look_up)
    archive.router.add_get("/internal/persons/{person_id}/export", both.export_archive)
    certificate.router.add_get("/internal/persons/{person_id}/export", both.export_certificate)
    async with serving(archive) as archive_url, serving(certificate) as certificate_url:
        both.archive_url, both.certificate_url = archive_url, certificate_url
        yield both
