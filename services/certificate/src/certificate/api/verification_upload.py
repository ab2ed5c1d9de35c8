"""What ``POST /api/verifications`` takes: a digest as JSON, or the file itself as a multipart form."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Annotated, Any, Final

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from kernel.http import Body
from pydantic import Field, ValidationError
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from certificate.domain.verdict import MAX_BYTES, FileTooLarge, looks_like_pdf

FILE_FIELD: Final = "pdf"
_ROOM: Final = 16 * 1024
"""For what a multipart form has around its file."""
_DRAINED: Final = 64 * 1024 * 1024


class HashBody(Body):
    """The SHA-256 of a PDF, hexadecimal."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-fA-F]{64}$")]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about; ``is_pdf`` is None where only the digest was sent."""

    sha256: bytes
    is_pdf: bool | None = None


REQUEST_BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": HashBody.model_json_schema()},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {FILE_FIELD: {"type": "string", "format": "binary", "description": "at most 5 MiB"}},
                    "required": [FILE_FIELD],
                    "additionalProperties": False,
                }
            },
        },
    }
}


async def asked(request: Request) -> Asked:
    """Read the request, whichever of the two it is.

    Raises:
        RequestValidationError: It has not the documented shape.
        FileTooLarge: The file is larger than any letter.
    """
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if media_type == "multipart/form-data":
        return await _from_file(request)
    if media_type != "application/json":
        raise _wrong("body", "model_attributes_type")
    body = b"".join([piece async for piece in _limited(request, _ROOM)])
    try:
        return Asked(bytes.fromhex(HashBody.model_validate_json(body).sha256))
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise RequestValidationError([{**item, "loc": ("body", *item["loc"])} for item in found]) from None


async def _from_file(request: Request) -> Asked:
    parser = MultiPartParser(request.headers, _limited(request, MAX_BYTES + _ROOM), max_files=2, max_fields=2)
    try:
        form = await parser.parse()
    except MultiPartException:
        raise _wrong("body", "multipart_invalid") from None
    try:
        for name in form:
            if name != FILE_FIELD:
                raise _wrong(name, "extra_forbidden")
        files = form.getlist(FILE_FIELD)
        if len(files) != 1 or not isinstance(files[0], UploadFile):
            raise _wrong(FILE_FIELD, "too_long" if len(files) > 1 else "missing")
        data = await files[0].read()
    finally:
        for file in parser._files_to_close_on_error:  # the form itself forgets the file of a body that was cut off
            file.close()
    if len(data) > MAX_BYTES:
        raise FileTooLarge(field=FILE_FIELD)
    digest = await asyncio.to_thread(hashlib.sha256, data)
    return Asked(digest.digest(), looks_like_pdf(data))


async def _limited(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """The body, as long as it is not too long.

    What is too long is read on for a while and thrown away: many clients read the answer only when they have sent all.
    """
    received = 0
    async for piece in request.stream():
        received += len(piece)
        if received <= most:
            yield piece
        elif received > _DRAINED:
            break
    if received > most:
        raise FileTooLarge(field=FILE_FIELD)


def _wrong(field: str, kind: str) -> RequestValidationError:
    return RequestValidationError([{"loc": ("body", field), "type": kind, "msg": kind}])
