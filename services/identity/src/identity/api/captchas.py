"""Picture captchas."""

from fastapi import status
from kernel.http import PUBLIC, Answer, APIRouter

from identity.api.dependencies import Res
from identity.handlers.issue_captcha import issue_captcha

router = APIRouter(prefix="/api/captchas", tags=["registration", "sessions"])


class CaptchaAnswer(Answer):
    """A captcha to show; `image` is a data URL, `expires_in` in seconds."""

    captcha_id: str
    image: str
    expires_in: int


@router.post("", status_code=status.HTTP_201_CREATED, summary="A new picture captcha", openapi_extra=PUBLIC)
async def create_captcha(resources: Res) -> CaptchaAnswer:
    """Good for one answer within five minutes."""
    issued = await issue_captcha(resources)
    return CaptchaAnswer(captcha_id=issued.captcha_id, image=issued.image, expires_in=issued.expires_in)
