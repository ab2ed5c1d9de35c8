"""Resident identity numbers (GB 11643-1999) and how personal data is masked."""

import re
import unicodedata
from datetime import date
from functools import cached_property

from kernel.errors import DomainError, Kind

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_CHARACTERS = "10X98765432"
_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]", re.ASCII)
_PROVINCES = frozenset(  # GB/T 2260, first two digits; 83 is printed on residence permits of Taiwan's people
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_EARLIEST_BIRTH = date(1900, 1, 1)


class InvalidIdNumber(DomainError):
    """Not 18 characters, or the province, the date or the check character is wrong (GB 11643)."""

    code = "identity.id_number.invalid"
    kind = Kind.INVALID
    message = "身份证号码不正确，请核对后重新输入"


class IdNumber(str):
    """A valid ID number in its canonical form: 18 half-width characters, a final ``X`` in upper case.

    District codes are checked by province only, as numbers keep the code of a district that has since been merged.
    """

    __slots__ = ("__dict__",)

    @classmethod
    def parse(cls, text: str) -> "IdNumber":
        """Make canonical (full-width digits, spaces, lower-case x) and check.

        Raises:
            InvalidIdNumber: for anything else, numbers of 15 digits and births in the future included.
        """
        if len(text) > 64:
            raise InvalidIdNumber(field="id_number")
        canonical = "".join(unicodedata.normalize("NFKC", text).split()).upper()
        if not _SHAPE.fullmatch(canonical) or canonical[:2] not in _PROVINCES:
            raise InvalidIdNumber(field="id_number")
        if check_character(canonical) != canonical[17]:
            raise InvalidIdNumber(field="id_number")
        number = cls(canonical)
        try:
            birth = number.birth_date
        except ValueError:
            raise InvalidIdNumber(field="id_number") from None
        if not _EARLIEST_BIRTH <= birth <= date.today():  # noqa: DTZ011 - a day's tolerance is harmless here
            raise InvalidIdNumber(field="id_number")
        return number

    @cached_property
    def birth_date(self) -> date:
        """Characters 7 to 14."""
        return date(int(self[6:10]), int(self[10:12]), int(self[12:14]))

    @property
    def sex(self) -> str:
        """``男`` or ``女``, by the 17th digit."""
        return "男" if int(self[16]) % 2 else "女"

    @property
    def masked(self) -> str:
        """The first four and the last four characters: ``1101**********002X``."""
        return f"{self[:4]}{'*' * 10}{self[14:]}"


def check_character(number: str) -> str:
    """The check character for the first 17 digits (ISO 7064, MOD 11-2)."""
    return _CHECK_CHARACTERS[sum(int(n) * w for n, w in zip(number[:17], _WEIGHTS, strict=True)) % 11]


def mask_phone(phone: str) -> str:
    """``138****8000``."""
    return f"{phone[:3]}****{phone[-4:]}"


def mask_name(name: str) -> str:
    """The first character, the rest as stars (two at the most): ``冯**``."""
    return name[:1] + "*" * min(len(name) - 1, 2)
