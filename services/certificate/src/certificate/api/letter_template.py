"""The form of the introduction letter, to be printed, filled in and sealed by the unit (R12)."""

import asyncio
import hashlib
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from kernel.http import PUBLIC

from certificate.adapters.letter_template import NAME, as_xls, as_xlsx
from certificate.api.conditional import etag_matches
from certificate.api.dependencies import Res

router = APIRouter(prefix="/api", tags=["applications"])

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS: Final = "application/vnd.ms-excel"


def _documented(media_type: str) -> dict[int | str, dict[str, Any]]:
    return {
        200: {"content": {media_type: {}}, "description": "The form."},
        304: {"description": "The asker has it already."},
    }


@router.get(
    "/letter-template.xlsx",
    summary="Download the form of the introduction letter (.xlsx)",
    response_class=Response,
    responses=_documented(XLSX),
    openapi_extra=PUBLIC,
)
async def download_xlsx(request: Request, resources: Res) -> Response:
    """For Excel 2007 and later, WPS and LibreOffice."""
    form = await asyncio.to_thread(as_xlsx, resources.settings.issuer)
    return _file(request, form, XLSX, "xlsx")


@router.get(
    "/letter-template.xls",
    summary="Download the form of the introduction letter (.xls)",
    response_class=Response,
    responses=_documented(XLS),
    openapi_extra=PUBLIC,
)
async def download_xls(request: Request, resources: Res) -> Response:
    """For older programs."""
    form = await asyncio.to_thread(as_xls, resources.settings.issuer)
    return _file(request, form, XLS, "xls")


def _file(request: Request, form: bytes, media_type: str, suffix: str) -> Response:
    etag = f'"{hashlib.sha256(form).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Cache-Control": "public, max-age=3600"}
    if etag_matches(request.headers.get("If-None-Match"), etag):
        return Response(status_code=304, headers=headers)
    name = quote(f"{NAME}.{suffix}")
    headers["Content-Disposition"] = f"attachment; filename=\"letter-template.{suffix}\"; filename*=UTF-8''{name}"
    return Response(form, media_type=media_type, headers=headers)
