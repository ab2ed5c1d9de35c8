"""What auditors read: statistics and the audit log (B11)."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from kernel.auth import NotSignedIn, RoleMissing
from kernel.clock import ChinaTime, china_date
from kernel.http import Answer, Tx, refusals
from kernel.paging import CursorInvalid, Page, Paging, page
from pydantic import Field
from sqlalchemy import RowMapping

from certificate import queries
from certificate.api.dependencies import AuditorDep
from certificate.domain.period import Period, PeriodInvalid
from certificate.domain.rejection import REASONS
from certificate.domain.state import State
from certificate.domain.types import certificate_type
from certificate.repository import statistics

router = APIRouter(prefix="/api/staff", tags=["oversight"], responses=refusals(NotSignedIn, RoleMissing))

First = Annotated[date | None, Query(alias="from", description="first day, by China's calendar")]
Last = Annotated[date | None, Query(alias="to", description="last day, included")]


class Seconds(Answer):
    """How long steps took since the step before each: percentiles."""

    p50: float
    p90: float
    p99: float


class StepsAnswer(Answer):
    """How often applications of a type entered a state, and how long they had been in the state before."""

    certificate_type: str
    label: str
    state: State
    state_label: str
    count: int
    seconds: Seconds | None


class DayAnswer(StepsAnswer):
    """The same for one day."""

    day: date


class ReasonCount(Answer):
    """How often a reason was given for a rejection."""

    code: str
    label: str
    count: int


class WaitingAnswer(Answer):
    """What nobody has decided yet; ``since`` is the oldest submission."""

    certificate_type: str
    label: str
    count: int
    since: ChinaTime


class StatisticsAnswer(Answer):
    """The work of a period, and what waits now."""

    first: date = Field(serialization_alias="from")
    last: date = Field(serialization_alias="to")
    items: list[DayAnswer]
    totals: list[StepsAnswer]
    rejection_reasons: list[ReasonCount]
    waiting: list[WaitingAnswer]


class AuditAnswer(Answer):
    """One line of the audit log."""

    audit_id: UUID
    at: ChinaTime
    actor: str
    action: str
    object_id: UUID
    request_id: str | None
    details: dict[str, Any]


@router.get("/statistics", summary="Read the statistics", responses=refusals(PeriodInvalid))
async def read_statistics(_: AuditorDep, tx: Tx, first: First = None, last: Last = None) -> StatisticsAnswer:
    """Counts and durations per day, type and state; by default of the 30 days that end today."""
    period = Period.of(first, last, today=china_date(tx.now))
    return StatisticsAnswer(
        first=period.first,
        last=period.last,
        items=[DayAnswer(day=row["day"], **_steps(row)) for row in await statistics.steps_per_day(tx, period)],
        totals=[StepsAnswer(**_steps(row)) for row in await statistics.steps_in_all(tx, period)],
        rejection_reasons=[
            ReasonCount(code=row["reason"], label=_reason_label(row["reason"]), count=row["count"])
            for row in await statistics.rejection_reasons(tx, period)
        ],
        waiting=[
            WaitingAnswer(**row, label=certificate_type(row["certificate_type"]).label)
            for row in await statistics.waiting_now(tx)
        ],
    )


@router.get("/audit", summary="Read the audit log", responses=refusals(PeriodInvalid, CursorInvalid))
async def read_audit(
    _: AuditorDep,
    tx: Tx,
    paging: Paging,
    first: First = None,
    last: Last = None,
    actor: Annotated[
        str | None, Query(max_length=200, description="a username, a person's id, or as the answer writes them")
    ] = None,
    object_id: Annotated[UUID | None, Query(alias="object", description="what it was done to")] = None,
) -> Page[AuditAnswer]:
    """The latest first; ids, codes and counts, never personal data."""
    today = china_date(tx.now)
    if first and last and first > last:
        raise PeriodInvalid(field="from")
    rows = await queries.audit_rows(
        tx,
        paging,
        begin=Period.of(first, first, today=today).begin if first else None,
        end=Period.of(last, last, today=today).end if last else None,
        actor=actor,
        object_id=object_id,
    )
    return page(rows, paging, item=_audit_answer, key=lambda row: [row["at"].isoformat(), str(row["id"])])


def _steps(row: RowMapping) -> dict[str, Any]:
    p50, p90, p99 = row["seconds"] or (None, None, None)
    return {
        "certificate_type": row["certificate_type"],
        "label": certificate_type(row["certificate_type"]).label,
        "state": State(row["state"]),
        "state_label": State(row["state"]).label,
        "count": row["count"],
        "seconds": None if p50 is None else Seconds(p50=p50, p90=p90, p99=p99),
    }


def _reason_label(code: str) -> str:
    return REASONS[code].label if code in REASONS else code


def _audit_answer(row: RowMapping) -> AuditAnswer:
    return AuditAnswer(**{"audit_id" if name == "id" else name: value for name, value in row.items()})
