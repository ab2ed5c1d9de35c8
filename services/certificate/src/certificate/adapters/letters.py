"""Introduction letters in their bucket: sealed, under person and content hash."""

import asyncio
import hashlib
from dataclasses import dataclass
from uuid import UUID

from certificate.adapters.pictures import reencode
from certificate.domain.letter import MAX_BYTES, Letter, LetterNotJpeg, LetterTooLarge, tidy_filename
from certificate.resources import Resources

SEALED = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in; nothing about it is trusted."""

    data: bytes
    filename: str | None


async def keep_letter(resources: Resources, person_id: UUID, upload: Upload) -> Letter:
    """Check, re-encode, seal and store a letter; done before a row points at it.

    The key holds the content's hash, so that sending the same picture twice leaves one object, and the person's id, so
    that one person's letters can be deleted without another's.

    Raises:
        LetterNotJpeg: It is no JPEG.
        LetterTooLarge: Too many bytes or pixels.
    """
    if len(upload.data) > MAX_BYTES:
        raise LetterTooLarge(field="letter")
    if not upload.data.startswith(b"\xff\xd8\xff"):
        raise LetterNotJpeg(field="letter")
    picture = await asyncio.get_running_loop().run_in_executor(resources.pictures, reencode, upload.data)
    key = f"{person_id}/{hashlib.sha256(picture).hexdigest()}"
    await resources.letters.put(key, resources.sealer.seal_bytes(picture, about=f"letters:{key}"), SEALED)
    return Letter(key=key, filename=tidy_filename(upload.filename), size=len(picture))


async def read_letter(resources: Resources, key: str) -> bytes:
    """The re-encoded JPEG behind a key."""
    return resources.sealer.open_bytes(await resources.letters.get(key), about=f"letters:{key}")
