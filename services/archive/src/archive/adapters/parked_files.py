"""Register files on their way from the upload to the worker: sealed pieces in the object store.

In pieces, so that neither end holds a file in memory whole. Each piece is bound to its import and its place; how many
there are stands in the import's row.
"""

import asyncio
import contextlib
from datetime import datetime
from pathlib import Path
from uuid import UUID

from kernel.sealed import Sealer
from kernel.storage import Storage

_PART_BYTES = 4 * 1024 * 1024


class ParkedFiles:
    """The bucket of waiting files."""

    def __init__(self, storage: Storage, sealer: Sealer) -> None:
        self._storage = storage
        self._sealer = sealer

    async def park(self, import_id: UUID, path: Path) -> int:
        """Store a file; returns the number of pieces.

        Raises:
            DependencyAway: the object store does not take it.
        """
        number = 0
        with await asyncio.to_thread(path.open, "rb") as file:
            while piece := await asyncio.to_thread(file.read, _PART_BYTES):
                sealed = await asyncio.to_thread(self._sealer.seal_bytes, piece, about=_place(import_id, number))
                await self._storage.put(_key(import_id, number), sealed)
                number += 1
        return number

    async def fetch(self, import_id: UUID, parts: int, path: Path) -> None:
        """Write a file out again.

        Raises:
            ObjectMissing: a piece is gone.
            SealBroken: a piece was altered.
            DependencyAway: the object store does not answer.
        """
        with await asyncio.to_thread(path.open, "wb") as file:
            for number in range(parts):
                sealed = await self._storage.get(_key(import_id, number))
                piece = await asyncio.to_thread(self._sealer.open_bytes, sealed, about=_place(import_id, number))
                await asyncio.to_thread(file.write, piece)

    async def discard(self, import_id: UUID, parts: int) -> None:
        """Remove a file that is no longer needed; doing so again does nothing."""
        for number in range(parts):
            await self._storage.delete(_key(import_id, number))

    async def stored_before(self, at: datetime) -> set[UUID]:
        """Imports of which a piece lies here that was stored before ``at``, whether or not they are known.

        Raises:
            DependencyAway: the object store does not answer.
        """
        found = set()
        for key, stored_at in await self._storage.keys():
            with contextlib.suppress(ValueError):
                if stored_at < at:
                    found.add(UUID(key.partition("/")[0]))
        return found

    async def discard_all(self, import_id: UUID) -> None:
        """Remove whatever lies here of an import; errors as :meth:`stored_before`."""
        for key, _ in await self._storage.keys(f"{import_id}/"):
            await self._storage.delete(key)


def _key(import_id: UUID, number: int) -> str:
    return f"{import_id}/{number:05d}"


def _place(import_id: UUID, number: int) -> str:
    return f"archive_import.file:{import_id}:{number}"
