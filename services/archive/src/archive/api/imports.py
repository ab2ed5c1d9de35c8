"""Imports of the register: upload, progress, refused cells."""

import asyncio
import csv
import io
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

from fastapi import APIRouter, UploadFile
from kernel.clock import ChinaTime
from kernel.http import Answer, Tx, refusals
from starlette.responses import StreamingResponse

from archive.api.dependencies import Clerk, Res
from archive.domain.imports import (
    AlreadyRunning,
    HeadingsMissing,
    HeadingsRepeated,
    ImportNotFound,
    State,
    TooLarge,
    Unreadable,
)
from archive.domain.rows import CellFault
from archive.handlers.request_import import request_import
from archive.queries import read_faults, read_import
from archive.resources import Resources

router = APIRouter(prefix="/api/staff/archive/imports", tags=["archive"])

_SHOWN_FAULTS = 100
_FAULTS_AT_A_TIME = 1000
_PIECE = 1024 * 1024
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


class ImportAccepted(Answer):
    """The import is under way."""

    import_id: UUID


class FaultAnswer(Answer):
    """One refused cell; rows count as the spreadsheet does."""

    row: int
    column: str
    value: str
    code: str
    message: str


class Refusal(Answer):
    """Why the whole file was refused."""

    code: str
    message: str


class ImportAnswer(Answer):
    """Where an import stands; ``progress`` goes from 0 to 1, ``errors`` holds the first 100."""

    import_id: UUID
    state: State
    progress: float
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    errors: list[FaultAnswer]
    error: Refusal | None
    requested_by: str
    requested_at: ChinaTime
    finished_at: ChinaTime | None


@router.post(
    "",
    status_code=202,
    responses=refusals(Unreadable, TooLarge, HeadingsMissing, HeadingsRepeated, AlreadyRunning),
)
async def start_import(file: UploadFile, clerk: Clerk, resources: Res) -> ImportAccepted:
    """Take in a register file (.xlsx or .csv); the worker imports it."""
    with tempfile.TemporaryDirectory(prefix="zhengxin-upload-") as folder:
        path = Path(folder) / "register"
        await _save(file, path, resources.settings.import_max_bytes)
        return ImportAccepted(import_id=await request_import(path, clerk.username, resources))


@router.get("/{import_id}", responses=refusals(ImportNotFound))
async def get_import(import_id: UUID, _: Clerk, tx: Tx, resources: Res) -> ImportAnswer:
    """How an import goes, or what came of it."""
    report = await read_import(tx, import_id)
    faults = await read_faults(tx, import_id, resources.sealer, limit=_SHOWN_FAULTS)
    return ImportAnswer(
        import_id=report.id,
        state=report.state,
        progress=round(report.done, 3),
        rows=report.rows,
        added=report.counts.added,
        changed=report.counts.changed,
        unchanged=report.counts.unchanged,
        refused=report.counts.refused,
        errors=[_fault(fault) for fault in faults],
        error=Refusal(code=report.error_code, message=report.error_message or "") if report.error_code else None,
        requested_by=report.requested_by,
        requested_at=report.requested_at,
        finished_at=report.finished_at,
    )


@router.get("/{import_id}/errors.csv", responses=refusals(ImportNotFound))
async def get_errors(import_id: UUID, _: Clerk, tx: Tx, resources: Res) -> StreamingResponse:
    """All refused cells as a CSV file for a spreadsheet; no cell of it is taken for a formula."""
    await read_import(tx, import_id)
    return StreamingResponse(
        _csv(import_id, resources),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{import_id}-errors.csv"'},
    )


async def _save(file: UploadFile, path: Path, limit: int) -> None:
    size = 0
    with await asyncio.to_thread(path.open, "wb") as target:
        while piece := await file.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise TooLarge(field="file")
            await asyncio.to_thread(target.write, piece)


async def _csv(import_id: UUID, resources: Resources) -> AsyncIterator[bytes]:
    yield "\ufeff".encode() + _lines([["行号", "列", "内容", "原因", "代码"]])
    last: CellFault | None = None
    while True:
        async with resources.database.transaction() as tx:
            faults = await read_faults(tx, import_id, resources.sealer, limit=_FAULTS_AT_A_TIME, after=last)
        if not faults:
            return
        yield _lines([[str(it.row), it.column, _harmless(it.value), it.message, it.code] for it in faults])
        last = faults[-1]


def _lines(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _harmless(value: str) -> str:
    """A value that a spreadsheet shows as it is, also when it begins like a formula."""
    return f"'{value}" if value.startswith(_FORMULA_BEGINS) else value


def _fault(fault: CellFault) -> FaultAnswer:
    return FaultAnswer(row=fault.row, column=fault.column, value=fault.value, code=fault.code, message=fault.message)
