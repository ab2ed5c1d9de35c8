"""Imports of the register: upload, progress, refused cells."""

import asyncio
import tempfile
from pathlib import Path
from typing import Any
from uuid import UUID

from fastapi import APIRouter, UploadFile
from kernel.clock import ChinaTime
from kernel.db import Transaction
from kernel.http import Answer, Tx, refusals
from kernel.idempotency import REFUSALS as KEY_REFUSALS
from kernel.paging import CursorInvalid, Page, Paging, page
from starlette.responses import StreamingResponse

from archive.api.csv_export import fault_lines
from archive.api.dependencies import STAFF_REFUSALS, Clerk, ClerkOnce, Res, before
from archive.domain.imports import (
    AlreadyOver,
    AlreadyRunning,
    HeadingsMissing,
    HeadingsRepeated,
    ImportNotFound,
    State,
    TooLarge,
    Unreadable,
)
from archive.domain.rows import CellFault
from archive.handlers.cancel_import import cancel_import
from archive.handlers.request_import import request_import
from archive.queries import ImportReport, list_imports, read_faults, read_import
from archive.resources import Resources

router = APIRouter(prefix="/api/staff/archive/imports", tags=["archive"], responses=STAFF_REFUSALS)

_SHOWN_FAULTS = 100
_PIECE = 1024 * 1024


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


class ImportItem(Answer):
    """Where an import stands; ``progress`` goes from 0 to 1. ``error`` says why the file was refused or stopped."""

    import_id: UUID
    state: State
    progress: float
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    error: Refusal | None
    requested_by: str
    requested_at: ChinaTime
    finished_at: ChinaTime | None


class ImportAnswer(ImportItem):
    """An import with its refused cells: ``errors`` holds the first 100."""

    errors: list[FaultAnswer]


@router.post(
    "",
    status_code=202,
    responses=refusals(Unreadable, TooLarge, HeadingsMissing, HeadingsRepeated, AlreadyRunning, *KEY_REFUSALS),
)
async def start_import(file: UploadFile, clerk: Clerk, resources: Res, once: ClerkOnce) -> ImportAccepted:
    """Take in a register file (.xlsx or .csv); the worker imports it."""
    keep = once.keep(lambda import_id: ImportAccepted(import_id=import_id), status=202)
    with tempfile.TemporaryDirectory(prefix="zhengxin-upload-") as folder:
        path = Path(folder) / "register"
        await _save(file, path, resources.settings.import_max_bytes)
        return ImportAccepted(import_id=await request_import(path, clerk.username, resources, entered=keep))


@router.get("", responses=refusals(CursorInvalid))
async def get_imports(paging: Paging, _: Clerk, tx: Tx) -> Page[ImportItem]:
    """All imports, newest first."""
    found = await list_imports(tx, limit=paging.limit + 1, before=before(paging))
    return page(found, paging, item=lambda report: ImportItem(**_shown(report)), key=lambda report: [str(report.id)])


@router.get("/{import_id}", responses=refusals(ImportNotFound))
async def get_import(import_id: UUID, _: Clerk, tx: Tx, resources: Res) -> ImportAnswer:
    """How an import goes, or what came of it."""
    return await _answer(import_id, tx, resources)


@router.post("/{import_id}/cancellation", responses=refusals(ImportNotFound, AlreadyOver))
async def cancel(import_id: UUID, clerk: Clerk, tx: Tx, resources: Res) -> ImportAnswer:
    """Stop an import that has not ended; nothing of its file is taken, its state is ``failed``."""
    await cancel_import(import_id, clerk.username, tx)
    return await _answer(import_id, tx, resources)


@router.get(
    "/{import_id}/errors.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {}}}, **refusals(ImportNotFound)},
)
async def get_errors(import_id: UUID, _: Clerk, tx: Tx, resources: Res) -> StreamingResponse:
    """All refused cells as a CSV file for a spreadsheet; no cell of it is taken for a formula."""
    await read_import(tx, import_id)
    return StreamingResponse(
        fault_lines(import_id, resources),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="import-{import_id}-errors.csv"'},
    )


async def _answer(import_id: UUID, tx: Transaction, resources: Resources) -> ImportAnswer:
    report = await read_import(tx, import_id)
    faults = await read_faults(tx, import_id, resources.sealer, limit=_SHOWN_FAULTS)
    return ImportAnswer(**_shown(report), errors=[_fault(fault) for fault in faults])


def _shown(report: ImportReport) -> dict[str, Any]:
    return {
        "import_id": report.id,
        "state": report.state,
        "progress": round(report.done, 3),
        "rows": report.rows,
        "added": report.counts.added,
        "changed": report.counts.changed,
        "unchanged": report.counts.unchanged,
        "refused": report.counts.refused,
        "error": Refusal(code=report.error_code, message=report.error_message or "") if report.error_code else None,
        "requested_by": report.requested_by,
        "requested_at": report.requested_at,
        "finished_at": report.finished_at,
    }


async def _save(file: UploadFile, path: Path, limit: int) -> None:
    size = 0
    with await asyncio.to_thread(path.open, "wb") as target:
        while piece := await file.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise TooLarge
            await asyncio.to_thread(target.write, piece)


def _fault(fault: CellFault) -> FaultAnswer:
    return FaultAnswer(row=fault.row, column=fault.column, value=fault.value, code=fault.code, message=fault.message)
