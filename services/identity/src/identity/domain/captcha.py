"""The picture captcha: four characters, once, for five minutes."""

import secrets
import unicodedata
from datetime import timedelta

from kernel.errors import DomainError, Kind

LIFETIME = timedelta(minutes=5)
LENGTH = 4
ALPHABET = "abcdefghkmnpqrtuvwxyz2346789"  # nothing that looks like something else (0 o, 1 l i j, 5 s)


class CaptchaWrong(DomainError):
    """Wrong, used, expired or unknown: one answer, so that a program learns nothing from it."""

    code = "identity.captcha.wrong"
    kind = Kind.INVALID
    message = "验证码错误，请重新输入"
    keep = True


class CaptchaNotFound(DomainError):
    """Asked for by the sandbox, which reads answers for tests."""

    code = "identity.captcha.not_found"
    kind = Kind.NOT_FOUND
    message = "验证码不存在或已使用"


def new_answer() -> str:
    """A fresh answer, lower case."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def canonical(answer: str) -> str:
    """What people type, made comparable: full-width and capital letters count as the same."""
    return "".join(unicodedata.normalize("NFKC", answer).split()).lower()
