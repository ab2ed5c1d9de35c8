"""What the other services ask; never through the gateway."""

from uuid import UUID

from fastapi import APIRouter, Depends
from kernel.http import INTERNAL, Answer, Body, Tx, internal, refusals
from kernel.id_number import InvalidIdNumber
from pydantic import Field

from archive.api.dependencies import Res
from archive.api.disputes import DisputeAnswer, shown
from archive.domain.record import ArchiveType, Record, RecordNotFound
from archive.handlers.find_record import find_by_id, find_by_id_number
from archive.repository.disputes import Disputes

router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(internal)])


class LookUp(Body):
    """By what a record is looked up."""

    id_number: str = Field(max_length=64)


class RecordAnswer(Answer):
    """A record with all its facts; dates in ISO form, the month as ``YYYY-MM``."""

    record_id: UUID
    version: int
    name: str
    id_number: str
    sex: str
    archive_type: ArchiveType
    archive_number: str | None
    dismissed_on: str | None
    fees_paid_until: str | None


class ExportAnswer(Answer):
    """All that is kept of a person here; ``facts`` is null when the record was removed."""

    facts: RecordAnswer | None
    disputes: list[DisputeAnswer]


@router.post("/lookups", responses=refusals(RecordNotFound, InvalidIdNumber), openapi_extra=INTERNAL)
async def look_up(body: LookUp, tx: Tx, resources: Res) -> RecordAnswer:
    """The record of an ID number."""
    return _answer(await find_by_id_number(body.id_number, tx, resources))


@router.get("/records/{record_id}", responses=refusals(RecordNotFound), openapi_extra=INTERNAL)
async def get_record(record_id: UUID, tx: Tx, resources: Res) -> RecordAnswer:
    """The record of an id."""
    return _answer(await find_by_id(record_id, tx, resources))


@router.get("/persons/{person_id}/export", openapi_extra=INTERNAL)
async def export(person_id: UUID, record_id: UUID, tx: Tx, resources: Res) -> ExportAnswer:
    """For the export that a person asks identity for; the latest dispute first."""
    try:
        facts = _answer(await find_by_id(record_id, tx, resources))
    except RecordNotFound:
        facts = None
    disputes = await Disputes(tx, resources.sealer).all_of(person_id, record_id)
    return ExportAnswer(facts=facts, disputes=[DisputeAnswer(**shown(dispute)) for dispute in disputes])


def _answer(record: Record) -> RecordAnswer:
    return RecordAnswer.model_validate(record.as_json())
