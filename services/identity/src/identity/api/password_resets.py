"""Setting a new password (manual 2.3)."""

from fastapi import status
from kernel.http import PUBLIC, Answer, APIRouter, Body, refusals
from kernel.id_number import IdNumber, InvalidIdNumber
from pydantic import Field

from identity.api.dependencies import CaptchaId, CaptchaReply, Res
from identity.domain.account import ServiceBusy
from identity.domain.captcha import CaptchaWrong
from identity.domain.code import CodeExpired, CodeThrottled, CodeWrong
from identity.domain.password import WeakPassword
from identity.domain.phone import InvalidPhone, Phone
from identity.domain.reset import ResetNotFound
from identity.handlers.complete_password_reset import complete_password_reset
from identity.handlers.start_password_reset import StartPasswordReset, start_password_reset

router = APIRouter(prefix="/api/password-resets", tags=["password"])


class NewReset(Body):
    """The first half of the page."""

    id_number: str
    phone: str
    captcha_id: CaptchaId
    captcha_answer: CaptchaReply


class ResetStartedAnswer(Answer):
    """`resend_after` in seconds."""

    reset_id: str
    resend_after: int


class Completion(Body):
    """The code and the new password."""

    code: str = Field(max_length=64)
    new_password: str = Field(max_length=1024)


class ResetCompletedAnswer(Answer):
    """Done."""

    detail: str


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    summary="Send a code for a new password",
    openapi_extra=PUBLIC,
    responses=refusals(InvalidIdNumber, InvalidPhone, CaptchaWrong, CodeThrottled),
)
async def create_reset(body: NewReset, resources: Res) -> ResetStartedAnswer:
    """The same answer whether or not ID number and phone belong together; `reset_id` is a secret."""
    command = StartPasswordReset(
        id_number=IdNumber.parse(body.id_number),
        phone=Phone.parse(body.phone),
        captcha_id=body.captcha_id,
        captcha_answer=body.captcha_answer,
    )
    started = await start_password_reset(command, resources)
    return ResetStartedAnswer(reset_id=started.token, resend_after=started.resend_after)


@router.post(
    "/{reset_id}/completion",
    summary="Set the new password",
    openapi_extra=PUBLIC,
    responses=refusals(WeakPassword, ResetNotFound, CodeWrong, CodeExpired, CodeThrottled, ServiceBusy),
)
async def create_completion(reset_id: str, body: Completion, resources: Res) -> ResetCompletedAnswer:
    """Ends all sessions."""
    await complete_password_reset(reset_id, body.code, body.new_password, resources)
    return ResetCompletedAnswer(detail="重置密码成功")
