"""Registration, as the computer's page does it (manual 2.1, 2.2)."""

from uuid import UUID

from fastapi import status
from kernel.errors import DependencyAway
from kernel.http import PUBLIC, Answer, APIRouter, Body, refusals
from kernel.id_number import IdNumber, InvalidIdNumber
from pydantic import Field

from identity.api.dependencies import Address, CaptchaId, CaptchaReply, Res
from identity.api.registration_steps import add_steps
from identity.domain.account import AlreadyRegistered, NotInRegister, ServiceBusy
from identity.domain.agreement import AgreementOutdated
from identity.domain.captcha import CaptchaWrong
from identity.domain.code import CodeThrottled
from identity.domain.lookup import LookupsThrottled
from identity.domain.password import WeakPassword
from identity.domain.phone import InvalidPhone, Phone
from identity.domain.registration import RegistrationNotFound, RegistrationWrongState, State
from identity.handlers.complete_registration import complete_registration
from identity.handlers.start_registration import StartRegistration, start_registration

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


class NewPassword(Body):
    """The password, as typed."""

    password: str = Field(max_length=1024)


class RegisteredAnswer(Answer):
    """The account is there."""

    person_id: UUID
    detail: str


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
        LookupsThrottled,
        NotInRegister,
        AlreadyRegistered,
        CodeThrottled,
        DependencyAway,
    ),
)
async def create_registration(body: NewRegistration, resources: Res, address: Address) -> RegistrationStartedAnswer:
    """The answer's `registration_id` is a secret: the only credential of what follows."""
    command = StartRegistration(
        id_number=IdNumber.parse(body.id_number),
        phone=Phone.parse(body.phone),
        captcha_id=body.captcha_id,
        captcha_answer=body.captcha_answer,
        agreement_version=body.agreement_version,
        address=address,
    )
    started = await start_registration(command, resources)
    return RegistrationStartedAnswer(
        registration_id=started.token, state=started.state, resend_after=started.resend_after
    )


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


add_steps(router)
