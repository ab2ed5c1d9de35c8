"""A person, a clerk and a reviewer as clients of the gateway's HTTP API; driven by demo, tests and benchmarks.

Everything goes through public paths, those of the sandbox included: nothing here knows a service or a database.
"""

import asyncio
import io
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from native.people import Holder, face_video, id_card_photo

PASSWORD = "Sandbox-Person-1"  # noqa: S105 - of invented people in a sandbox
STAFF = {"reviewer": "Sandbox-Reviewer-1", "clerk": "Sandbox-Clerk-1", "admin": "Sandbox-Admin-1"}


class Refused(Exception):
    """An answer that is not the one expected."""

    def __init__(self, status: int, body: Any) -> None:  # noqa: ANN401 - JSON or text
        code = body.get("code") if isinstance(body, dict) else body
        detail = body.get("detail") if isinstance(body, dict) else ""
        super().__init__(f"{status} {code} {detail}")
        self.status = status
        self.code = code
        self.body = body


def upload(name: str, content: bytes, file_name: str) -> aiohttp.FormData:
    """A form with one file."""
    form = aiohttp.FormData(quote_fields=False)  # names in UTF-8, as browsers send them
    form.add_field(name, io.BytesIO(content), filename=file_name, content_type="application/octet-stream")
    return form


def application_form(fields: Mapping[str, str], letter: bytes | None) -> aiohttp.FormData:
    """The form of an application, with its letter if it has one."""
    form = aiohttp.FormData() if letter is None else upload("letter", letter, "单位介绍信.jpg")
    for name, value in fields.items():
        form.add_field(name, value)
    return form


@dataclass(slots=True)
class Client:
    """One browser's worth of HTTP: a bearer token, JSON both ways, errors raised."""

    session: aiohttp.ClientSession
    token: str | None = None

    async def call(self, method: str, path: str, expect: int = 200, **request: Any) -> Any:  # noqa: ANN401 - JSON
        """One request.

        Raises:
            Refused: the status is not the expected one.
        """
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        async with self.session.request(method, path, headers=headers, **request) as answer:
            is_json = answer.content_type.endswith("json")
            body = await answer.json(content_type=None) if is_json else await answer.read()
            if answer.status != expect:
                raise Refused(answer.status, body)
            return body

    async def solved_captcha(self) -> dict[str, str]:
        """A captcha with its answer, which the sandbox tells."""
        captcha = await self.call("POST", "/api/captchas", 201)
        solution = await self.call("GET", f"/sandbox/captchas/{captcha['captcha_id']}")
        return {"captcha_id": captcha["captcha_id"], "captcha_answer": solution["answer"]}

    async def sms_code(self, phone: str, template: str, *, seconds: float = 30) -> str:
        """Wait for the newest code that was sent to a phone."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = await self.call("GET", "/sandbox/sms", params={"phone": phone})
            for message in found["items"]:
                if message["template"] == template:
                    return str(message["code"])
            await asyncio.sleep(0.05)
        raise TimeoutError(f"no {template} arrived")


@dataclass(slots=True)
class Person(Client):
    """An archived person."""

    holder: Holder = field(kw_only=True)

    async def register(self) -> None:
        """Agreement, captcha, SMS code, the phone's face session, password (manual 2.1 and 2.2)."""
        flow = await self.begin_registration()
        face = await self.verify_phone(flow)
        await self.show_face(face)
        await self.call("POST", f"{flow}/password", 201, json={"password": PASSWORD})

    async def begin_registration(self, **fields: object) -> str:
        """Agree, and ask for the SMS code; returns the path of what was begun. ``fields`` replace what is sent."""
        agreement = await self.call("GET", "/api/agreements/current")
        body = {
            "id_number": self.holder.id_number,
            "phone": self.holder.phone,
            "agreement_version": agreement["version"],
            **await self.solved_captcha(),
            **fields,
        }
        started = await self.call("POST", "/api/registrations", 201, json=body)
        return f"/api/registrations/{started['registration_id']}"

    async def verify_phone(self, flow: str) -> str:
        """Type the code that was sent; returns the token in the QR code of the face check."""
        code = await self.sms_code(self.holder.phone, "registration_code")
        verified = await self.call("POST", f"{flow}/phone-verification", json={"code": code})
        return str(verified["face"]["token"])

    async def show_face(self, token: str, *, expect: str = "passed") -> dict[str, Any]:
        """What the phone does: consent, both sides of the ID card, the video, submission.

        Raises:
            Refused: the outcome is not the expected one.
        """
        path = f"/api/face-sessions/{token}"
        await self.call("POST", f"{path}/consent", 204, json={"accepted": True})
        for side in ("front", "back"):
            await self.call("PUT", f"{path}/id-card/{side}", 204, data=upload("file", id_card_photo(), f"{side}.jpg"))
        await self.call("PUT", f"{path}/video", 204, data=upload("file", face_video(), "face.mp4"))
        result: dict[str, Any] = await self.call("POST", f"{path}/submission")
        if result["state"] != expect:
            raise Refused(200, result)
        return result

    async def log_in(self) -> None:
        """ID number, password, captcha (manual 3.1)."""
        body = {"id_number": self.holder.id_number, "password": PASSWORD, **await self.solved_captcha()}
        self.token = (await self.call("POST", "/api/sessions", 201, json=body))["access_token"]

    async def apply(self, certificate_type: str, letter: bytes | None = None, **fields: str) -> dict[str, Any]:
        """Hand an application in (manual 3.3); returns it."""
        form = application_form({"certificate_type": certificate_type, **fields}, letter)
        application: dict[str, Any] = await self.call("POST", "/api/me/applications", 201, data=form)
        return application

    async def resubmit(self, application_id: str, letter: bytes | None = None, **fields: str) -> dict[str, Any]:
        """Hand a rejected application in again, with what was corrected (manual 3.4); returns it."""
        path = f"/api/me/applications/{application_id}/resubmission"
        application: dict[str, Any] = await self.call("POST", path, data=application_form(fields, letter))
        return application

    async def wait_issued(self, application_id: str, *, seconds: float = 60, pause: float = 0.02) -> str:
        """Wait until the application's certificate can be downloaded; returns its id."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            application = await self.call("GET", f"/api/me/applications/{application_id}")
            if application["state"] == "issued":
                return str(application["certificate_id"])
            await asyncio.sleep(pause)
        raise TimeoutError(f"application {application_id} is still {application['state']}")

    async def download(self, certificate_id: str) -> bytes:
        """The signed PDF (manual 3.5)."""
        pdf: bytes = await self.call("GET", f"/api/me/certificates/{certificate_id}/pdf")
        return pdf


@dataclass(slots=True)
class Member(Client):
    """A member of the centre's staff."""

    async def log_in(self, username: str) -> None:
        """Sign in with the sandbox's password."""
        body = {"username": username, "password": STAFF[username]}
        self.token = (await self.call("POST", "/api/staff/sessions", 201, json=body))["access_token"]

    async def import_register(
        self, content: bytes, *, file_name: str = "register.xlsx", seconds: float = 120
    ) -> dict[str, Any]:
        """Import a register and wait for its end; returns the report."""
        form = upload("file", content, file_name)
        import_id = (await self.call("POST", "/api/staff/archive/imports", 202, data=form))["import_id"]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            report: dict[str, Any] = await self.call("GET", f"/api/staff/archive/imports/{import_id}")
            if report["state"] != "running":
                return report
            await asyncio.sleep(0.1)
        raise TimeoutError("the import does not end")

    async def decide(self, application_id: str, decision: str = "approve", **fields: object) -> dict[str, Any]:
        """Read the application, then decide on what was read."""
        application = await self.call("GET", f"/api/staff/applications/{application_id}")
        body = {"decision": decision, "version": application["version"], "archive_checked": True, **fields}
        decided: dict[str, Any] = await self.call(
            "POST", f"/api/staff/applications/{application_id}/decision", json=body
        )
        return decided
