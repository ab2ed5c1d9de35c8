"""Refused cells as a CSV file for a spreadsheet, which must not take any of them for a formula."""

import csv
import io
from collections.abc import AsyncIterator
from uuid import UUID

from archive.domain.rows import CellFault
from archive.queries import read_faults
from archive.resources import Resources

_AT_A_TIME = 1000
_FORMULA_BEGINS = tuple("=+-@|%\t\r\n\0＝＋－＠｜％﹢﹣﹦﹫−")
"""Also what some spreadsheets fold to one of them: full-width and small forms, the minus sign."""
_PASSED_OVER = " \u00a0\u3000\u200b\u200e\u200f\u202a\u202b\u202d\u202e\u2060\u2066\u2067\u2068\ufeff"
"""Spaces and marks that some spreadsheets drop from the beginning of a cell."""


async def fault_lines(import_id: UUID, resources: Resources) -> AsyncIterator[bytes]:
    """The file in pieces, with a byte order mark, by which spreadsheets know UTF-8."""
    yield "\ufeff".encode() + _lines([["行号", "列", "内容", "原因", "代码"]])
    last: CellFault | None = None
    while True:
        async with resources.database.transaction() as tx:
            faults = await read_faults(tx, import_id, resources.sealer, limit=_AT_A_TIME, after=last)
        if not faults:
            return
        yield _lines([[str(it.row), it.column, harmless(it.value), it.message, it.code] for it in faults])
        last = faults[-1]


def harmless(value: str) -> str:
    """A value that a spreadsheet shows as it is: what begins like a formula gets an apostrophe in front."""
    return f"'{value}" if value.lstrip(_PASSED_OVER).startswith(_FORMULA_BEGINS) else value


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()
