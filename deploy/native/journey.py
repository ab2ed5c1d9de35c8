"""A person, a clerk and a reviewer as clients of the gateway's HTTP API; driven by demo, tests and benchmarks.

Everything goes through public paths, those of the sandbox included: nothing here knows a service or a database.
"""

import asyncio
import io
import random
import secrets
import time
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import aiohttp
from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont

LETTER_FONT = "/usr/share/fonts/truetype/arphic/uming.ttc"
HEADINGS = ("姓名", "身份证号", "性别", "存档类别", "存档编号", "解聘时间", "缴费截止时间")
PASSWORD = "Sandbox-Person-1"  # noqa: S105 - of invented people in a sandbox
STAFF = {"reviewer": "Sandbox-Reviewer-1", "clerk": "Sandbox-Clerk-1", "admin": "Sandbox-Admin-1"}
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


class Refused(Exception):
    """An answer that is not the one expected."""

    def __init__(self, status: int, body: Any) -> None:  # noqa: ANN401 - JSON or text
        code = body.get("code") if isinstance(body, dict) else body
        detail = body.get("detail") if isinstance(body, dict) else ""
        super().__init__(f"{status} {code} {detail}")
        self.status = status
        self.code = code
        self.body = body


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented archived person as the register knows them."""

    name: str
    id_number: str
    sex: str
    archive_type: str
    archive_number: str
    phone: str

    @property
    def row(self) -> tuple[str, ...]:
        """The row of the register, in the order of ``HEADINGS``."""
        label = "单位存档" if self.archive_type == "unit" else "个人存档"
        return (self.name, self.id_number, self.sex, label, self.archive_number, "", "2026-12")


def invent(count: int, *, archive_type: str = "individual") -> list[Holder]:
    """Make up people whose ID numbers and phones are valid and unlikely to have been used before."""
    return [_invent_one(archive_type) for _ in range(count)]


def _invent_one(archive_type: str) -> Holder:
    rng = random.SystemRandom()
    birth = date(1960, 1, 1) + timedelta(days=rng.randrange(15_000))
    first17 = f"{rng.choice(('110101', '310104', '440106', '510104'))}{birth:%Y%m%d}{rng.randrange(1000):03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]
    return Holder(
        name=rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2)),
        id_number=first17 + check,
        sex="男" if int(first17[16]) % 2 else "女",
        archive_type=archive_type,
        archive_number=f"22{rng.randrange(10**10):010d}",
        phone=f"13{rng.randrange(10**9):09d}",
    )


def register_workbook(holders: list[Holder]) -> bytes:
    """The register of these people as an .xlsx file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("登记表")
    sheet.append(["流动人员人事档案登记表（演示）"])
    sheet.append(list(HEADINGS))
    for holder in holders:
        sheet.append(list(holder.row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def introduction_letter(name: str = "示例") -> bytes:
    """A unit's introduction letter as a JPG picture, 1200 by 1600."""
    picture = Image.new("RGB", (1200, 1600), "white")
    draw = ImageDraw.Draw(picture)
    title, body = (ImageFont.truetype(LETTER_FONT, size) for size in (72, 42))
    draw.text((330, 160), "单 位 介 绍 信", font=title, fill="black")
    draw.text((120, 400), f"兹介绍我单位 {name} 前往你处办理存档证明，", font=body, fill="black")
    draw.text((120, 480), "请予接洽为盼。", font=body, fill="black")
    draw.text((700, 900), "示例单位（演示）", font=body, fill="black")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


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
        agreement = await self.call("GET", "/api/agreements/current")
        started = await self.call(
            "POST",
            "/api/registrations",
            201,
            json={
                "id_number": self.holder.id_number,
                "phone": self.holder.phone,
                "agreement_version": agreement["version"],
                **await self.solved_captcha(),
            },
        )
        path = f"/api/registrations/{started['registration_id']}"
        code = await self.sms_code(self.holder.phone, "registration_code")
        verified = await self.call("POST", f"{path}/phone-verification", json={"code": code})
        await self._pass_face_check(verified["face"]["token"])
        await self.call("POST", f"{path}/password", 201, json={"password": PASSWORD})

    async def _pass_face_check(self, token: str) -> None:
        path = f"/api/face-sessions/{token}"
        await self.call("POST", f"{path}/consent", 204, json={"accepted": True})
        picture = Image.new("RGB", (640, 400), "#dfe6ee")
        file = io.BytesIO()
        picture.save(file, "JPEG")
        for side in ("front", "back"):
            form = aiohttp.FormData()
            form.add_field("file", file.getvalue(), filename=f"{side}.jpg", content_type="image/jpeg")
            await self.call("PUT", f"{path}/id-card/{side}", 204, data=form)
        form = aiohttp.FormData()
        video = b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + secrets.token_bytes(2_000)
        form.add_field("file", video, filename="face.mp4", content_type="video/mp4")
        await self.call("PUT", f"{path}/video", 204, data=form)
        result = await self.call("POST", f"{path}/submission")
        if result["state"] != "passed":
            raise Refused(200, result)

    async def log_in(self) -> None:
        """ID number, password, captcha (manual 3.1)."""
        body = {"id_number": self.holder.id_number, "password": PASSWORD, **await self.solved_captcha()}
        self.token = (await self.call("POST", "/api/sessions", 201, json=body))["access_token"]

    async def apply(self, certificate_type: str, letter: bytes | None = None, **fields: str) -> dict[str, Any]:
        """Hand an application in (manual 3.3); returns it."""
        form = aiohttp.FormData()
        form.add_field("certificate_type", certificate_type)
        for name, value in fields.items():
            form.add_field(name, value)
        if letter is not None:
            form.add_field("letter", letter, filename="单位介绍信.jpg", content_type="image/jpeg")
        application: dict[str, Any] = await self.call("POST", "/api/me/applications", 201, data=form)
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
        form = aiohttp.FormData()
        form.add_field("file", content, filename=file_name)
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
