"""The log of who of the staff saw or changed which record, for auditors."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from kernel.clock import ChinaTime
from kernel.http import Answer, Tx, refusals
from kernel.paging import CursorInvalid, Page, Paging, page

from archive.api.dependencies import STAFF_REFUSALS, Auditor, before
from archive.domain.access import Access, Action
from archive.repository.access import list_accesses

router = APIRouter(prefix="/api/staff/archive/accesses", tags=["archive"], responses=STAFF_REFUSALS)

Actor = Annotated[str | None, Query(max_length=100, description="a username, or as the answer writes it")]


class AccessAnswer(Answer):
    """One access."""

    access_id: UUID
    at: ChinaTime
    actor: str
    action: Action
    action_label: str
    record_id: UUID
    request_id: str | None


@router.get("", responses=refusals(CursorInvalid))
async def get_accesses(
    paging: Paging, _: Auditor, tx: Tx, actor: Actor = None, record_id: UUID | None = None
) -> Page[AccessAnswer]:
    """The log newest first; of one actor or one record, if named."""
    found = await list_accesses(tx, actor=actor, record_id=record_id, limit=paging.limit + 1, before=before(paging))
    return page(found, paging, item=_answer, key=lambda each: [str(each.id)])


def _answer(each: Access) -> AccessAnswer:
    return AccessAnswer(
        access_id=each.id,
        at=each.at,
        actor=each.actor,
        action=each.action,
        action_label=each.action.label,
        record_id=each.record_id,
        request_id=each.request_id,
    )
