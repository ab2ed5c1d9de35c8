"""Registration, as the computer's page does it (manual 2.1, 2.2)."""

from uuid import UUID

from fastapi import status
from kernel.clock import ChinaTime
from kernel.errors import DependencyAway
from kernel.http import PUBLIC, Answer, APIRouter, Body, Tx, refusals
from kernel.id_number import IdNumber, InvalidIdNumber
from pydantic import Field

from identity.api.dependencies import CaptchaId, CaptchaReply, Res
from identity.domain.account import AlreadyRegistered, NotInRegister, ServiceBusy
from identity.domain.agreement import AgreementOutdated
from identity.domain.captcha import CaptchaWrong
from identity.domain.code import CodeExpired, CodeThrottled, CodeWrong
from identity.domain.password import WeakPassword
from identity.domain.phone import InvalidPhone, Phone
from identity.domain.registration import RegistrationNotFound, RegistrationWrongState, State, TooManyFaceAttempts
from identity.handlers.complete_registration import complete_registration
from identity.handlers.open_face_session import FaceLink, face_link, open_face_session
from identity.handlers.resend_registration_code import resend_registration_code
from identity.handlers.start_registration import StartRegistration, start_registration
from identity.handlers.verify_phone import verify_phone
from identity.queries import view_code, view_face
from identity.repository.registrations import Registrations

router = APIRouter(prefix="/api/registrations", tags=["registration"])


class NewRegistration(Body):
    """The first page."""

    id_number: str
    phone: str
    captcha_id: CaptchaId
    captcha_answer: CaptchaReply
    agreement_version: str = Field(max_length=64)


class RegistrationStartedAnswer(Answer):
    """`resend_after` in seconds."""

    registration_id: str
    state: State
    resend_after: int


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
    """The phone is verified; the face check is next."""

    state: State
    face: FaceLinkAnswer


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


class NewPassword(Body):
    """The password, as typed."""

    password: str = Field(max_length=1024)


class RegisteredAnswer(Answer):
    """The account is there."""

    person_id: UUID
    detail: str


def _link(link: FaceLink) -> FaceLinkAnswer:
    return FaceLinkAnswer(token=link.token, url=link.url, expires_at=link.expires_at)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Start a registration; sends the SMS code",
    openapi_extra=PUBLIC,
    responses=refusals(
        InvalidIdNumber,
        InvalidPhone,
        AgreementOutdated,
        CaptchaWrong,
        NotInRegister,
        AlreadyRegistered,
        CodeThrottled,
        DependencyAway,
    ),
)
async def create_registration(body: NewRegistration, resources: Res) -> RegistrationStartedAnswer:
    """The answer's `registration_id` is a secret: the only credential of what follows."""
    command = StartRegistration(
        id_number=IdNumber.parse(body.id_number),
        phone=Phone.parse(body.phone),
        captcha_id=body.captcha_id,
        captcha_answer=body.captcha_answer,
        agreement_version=body.agreement_version,
    )
    started = await start_registration(command, resources)
    return RegistrationStartedAnswer(
        registration_id=started.token, state=started.state, resend_after=started.resend_after
    )


@router.post(
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


@router.post(
    "/{registration_id}/phone-verification",
    summary="Enter the SMS code",
    openapi_extra=PUBLIC,
    responses=refusals(RegistrationNotFound, RegistrationWrongState, CodeWrong, CodeExpired, CodeThrottled),
)
async def create_phone_verification(registration_id: str, body: EnteredCode, resources: Res, tx: Tx) -> VerifiedAnswer:
    """Five wrong tries end the code."""
    link = await verify_phone(registration_id, body.code, tx, resources)
    return VerifiedAnswer(state=State.FACE_PENDING, face=_link(link))


@router.get(
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
    reasons = [ReasonAnswer.model_validate(reason) for reason in view.reasons]
    return RegistrationAnswer(state=registration.state, face=link, reasons=reasons or None)


@router.post(
    "/{registration_id}/face-sessions",
    status_code=status.HTTP_201_CREATED,
    summary="Try the face check again (重新验证), or renew the QR code",
    openapi_extra=PUBLIC,
    responses=refusals(RegistrationNotFound, RegistrationWrongState, TooManyFaceAttempts),
)
async def create_face_session(registration_id: str, resources: Res, tx: Tx) -> FaceLinkAnswer:
    """The earlier link ends."""
    return _link(await open_face_session(registration_id, tx, resources))


@router.post(
    "/{registration_id}/password",
    status_code=status.HTTP_201_CREATED,
    summary="Set the password; the account is there",
    openapi_extra=PUBLIC,
    responses=refusals(WeakPassword, RegistrationNotFound, RegistrationWrongState, AlreadyRegistered, ServiceBusy),
)
async def create_password(registration_id: str, body: NewPassword, resources: Res) -> RegisteredAnswer:
    """Only after the face check has passed."""
    person_id = await complete_registration(registration_id, body.password, resources)
    return RegisteredAnswer(person_id=person_id, detail="注册成功")
