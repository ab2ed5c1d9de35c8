"""Mobile numbers of mainland China (manual 2.1)."""

import re
import unicodedata
from typing import Self

from kernel.errors import DomainError, Kind

_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_LONGEST = 64


class InvalidPhone(DomainError):
    """Not 11 digits of a mainland mobile; the manual's words for it."""

    code = "identity.phone.invalid"
    kind = Kind.INVALID
    message = "获取验证码失败，请重新获取"


class Phone(str):
    """Eleven ASCII digits, no country prefix."""

    __slots__ = ()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Accept full-width digits and surrounding or inner spaces.

        Raises:
            InvalidPhone: whatever is not a mainland mobile number.
        """
        canonical = "".join(unicodedata.normalize("NFKC", text[:_LONGEST]).split())
        if len(text) > _LONGEST or not _MOBILE.fullmatch(canonical):
            raise InvalidPhone(field="phone")
        return cls(canonical)
