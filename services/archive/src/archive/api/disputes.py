"""Disputes: raised by the person, listed and resolved by clerks."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from kernel.clock import ChinaTime
from kernel.http import Answer, Body, PersonDep, Tx, refusals
from kernel.id_number import IdNumber
from kernel.paging import CursorInvalid, Page, Paging, page
from pydantic import Field

from archive.api.dependencies import PERSON_REFUSALS, STAFF_REFUSALS, Clerk, Res, before
from archive.domain.dispute import (
    LONGEST_COMMENT,
    LONGEST_STATEMENT,
    CommentRequired,
    Dispute,
    DisputeAlreadyOpen,
    DisputeAlreadyResolved,
    DisputeNotFound,
    State,
    StatementMissing,
    TextUnprintable,
)
from archive.domain.headings import COLUMNS
from archive.domain.record import Record, RecordNotFound
from archive.handlers.dispute_fact import DisputeFact, dispute_fact, list_disputes, resolve_dispute
from archive.repository.disputes import Disputes

mine = APIRouter(prefix="/api/me/archive/disputes", tags=["archive"], responses=PERSON_REFUSALS)
staff = APIRouter(prefix="/api/staff/archive/disputes", tags=["archive"], responses=STAFF_REFUSALS)

Fact = Literal[
    "name", "id_number", "sex", "archive_type", "archive_number", "dismissed_on", "fees_paid_until"
]  # record.FIELDS
Comment = Annotated[str | None, Field(max_length=LONGEST_COMMENT)]


class NewDispute(Body):
    """Which fact is wrong, what is right, and what the person has to say about it."""

    field: Fact
    stated_value: str = Field(min_length=1, max_length=LONGEST_STATEMENT)
    comment: Comment = None


class ResolutionBody(Body):
    """How a dispute ends; whoever refuses says why."""

    decision: Literal["corrected", "refused"]
    comment: Comment = None


class DisputeAnswer(Answer):
    """A dispute as the person sees it; the last two fields are null while it is open."""

    dispute_id: UUID
    field: Fact
    field_label: str
    stated_value: str
    comment: str
    state: State
    state_label: str
    created_at: ChinaTime
    resolved_at: ChinaTime | None
    resolution_comment: str | None


class StaffDispute(DisputeAnswer):
    """A dispute as the clerk sees it, with what the register says now."""

    record_id: UUID
    name: str
    id_number_masked: str
    recorded_value: str | None
    resolved_by: str | None


@mine.post(
    "",
    status_code=201,
    responses=refusals(RecordNotFound, DisputeAlreadyOpen, StatementMissing, TextUnprintable),
)
async def raise_dispute(body: NewDispute, person: PersonDep, tx: Tx, resources: Res) -> DisputeAnswer:
    """Say that a fact of one's own record is wrong; each fact has one open dispute at the most."""
    command = DisputeFact(person.record_id, person.person_id, body.field, body.stated_value, body.comment or "")
    return DisputeAnswer(**shown(await dispute_fact(command, tx, resources)))


@mine.get("", responses=refusals(CursorInvalid))
async def my_disputes(paging: Paging, person: PersonDep, tx: Tx, resources: Res) -> Page[DisputeAnswer]:
    """The disputes about one's own record and what came of them, newest first."""
    disputes = Disputes(tx, resources.sealer)
    found = await disputes.of_record(person.record_id, limit=paging.limit + 1, before=before(paging))
    return page(found, paging, item=lambda dispute: DisputeAnswer(**shown(dispute)), key=lambda it: [str(it.id)])


@staff.get("", responses=refusals(CursorInvalid))
async def all_disputes(
    paging: Paging, clerk: Clerk, tx: Tx, resources: Res, state: Annotated[State | None, Query()] = None
) -> Page[StaffDispute]:
    """Disputes of all records, newest first; with ``state`` those in one state."""
    found = await list_disputes(state, clerk.username, tx, resources, limit=paging.limit, before=before(paging))
    return page(found, paging, item=lambda pair: _for_staff(*pair), key=lambda pair: [str(pair[0].id)])


@staff.post(
    "/{dispute_id}/resolution",
    responses=refusals(DisputeNotFound, DisputeAlreadyResolved, CommentRequired, TextUnprintable),
)
async def resolve(dispute_id: UUID, body: ResolutionBody, clerk: Clerk, tx: Tx, resources: Res) -> StaffDispute:
    """Resolve a dispute. ``corrected`` says that the register has been put right (by an import); it changes nothing."""
    decision, comment = State(body.decision), body.comment or ""
    resolved = await resolve_dispute(dispute_id, decision, comment, clerk.username, tx, resources)
    return _for_staff(*resolved)


def shown(dispute: Dispute) -> dict[str, Any]:
    """The fields of :class:`DisputeAnswer`."""
    resolution = dispute.resolution
    return {
        "dispute_id": dispute.id,
        "field": dispute.fact,
        "field_label": COLUMNS[dispute.fact],
        "stated_value": dispute.stated_value,
        "comment": dispute.comment,
        "state": dispute.state,
        "state_label": dispute.state.label,
        "created_at": dispute.created_at,
        "resolved_at": resolution.at if resolution else None,
        "resolution_comment": resolution.comment if resolution else None,
    }


def _for_staff(dispute: Dispute, record: Record) -> StaffDispute:
    return StaffDispute(
        **shown(dispute),
        record_id=record.id,
        name=record.facts.name,
        id_number_masked=IdNumber(record.facts.id_number).masked,
        recorded_value=getattr(record.facts, dispute.fact),
        resolved_by=dispute.resolution.by if dispute.resolution else None,
    )
