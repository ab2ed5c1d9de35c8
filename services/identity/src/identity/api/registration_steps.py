"""The steps between the first page and the proof, the same for a registration and a recovery (manual 2.1, 2.2)."""

from fastapi import UploadFile, status
from fastapi.routing import APIRoute
from kernel.clock import ChinaTime
from kernel.errors import DependencyAway
from kernel.http import PUBLIC, Answer, APIRouter, Body, Tx, refusals
from pydantic import Field

from identity.adapters.pictures import MAX_PICTURE_BYTES
from identity.api.dependencies import Res
from identity.domain.code import CodeExpired, CodeThrottled, CodeWrong
from identity.domain.face import EvidenceTooLarge, EvidenceUnreadable
from identity.domain.phone import InvalidPhone, Phone
from identity.domain.registration import RegistrationNotFound, RegistrationWrongState, State, TooManyFaceAttempts
from identity.domain.review import TooManyReviews
from identity.handlers.ask_for_review import AskForReview, ask_for_review
from identity.handlers.open_face_session import FaceLink, face_link, open_face_session
from identity.handlers.resend_registration_code import resend_registration_code
from identity.handlers.verify_phone import verify_phone
from identity.queries import view_code, view_face, view_refusal
from identity.repository.registrations import Registrations

steps = APIRouter()


def add_steps(router: APIRouter) -> None:
    """Answer the steps below a router's prefix; of each route what the steps here declare."""
    for route in steps.routes:
        if isinstance(route, APIRoute):
            router.add_api_route(
                route.path,
                route.endpoint,
                methods=sorted(route.methods or ()),
                status_code=route.status_code,
                summary=route.summary,
                openapi_extra=route.openapi_extra,
                responses=route.responses,
                response_model_exclude_none=route.response_model_exclude_none,
            )


class AnotherCode(Body):
    """A corrected phone, or nothing."""

    phone: str | None = None


class ResendAnswer(Answer):
    """`resend_after` in seconds."""

    resend_after: int


class EnteredCode(Body):
    """The code from the SMS."""

    code: str = Field(max_length=64)


class FaceLinkAnswer(Answer):
    """What the QR code holds."""

    token: str
    url: str
    expires_at: ChinaTime


class VerifiedAnswer(Answer):
    """The phone is verified. The face check is next, unless an earlier attempt of the same person is with staff."""

    state: State
    face: FaceLinkAnswer | None = None


class ReasonAnswer(Answer):
    """Why a face check ended as it did."""

    code: str
    message: str


class RegistrationAnswer(Answer):
    """Where a registration stands, so that a reloaded page can go on.

    While the code is awaited: `resend_after` in seconds, and whether the last SMS got lost. While a face check can go
    on: its QR code (absent when it ran out). After one: its reasons.
    """

    state: State
    face: FaceLinkAnswer | None = None
    resend_after: int | None = None
    code_undelivered: bool | None = None
    reasons: list[ReasonAnswer] | None = None


def _link(link: FaceLink) -> FaceLinkAnswer:
    return FaceLinkAnswer(token=link.token, url=link.url, expires_at=link.expires_at)


@steps.post(
    "/{registration_id}/codes",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Send another code, to a corrected phone if one is given",
    openapi_extra=PUBLIC,
    responses=refusals(InvalidPhone, RegistrationNotFound, RegistrationWrongState, CodeThrottled),
)
async def create_code(registration_id: str, resources: Res, tx: Tx, body: AnotherCode | None = None) -> ResendAnswer:
    """The earlier code ends."""
    phone = None if body is None or body.phone is None else Phone.parse(body.phone)
    return ResendAnswer(resend_after=await resend_registration_code(registration_id, phone, tx, resources))


@steps.post(
    "/{registration_id}/phone-verification",
    summary="Enter the SMS code",
    openapi_extra=PUBLIC,
    responses=refusals(RegistrationNotFound, RegistrationWrongState, CodeWrong, CodeExpired, CodeThrottled),
    response_model_exclude_none=True,
)
async def create_phone_verification(registration_id: str, body: EnteredCode, resources: Res, tx: Tx) -> VerifiedAnswer:
    """Five wrong tries end the code.

    Who waits for a manual review, or passed one, and begins anew with the same phone goes on there: then the state says
    so, and there is no face check.
    """
    verified = await verify_phone(registration_id, body.code, tx, resources)
    return VerifiedAnswer(state=verified.state, face=None if verified.link is None else _link(verified.link))


@steps.get(
    "/{registration_id}",
    summary="Where the registration stands",
    openapi_extra=PUBLIC,
    responses=refusals(RegistrationNotFound),
    response_model_exclude_none=True,
)
async def read_registration(registration_id: str, resources: Res, tx: Tx) -> RegistrationAnswer:
    """The page polls this while the phone is busy."""
    registration = await Registrations(tx, resources).get(registration_id)
    if registration.state is State.CODE_SENT:
        code = await view_code(registration.id, tx)
        return RegistrationAnswer(
            state=registration.state, resend_after=code.resend_after, code_undelivered=code.undelivered
        )
    view = await view_face(registration.id, tx)
    if view is None:
        return RegistrationAnswer(state=registration.state)
    link = None
    if registration.state is State.FACE_PENDING and view.expires_at > tx.now:
        link = _link(face_link(registration_id, view.face_session_id, view.expires_at, resources))
    refused = await view_refusal(registration.id, tx) if registration.state is State.FACE_FAILED else []
    reasons = [ReasonAnswer.model_validate(reason) for reason in refused or view.reasons]
    return RegistrationAnswer(state=registration.state, face=link, reasons=reasons or None)


@steps.post(
    "/{registration_id}/face-sessions",
    status_code=status.HTTP_201_CREATED,
    summary="Try the face check again (重新验证), or renew the QR code",
    openapi_extra=PUBLIC,
    responses=refusals(RegistrationNotFound, RegistrationWrongState, TooManyFaceAttempts),
)
async def create_face_session(registration_id: str, resources: Res, tx: Tx) -> FaceLinkAnswer:
    """The earlier link ends."""
    return _link(await open_face_session(registration_id, tx, resources))


class InReviewAnswer(Answer):
    """Staff will look at the ID card."""

    state: State


@steps.post(
    "/{registration_id}/manual-review",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Have staff look at the ID card instead of a face check (人工核验)",
    openapi_extra=PUBLIC,
    responses=refusals(
        RegistrationNotFound,
        RegistrationWrongState,
        EvidenceUnreadable,
        EvidenceTooLarge,
        TooManyReviews,
        DependencyAway,
    ),
)
async def create_manual_review(
    registration_id: str, id_card_front: UploadFile, id_card_back: UploadFile, resources: Res
) -> InReviewAnswer:
    """JPEG or PNG, at most 10 MiB each; the answer comes by SMS, and the registration waits for it for seven days."""
    command = AskForReview(
        token=registration_id,
        front=await id_card_front.read(MAX_PICTURE_BYTES + 1),
        back=await id_card_back.read(MAX_PICTURE_BYTES + 1),
    )
    await ask_for_review(command, resources)
    return InReviewAnswer(state=State.FACE_IN_REVIEW)
