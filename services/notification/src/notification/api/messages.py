"""The log of messages for auditors: what was sent to whom, and what became of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from kernel.auth import NotSignedIn, RoleMissing, StaffClaims
from kernel.clock import ChinaTime
from kernel.errors import DependencyAway
from kernel.http import Answer, Tx, refusals, resources, staff
from kernel.paging import CursorInvalid, Page, PageQuery, Paging, page
from pydantic import Field

from notification.domain.message import Failure, State
from notification.domain.templates import TEMPLATES, TemplateName
from notification.queries import LoggedMessage, MessageFilter, list_messages
from notification.resources import Resources

router = APIRouter(
    prefix="/api/staff/messages",
    tags=["notification"],
    responses=refusals(NotSignedIn, RoleMissing, DependencyAway),
)

Res = Annotated[Resources, Depends(resources)]
Auditor = Annotated[StaffClaims, Depends(staff("auditor"))]
Phone = Annotated[str | None, Query(pattern=r"^1\d{10}$", description="all messages to this phone")]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2099, 12, 31))]
First = Annotated[Day | None, Query(alias="from", description="first day, by China's calendar")]
Last = Annotated[Day | None, Query(alias="to", description="last day, included")]


class MessageAnswer(Answer):
    """One message: ``sent`` means that the provider took it; ``failure`` says why it will not be sent."""

    message_id: UUID
    template: TemplateName
    template_label: str
    phone_masked: str | None
    state: State
    state_label: str
    failure: Failure | None
    failure_label: str | None
    tries: int
    created_at: ChinaTime
    settled_at: ChinaTime | None


@router.get("", responses=refusals(CursorInvalid))
async def get_messages(
    paging: Paging, _: Auditor, tx: Tx, res: Res, phone: Phone = None, first: First = None, last: Last = None
) -> Page[MessageAnswer]:
    """Messages, newest first."""
    wanted = MessageFilter(phone, first, last)
    found = await list_messages(wanted, tx, res, limit=paging.limit + 1, before=_before(paging))
    return page(found, paging, item=_answer, key=lambda message: [str(message.id)])


def _answer(message: LoggedMessage) -> MessageAnswer:
    return MessageAnswer(
        message_id=message.id,
        template=message.template,
        template_label=TEMPLATES[message.template].label,
        phone_masked=message.phone_masked,
        state=message.state,
        state_label=message.state.label,
        failure=message.failure,
        failure_label=message.failure.label if message.failure else None,
        tries=message.tries,
        created_at=message.created_at,
        settled_at=message.settled_at,
    )


def _before(paging: PageQuery) -> UUID | None:
    values = paging.after(1)
    if values is None:
        return None
    try:
        return UUID(values[0])
    except ValueError:
        raise CursorInvalid(field="cursor") from None
