"""Read a captcha out, for those who cannot see it."""

import asyncio

from sqlalchemy import update
from sqlmodel import col

from identity.adapters.captcha_media import speak_captcha as speak
from identity.domain.captcha import MAX_SPOKEN, CaptchaNotFound, CaptchaSpokenOut
from identity.resources import Resources
from identity.tables import Captcha


async def speak_captcha(captcha_id: str, resources: Resources) -> bytes:
    """The same answer as the picture's, as a WAV file; other noise each time, and so only a few times.

    Raises:
        CaptchaNotFound: used up, expired or unknown.
        CaptchaSpokenOut: read out often enough.
    """
    async with resources.database.transaction() as tx:
        row = await tx.execute(
            update(Captcha)
            .where(col(Captcha.id) == captcha_id, col(Captcha.expires_at) > tx.now)
            .values(spoken=col(Captcha.spoken) + 1)
            .returning(col(Captcha.answer_sealed), col(Captcha.spoken))
        )
        found = row.first()
        if found is None:
            raise CaptchaNotFound
        if found[1] > MAX_SPOKEN:
            raise CaptchaSpokenOut(retry_after=1)
    answer = resources.sealer.open(str(found[0]), about=f"captcha.answer:{captcha_id}")
    return await asyncio.get_running_loop().run_in_executor(resources.pictures, speak, answer)
