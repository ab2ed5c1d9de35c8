"""What a person sees of their own archive."""

from fastapi import APIRouter
from kernel.http import Answer, PersonDep, Tx, refusals

from archive.api.dependencies import PERSON_REFUSALS, Res
from archive.domain.record import ArchiveType, RecordNotFound
from archive.handlers.find_record import find_by_id

router = APIRouter(prefix="/api/me", tags=["archive"], responses=PERSON_REFUSALS)


class MyArchive(Answer):
    """The archive information of manual 3.2."""

    name: str
    id_number: str
    sex: str
    archive_type: ArchiveType
    archive_type_label: str
    archive_number: str | None
    dismissed_on: str | None
    fees_paid_until: str | None


@router.get("/archive", responses=refusals(RecordNotFound))
async def my_archive(person: PersonDep, tx: Tx, resources: Res) -> MyArchive:
    """The signed-in person's archive record."""
    facts = (await find_by_id(person.record_id, tx, resources)).facts
    return MyArchive(**facts.as_json(), archive_type_label=ArchiveType(facts.archive_type).label)
