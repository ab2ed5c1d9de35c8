"""Look-ups in archive's register."""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.client import NotThere
from kernel.errors import DependencyAway
from kernel.id_number import IdNumber

from identity.domain.account import NotInRegister
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """What identity keeps of an archive record."""

    record_id: UUID
    version: int
    name: str = field(repr=False)


async def find_in_register(id_number: IdNumber, resources: Resources) -> RegisterEntry:
    """Ask archive for the record of an ID number.

    Raises:
        NotInRegister: there is none.
        DependencyAway: archive does not answer.
    """
    try:
        record = await resources.archive.post("/internal/lookups", {"id_number": id_number})
    except NotThere:
        raise NotInRegister(field="id_number") from None
    try:
        return RegisterEntry(UUID(record["record_id"]), int(record["version"]), str(record["name"]))
    except (KeyError, ValueError, TypeError) as error:
        raise DependencyAway("archive") from error
