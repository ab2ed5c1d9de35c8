"""The clerk's search in the register, one record whole, and its removal."""

from collections import defaultdict
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from kernel.clock import ChinaTime
from kernel.errors import DependencyAway
from kernel.http import Answer, Body, Tx, refusals
from kernel.id_number import IdNumber
from kernel.paging import CursorInvalid, Page, Paging, page
from pydantic import Field

from archive.api.dependencies import STAFF_REFUSALS, Clerk, Res, before
from archive.api.disputes import DisputeAnswer, shown
from archive.domain.dispute import LONGEST_COMMENT, Dispute, TextUnprintable
from archive.domain.record import (
    ArchiveType,
    ReasonMissing,
    Record,
    RecordAlreadyRemoved,
    RecordNotFound,
    RegisterBusy,
)
from archive.handlers.find_record import reveal_record, search_records
from archive.handlers.remove_record import remove_record
from archive.repository.disputes import Disputes

router = APIRouter(prefix="/api/staff/archive/records", tags=["archive"], responses=STAFF_REFUSALS)

_SHOWN_DISPUTES = 100


class RecordFacts(Answer):
    """A record without its ID number; ``removed_at`` is null while the archive is kept here."""

    record_id: UUID
    version: int
    name: str
    sex: str
    archive_type: ArchiveType
    archive_type_label: str
    archive_number: str | None
    dismissed_on: str | None
    fees_paid_until: str | None
    removed_at: ChinaTime | None
    disputes: list[DisputeAnswer]


class FoundRecord(RecordFacts):
    """A record in a list, with its open disputes: the ID number is masked."""

    id_number_masked: str


class WholeRecord(RecordFacts):
    """One record with everything, and its newest 100 disputes."""

    id_number: str


class Removal(Body):
    """Why a record is removed."""

    reason: str = Field(min_length=1, max_length=LONGEST_COMMENT)


@router.get("", responses=refusals(CursorInvalid))
async def find_records(
    q: Annotated[str, Query(min_length=1, max_length=100)], paging: Paging, clerk: Clerk, tx: Tx, resources: Res
) -> Page[FoundRecord]:
    """Records whose ID number, name or archive number is exactly ``q``, newest first."""
    found = await search_records(q, clerk.username, tx, resources, limit=paging.limit, before=before(paging))
    disputes: defaultdict[UUID, list[Dispute]] = defaultdict(list)
    for dispute in await Disputes(tx, resources.sealer).open_of([record.id for record in found]):
        disputes[dispute.record_id].append(dispute)

    def item(record: Record) -> FoundRecord:
        masked = IdNumber(record.facts.id_number).masked
        return FoundRecord(**_facts(record, disputes[record.id]), id_number_masked=masked)

    return page(found, paging, item=item, key=lambda record: [str(record.id)])


@router.get("/{record_id}", responses=refusals(RecordNotFound))
async def open_record(record_id: UUID, clerk: Clerk, tx: Tx, resources: Res) -> WholeRecord:
    """One record whole; who opened it, and when, is kept."""
    record = await reveal_record(record_id, clerk.username, tx, resources)
    disputes = await Disputes(tx, resources.sealer).of_record(record_id, limit=_SHOWN_DISPUTES)
    return WholeRecord(**_facts(record, disputes), id_number=record.facts.id_number)


@router.post(
    "/{record_id}/removal",
    responses=refusals(
        RecordNotFound, RecordAlreadyRemoved, RegisterBusy, DependencyAway, ReasonMissing, TextUnprintable
    ),
)
async def remove(record_id: UUID, body: Removal, clerk: Clerk, tx: Tx, resources: Res) -> FoundRecord:
    """Mark a record as removed: for everybody but the clerk it is gone, until an import brings it back."""
    record = await remove_record(record_id, body.reason, clerk.username, tx, resources)
    disputes = await Disputes(tx, resources.sealer).open_of([record_id])
    return FoundRecord(**_facts(record, disputes), id_number_masked=IdNumber(record.facts.id_number).masked)


def _facts(record: Record, disputes: list[Dispute]) -> dict[str, Any]:
    facts = {name: value for name, value in record.as_json().items() if name != "id_number"}
    return facts | {
        "archive_type_label": ArchiveType(record.facts.archive_type).label,
        "removed_at": record.removed_at,
        "disputes": [DisputeAnswer(**shown(dispute)) for dispute in disputes],
    }
