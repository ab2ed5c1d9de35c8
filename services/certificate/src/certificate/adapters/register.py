"""The archive register, asked over HTTP: what must be true now is not kept in a copy."""

from uuid import UUID

from kernel.client import NotThere

from certificate.domain.archive_facts import Facts, RecordMissing
from certificate.resources import Resources


async def facts_of_record(resources: Resources, record_id: UUID) -> Facts:
    """The record as it is in the register now.

    Raises:
        RecordMissing: The register no longer holds it.
        DependencyAway: archive does not answer in time.
    """
    try:
        return Facts.from_json(await resources.archive.get(f"/internal/records/{record_id}"))
    except NotThere:
        raise RecordMissing from None
