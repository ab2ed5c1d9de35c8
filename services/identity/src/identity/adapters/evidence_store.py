"""Evidence in the object store: sealed bytes under the row's id."""

import asyncio
from uuid import UUID

from identity.resources import Resources


def _key(holder_id: UUID, evidence_id: UUID) -> str:
    return f"{holder_id}/{evidence_id}"


async def put_evidence(holder_id: UUID, evidence_id: UUID, content: bytes, resources: Resources) -> None:
    """Seal and store; errors as those of the storage."""
    about = f"evidence.object:{evidence_id}"
    sealed = await asyncio.to_thread(resources.sealer.seal_bytes, content, about=about)
    await resources.evidence.put(_key(holder_id, evidence_id), sealed)


async def get_evidence(holder_id: UUID, evidence_id: UUID, resources: Resources) -> bytes:
    """Fetch and open; errors as those of the storage."""
    sealed = await resources.evidence.get(_key(holder_id, evidence_id))
    return await asyncio.to_thread(resources.sealer.open_bytes, sealed, about=f"evidence.object:{evidence_id}")


async def remove_evidence(holder_id: UUID, evidence_id: UUID, resources: Resources) -> None:
    """Delete; what is not there is no error."""
    await resources.evidence.delete(_key(holder_id, evidence_id))
