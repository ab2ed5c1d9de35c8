"""Issue a picture captcha."""

import asyncio
import base64
from dataclasses import dataclass

from kernel.ids import new_token

from identity.adapters.captcha_media import draw_captcha
from identity.domain import captcha as rules
from identity.resources import Resources
from identity.tables import Captcha


@dataclass(frozen=True, slots=True)
class IssuedCaptcha:
    """What the page shows."""

    captcha_id: str
    image: str
    expires_in: int


async def issue_captcha(resources: Resources) -> IssuedCaptcha:
    """Draw one; its answer is kept as a keyed hash, and sealed, to be read out."""
    captcha_id, answer = new_token(), rules.new_answer()
    picture = await asyncio.to_thread(draw_captcha, answer)
    async with resources.database.transaction() as tx:
        tx.session.add(
            Captcha(
                id=captcha_id,
                answer_hash=resources.index.of("captcha", f"{captcha_id}:{answer}"),
                answer_sealed=resources.sealer.seal(answer, about=f"captcha.answer:{captcha_id}"),
                expires_at=tx.now + rules.LIFETIME,
            )
        )
    return IssuedCaptcha(
        captcha_id=captcha_id,
        image=f"data:image/png;base64,{base64.b64encode(picture).decode()}",
        expires_in=int(rules.LIFETIME.total_seconds()),
    )
