"""What other services ask identity."""

from uuid import UUID

from fastapi import Depends, Response, status
from kernel.auth import NotSignedIn
from kernel.clock import ChinaTime
from kernel.http import INTERNAL, Answer, APIRouter, Body, Tx, internal, refusals

from identity.api.dependencies import CaptchaId, Res
from identity.domain.account import PersonNotFound
from identity.domain.captcha import CaptchaNotFound
from identity.domain.face import FaceSessionNotFound, Outcome
from identity.handlers.set_sandbox_outcome import set_sandbox_outcome
from identity.queries import list_revoked_sessions, reveal_captcha
from identity.repository.accounts import Accounts

router = APIRouter(prefix="/internal", tags=["internal"], dependencies=[Depends(internal)])


class PhoneAnswer(Answer):
    """A person's phone, in clear."""

    phone: str


class RevokedSession(Answer):
    """A session whose access tokens no longer count."""

    session_id: UUID
    revoked_at: ChinaTime


class RevokedSessionsAnswer(Answer):
    """Sessions ended within the life of an access token."""

    items: list[RevokedSession]


class SolvedCaptchaAnswer(Answer):
    """The answer of a captcha."""

    answer: str


class WantedOutcome(Body):
    """What the sandbox's face provider will say."""

    outcome: Outcome


@router.get(
    "/persons/{person_id}/phone",
    summary="A person's phone, at the time of sending",
    openapi_extra=INTERNAL,
    responses=refusals(NotSignedIn, PersonNotFound),
)
async def read_phone(person_id: UUID, resources: Res, tx: Tx) -> PhoneAnswer:
    """For notification, which keeps no phones."""
    accounts = Accounts(tx, resources)
    return PhoneAnswer(phone=accounts.open(await accounts.get(person_id)).phone)


@router.get(
    "/revoked-sessions",
    summary="Sessions whose access tokens no longer count",
    openapi_extra=INTERNAL,
    responses=refusals(NotSignedIn),
)
async def read_revoked_sessions(tx: Tx) -> RevokedSessionsAnswer:
    """For gateways that start or reconnect; later ones arrive as events."""
    revoked = await list_revoked_sessions(tx)
    return RevokedSessionsAnswer(items=[RevokedSession(session_id=id_, revoked_at=at) for id_, at in revoked])


@router.get(
    "/sandbox/captchas/{captcha_id}",
    summary="The answer of a captcha; sandbox only",
    openapi_extra=INTERNAL,
    responses=refusals(NotSignedIn, CaptchaNotFound),
)
async def read_captcha_answer(captcha_id: CaptchaId, resources: Res, tx: Tx) -> SolvedCaptchaAnswer:
    """Reading it does not use it up."""
    return SolvedCaptchaAnswer(answer=await reveal_captcha(captcha_id, tx, resources))


@router.put(
    "/sandbox/face-sessions/{token}/outcome",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="What the sandbox's face provider will say; sandbox only",
    openapi_extra=INTERNAL,
    responses=refusals(NotSignedIn, FaceSessionNotFound),
)
async def put_outcome(token: str, body: WantedOutcome, resources: Res, tx: Tx) -> Response:
    """Passed, unless something else is set."""
    await set_sandbox_outcome(token, body.outcome, tx, resources)
    return Response(status_code=status.HTTP_204_NO_CONTENT)
