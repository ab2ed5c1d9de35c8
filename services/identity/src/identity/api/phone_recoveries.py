"""Getting back in with a new phone when the old one is lost."""

from fastapi import status
from kernel.http import PUBLIC, APIRouter, Body, refusals
from kernel.id_number import IdNumber, InvalidIdNumber
from pydantic import Field

from identity.api.dependencies import Address, CaptchaId, CaptchaReply, Res
from identity.api.registration_steps import add_steps
from identity.api.registrations import RegistrationStartedAnswer
from identity.domain import agreement
from identity.domain.account import AccountUnknown
from identity.domain.agreement import AgreementOutdated
from identity.domain.captcha import CaptchaWrong
from identity.domain.code import CodeThrottled
from identity.domain.lookup import LookupsThrottled
from identity.domain.phone import InvalidPhone, Phone
from identity.handlers.start_recovery import StartRecovery, start_recovery

router = APIRouter(prefix="/api/phone-recoveries", tags=["phone recovery"])


class NewRecovery(Body):
    """The first page; `phone` is the new one. An agreement is accepted already; who names one, names the current."""

    id_number: str
    phone: str
    captcha_id: CaptchaId
    captcha_answer: CaptchaReply
    agreement_version: str | None = Field(default=None, max_length=64)


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Start a recovery; sends the SMS code to the new phone",
    openapi_extra=PUBLIC,
    responses=refusals(
        InvalidIdNumber,
        InvalidPhone,
        AgreementOutdated,
        CaptchaWrong,
        LookupsThrottled,
        AccountUnknown,
        CodeThrottled,
    ),
)
async def create_recovery(body: NewRecovery, resources: Res, address: Address) -> RegistrationStartedAnswer:
    """The steps are those of a registration, up to the face check or manual review, which completes it.

    Then the account has the new phone, all of its sessions are ended and the old phone hears of it.
    """
    command = StartRecovery(
        id_number=IdNumber.parse(body.id_number),
        phone=Phone.parse(body.phone),
        captcha_id=body.captcha_id,
        captcha_answer=body.captcha_answer,
        address=address,
    )
    if body.agreement_version is not None:
        agreement.check_version(body.agreement_version)
    started = await start_recovery(command, resources)
    return RegistrationStartedAnswer(
        registration_id=started.token, state=started.state, resend_after=started.resend_after
    )


add_steps(router)
