"""The clerk's search in the register."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from kernel.http import Answer, Tx
from kernel.id_number import IdNumber
from kernel.paging import CursorInvalid, Page, Paging, page

from archive.api.dependencies import Clerk, Res
from archive.domain.record import ArchiveType, Record
from archive.handlers.find_record import search_records

router = APIRouter(prefix="/api/staff/archive", tags=["archive"])


class FoundRecord(Answer):
    """A record in a list: the ID number is masked."""

    record_id: UUID
    version: int
    name: str
    id_number_masked: str
    sex: str
    archive_type: ArchiveType
    archive_type_label: str
    archive_number: str | None
    dismissed_on: str | None
    fees_paid_until: str | None


@router.get("/records")
async def find_records(
    q: Annotated[str, Query(min_length=1, max_length=100)], paging: Paging, clerk: Clerk, tx: Tx, resources: Res
) -> Page[FoundRecord]:
    """Records whose ID number, name or archive number is exactly ``q``."""
    before = _before(paging.after(1))
    found = await search_records(q, clerk.username, tx, resources, limit=paging.limit + 1, before=before)
    return page(found, paging, item=_item, key=lambda record: [str(record.id)])


def _before(values: list[str] | None) -> UUID | None:
    if values is None:
        return None
    try:
        return UUID(values[0])
    except ValueError:
        raise CursorInvalid(field="cursor") from None


def _item(record: Record) -> FoundRecord:
    facts = record.as_json()
    return FoundRecord(
        **{name: value for name, value in facts.items() if name != "id_number"},
        id_number_masked=IdNumber(record.facts.id_number).masked,
        archive_type_label=ArchiveType(record.facts.archive_type).label,
    )
