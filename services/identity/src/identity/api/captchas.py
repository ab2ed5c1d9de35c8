"""Captchas, drawn and spoken."""

from fastapi import Response, status
from kernel.http import PUBLIC, Answer, APIRouter, refusals

from identity.api.dependencies import CaptchaId, Res
from identity.domain.captcha import CaptchaNotFound, CaptchaSpokenOut
from identity.handlers.issue_captcha import issue_captcha
from identity.handlers.speak_captcha import speak_captcha

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


@router.get(
    "/{captcha_id}/audio",
    summary="The same answer, spoken",
    openapi_extra=PUBLIC,
    response_class=Response,
    responses={200: {"content": {"audio/wav": {}}}, **refusals(CaptchaNotFound, CaptchaSpokenOut)},
)
async def read_captcha_audio(captcha_id: CaptchaId, resources: Res) -> Response:
    """Letters and digits in English, a second or more apart; listening does not use the captcha up."""
    sound = await speak_captcha(captcha_id, resources)
    return Response(sound, media_type="audio/wav", headers={"Cache-Control": "no-store"})
