"""Registers to import, and archive's processes on the real servers."""

import csv
import os
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import aiohttp
import pytest
from archive.app import open_resources, service
from archive.domain.headings import COLUMNS
from archive.handlers.import_file import import_file
from archive.resources import Resources
from archive.settings import Settings
from kernel.id_number import check_character
from kernel.testing import Lab
from openpyxl import Workbook
from pydantic import SecretStr

HEADINGS = list(COLUMNS.values())
Row = dict[str, Any]
Write = Callable[..., Path]


def person(serial: int, **other: Any) -> Row:
    """The row of an invented person; ``other`` replaces facts by their English names."""
    first17 = f"110101{date(1960, 1, 1) + timedelta(days=serial % 12000):%Y%m%d}{serial // 12000 * 2 + 1:03d}"
    row = {
        "姓名": "王" + chr(0x4E00 + serial % 5000),
        "身份证号": first17 + check_character(first17),
        "性别": "男",
        "存档类别": "个人存档",
        "存档编号": f"22{serial:010d}",
        "解聘时间": "",
        "缴费截止时间": "2015-03",
    }
    return row | {COLUMNS[fact]: value for fact, value in other.items()}


@pytest.fixture
def people() -> Callable[..., Row]:
    return person


@pytest.fixture
def write_csv(tmp_path: Path) -> Write:
    """Writes rows as a CSV file."""

    def write(
        rows: Sequence[Row], *, name: str = "register.csv", encoding: str = "utf-8-sig", delimiter: str = ","
    ) -> Path:
        path = tmp_path / name
        with path.open("w", newline="", encoding=encoding) as file:
            writer = csv.writer(file, delimiter=delimiter)
            writer.writerow(HEADINGS)
            writer.writerows([row[heading] for heading in HEADINGS] for row in rows)
        return path

    return write


@pytest.fixture
def write_xlsx(tmp_path: Path) -> Write:
    """Writes sheets, each a list of lists of cells, as a workbook."""

    def write(*sheets: Sequence[Sequence[Any]], name: str = "register.xlsx") -> Path:
        book = Workbook(write_only=True)
        for number, rows in enumerate(sheets, start=1):
            sheet = book.create_sheet(f"表{number}")
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return write


@pytest.fixture
def sample() -> Path:
    """The untidy register that the centre's data description comes with."""
    return Path(__file__).parents[3] / "tests" / "data" / "register-sample.xlsx"


@pytest.fixture
async def settings(lab: Lab) -> Settings:
    """Archive's settings, with a database and a bucket of this test's own."""
    return Settings(
        **await lab.settings(
            service, imports_s3=await lab.bucket("imports"), import_poll_seconds=0.05, import_lease_seconds=1
        )
    )


@pytest.fixture
async def resources(settings: Settings) -> AsyncIterator[Resources]:
    async with open_resources(settings) as opened:
        yield opened


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The settings as a process reads them."""
    values = settings.model_dump(exclude_none=True)
    values |= {f"imports_s3__{name}": value for name, value in values.pop("imports_s3").items()}
    plain = {
        name: value.get_secret_value() if isinstance(value, SecretStr) else value for name, value in values.items()
    }
    return dict(os.environ) | {f"ZHENGXIN_{name.upper()}": str(value) for name, value in plain.items()}


_WRONG_MONTH = {"field": "fees_paid_until", "stated_value": "2019-12", "comment": "去年已缴费\n收据在手"}


@dataclass
class Office:
    """The API with two people in the register; ``me`` and ``other`` are signed in."""

    client: aiohttp.ClientSession
    lab: Lab
    record_id: str
    me: dict[str, str]
    other: dict[str, str]
    clerk: dict[str, str]
    wrong_month: dict[str, str] = field(default_factory=lambda: dict(_WRONG_MONTH))

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: Any = None, **params: str
    ) -> tuple[int, dict[str, Any]]:
        async with self.client.request(method, path, headers=headers, json=body, params=params) as response:
            return response.status, await response.json()

    async def dispute(self, **other: str | None) -> dict[str, Any]:
        status, answer = await self.ask("POST", "/api/me/archive/disputes", self.me, self.wrong_month | other)
        assert status == 201
        return answer

    async def resolve(
        self, dispute_id: str, decision: str, comment: str | None = "已核实"
    ) -> tuple[int, dict[str, Any]]:
        body = {"decision": decision, "comment": comment}
        return await self.ask("POST", f"/api/staff/archive/disputes/{dispute_id}/resolution", self.clerk, body)


@pytest.fixture
async def office(lab: Lab, settings: Settings, resources: Resources, write_csv: Write) -> AsyncIterator[Office]:
    await import_file(write_csv([person(1, name="张有疑"), person(2)]), "test", resources)
    async with lab.api(service, settings) as client:
        ids = [await record_id_of(person(serial)["身份证号"], client, lab) for serial in (1, 2)]
        mine, other = (lab.tokens.person(record_id=UUID(each)) for each in ids)
        yield Office(client, lab, ids[0], mine, other, lab.tokens.staff("clerk"))


async def record_id_of(id_number: str, client: aiohttp.ClientSession, lab: Lab) -> str:
    async with client.post("/internal/lookups", json={"id_number": id_number}, headers=lab.internal) as response:
        return str((await response.json())["record_id"])
