"""What a password must be (manual 2.2: letters and digits, six or more)."""

import re

from kernel.errors import DomainError, Kind

MIN_LENGTH = 6
MAX_LENGTH = 128
"""Longer ones only cost hashing time."""

_WORDS = frozenset(
    (
        "a aa aaa ab abc abcd abcde abcdef abcdefg admin asd asdf asdfgh hello iloveyou lol love mima password "
        "passwd pass pw qaz qazwsx qq qwe qwer qwert qwerty qwertyu qwertyuiop root test user welcome woaini woaiwo "
        "wang zhang li liu chen yang zx zxc zxcv zxcvb zxcvbn wodemima zhengxin dangan rencai"
    ).split()
)
"""Words that most of the common passwords of Chinese sites are made of, written down by hand."""

_SHAPE = re.compile(r"(?P<front>\D*)(?P<digits>\d+)(?P<back>\D*)", re.ASCII)


class WeakPassword(DomainError):
    """Too short, too long or not mixed."""

    code = "identity.password.weak"
    kind = Kind.INVALID
    message = "密码过于简单，请设置字母和数字混合的6位以上密码"


class CommonPassword(WeakPassword):
    """Among those tried first; the same code, as it is the same field that must be filled in anew."""

    message = "密码过于常见，请更换一个"


class PasswordWrong(DomainError):
    """The manual's words (3.1)."""

    code = "identity.password.wrong"
    kind = Kind.UNAUTHENTICATED
    message = "密码错误，请重新输入"
    keep = True


def check_strength(password: str, *, field: str = "password") -> None:
    """Refuse what is short, one-sided or common.

    Raises:
        WeakPassword: naming the request's field; ``CommonPassword`` where only that it is common is wrong.
    """
    mixed = re.search(r"[A-Za-z]", password) and re.search(r"\d", password)
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH or not mixed:
        raise WeakPassword(field=field)
    if is_common(password):
        raise CommonPassword(field=field)


def is_common(password: str) -> bool:
    """True for a well-known word with an obvious number (abc123, 123456a, Qwer1234, woaini520) or a keyboard walk."""
    lowered = password.lower()
    if _is_walk(lowered):
        return True
    found = _SHAPE.fullmatch(lowered)
    if found is None:
        return False
    word = (found["front"] + found["back"]).strip("!@#.*_-")
    return (word in _WORDS or len(set(word)) == 1) and _is_obvious(found["digits"])


def _is_obvious(digits: str) -> bool:
    """A run, a repetition, a year or one of the numbers that sound like words."""
    if len(set(digits)) <= 2 or digits in "01234567890123456789" or digits in "98765432109876543210":
        return True
    half = len(digits) // 2
    if digits[:half] == digits[half:]:
        return True
    return (
        re.fullmatch(r"(19|20)\d\d|520|521|1314|5201314|1314520|147258369|147258|159357|12?3?321", digits) is not None
    )


_KEY_COLUMNS = "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p"
_KEY_PAIRS = "1q2w3e4r5t6y7u8i9o0p"
_LETTER_PAIRS = "a1b2c3d4e5f6g7h8i9"


def _is_walk(lowered: str) -> bool:
    """Keys beside or below each other: 1qaz2wsx, 1q2w3e4r, q1w2e3r4, a1b2c3."""
    swapped = "".join(_KEY_PAIRS[i + 1] + _KEY_PAIRS[i] for i in range(0, len(_KEY_PAIRS), 2))
    return any(lowered in walk for walk in (_KEY_COLUMNS, _KEY_PAIRS, swapped, _LETTER_PAIRS))
