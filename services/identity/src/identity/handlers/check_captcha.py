"""Check a picture captcha; it is used up whatever the answer."""

import secrets

from sqlalchemy import delete
from sqlmodel import col

from identity.domain.captcha import CaptchaWrong, canonical
from identity.resources import Resources
from identity.tables import Captcha


async def check_captcha(captcha_id: str, answer: str, resources: Resources) -> None:
    """Take the captcha away and compare, in a transaction of its own: what is refused later must not give it back.

    Raises:
        CaptchaWrong: wrong, used, expired or unknown.
    """
    async with resources.database.transaction() as tx:
        taken = await tx.session.execute(
            delete(Captcha)
            .where(col(Captcha.id) == captcha_id)
            .returning(col(Captcha.answer_hash), col(Captcha.expires_at))
        )
        row = taken.first()
        guess = resources.index.of("captcha", f"{captcha_id}:{canonical(answer)}")
        if row is None or row[1] <= tx.now or not secrets.compare_digest(bytes(row[0]), guess):
            raise CaptchaWrong(field="captcha_answer")
