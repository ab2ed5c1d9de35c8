"""The captcha, drawn or spoken: four characters, once, for five minutes."""

import secrets
import unicodedata
from datetime import timedelta

from kernel.errors import DomainError, Kind

LIFETIME = timedelta(minutes=5)
LENGTH = 4
ALPHABET = "afhkmqrwxy234679"
"""Nothing that looks like something else (0 o, 1 l i j, 5 s, u v) or sounds like it (b c d e g p t v z, m n, q u,
a 8)."""

MAX_SPOKEN = 5
"""How often one captcha is read out, each time with other noise: many takes together would give the voice away."""


class CaptchaWrong(DomainError):
    """Wrong, used, expired or unknown: one answer, so that a program learns nothing from it."""

    code = "identity.captcha.wrong"
    kind = Kind.INVALID
    message = "验证码错误，请重新输入"
    keep = True


class CaptchaNotFound(DomainError):
    """To be read out (or, in the sandbox, told), but used up or unknown."""

    code = "identity.captcha.not_found"
    kind = Kind.NOT_FOUND
    message = "验证码不存在或已使用"


class CaptchaSpokenOut(DomainError):
    """Read out as often as it may be."""

    code = "identity.captcha.spoken_out"
    kind = Kind.TOO_MANY
    message = "语音播放次数过多，请更换验证码"


def new_answer() -> str:
    """A fresh answer, lower case."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def canonical(answer: str) -> str:
    """What people type, made comparable: full-width and capital letters count as the same."""
    return "".join(unicodedata.normalize("NFKC", answer).split()).lower()
