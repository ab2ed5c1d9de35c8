"""Where the signed-in person is signed in (B4)."""

from uuid import UUID

import structlog
from fastapi import Response, status
from kernel.auth import NotSignedIn, PersonClaims
from kernel.clock import ChinaTime
from kernel.http import Answer, APIRouter, PersonDep, Tx, refusals
from kernel.paging import CursorInvalid, Page, Paging, page

from identity.api.cookies import clear_cookies
from identity.api.dependencies import Res
from identity.domain.session import Audience, SessionNotFound
from identity.handlers.end_sessions import end_sessions
from identity.repository.sessions import Sessions
from identity.tables import SessionRow

log = structlog.get_logger()

router = APIRouter(prefix="/api/me/sessions", tags=["account"])


class MySessionAnswer(Answer):
    """One place; `current` is the one that asks. `address` lacks its last part."""

    session_id: UUID
    current: bool
    device: str
    address: str
    started_at: ChinaTime
    last_seen_at: ChinaTime
    expires_at: ChinaTime


def _answer(row: SessionRow, person: PersonClaims) -> MySessionAnswer:
    return MySessionAnswer(
        session_id=row.id,
        current=row.id == person.session_id,
        device=row.device,
        address=row.address,
        started_at=row.started_at,
        last_seen_at=row.seen_at,
        expires_at=row.refresh_until,
    )


@router.get("", summary="Where I am signed in", responses=refusals(NotSignedIn, CursorInvalid))
async def read_sessions(person: PersonDep, paging: Paging, resources: Res, tx: Tx) -> Page[MySessionAnswer]:
    """The latest sign-in first."""
    after = paging.after(1)
    before = None if after is None else _cursor(after[0])
    rows = await Sessions(tx, resources).alive(Audience.PERSON, str(person.person_id), before, paging.limit)
    return page(rows, paging, item=lambda row: _answer(row, person), key=lambda row: [str(row.id)])


@router.delete(
    "",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Sign out everywhere",
    responses=refusals(NotSignedIn),
)
async def delete_sessions(person: PersonDep, response: Response, resources: Res, tx: Tx) -> None:
    """Here too."""
    await end_sessions(Audience.PERSON, str(person.person_id), tx, resources)
    clear_cookies(response, resources.settings)


@router.delete(
    "/{session_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Sign out there",
    responses=refusals(NotSignedIn, SessionNotFound),
)
async def delete_session(session_id: UUID, person: PersonDep, response: Response, resources: Res, tx: Tx) -> None:
    """One of mine; its access tokens stop counting within a second."""
    if not await end_sessions(Audience.PERSON, str(person.person_id), tx, resources, session_id=session_id):
        log.warning("session.not_mine", person_id=str(person.person_id), session_id=str(session_id))
        raise SessionNotFound
    if session_id == person.session_id:
        clear_cookies(response, resources.settings)


def _cursor(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise CursorInvalid(field="cursor") from None
