"""The number of a certificate: ``ZX-2026-00000123`` in URLs, ``证信〔2026〕00000123号`` in print."""

import re
from dataclasses import dataclass
from datetime import datetime

from kernel.clock import china_date

SHAPES = (re.compile(r"ZX-(\d{4})-(\d{8,18})", re.ASCII), re.compile(r"证信〔(\d{4})〕(\d{8,18})号", re.ASCII))


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A year by China's calendar and a serial that is never given twice; gaps are allowed."""

    year: int
    serial: int

    @staticmethod
    def year_at(moment: datetime) -> int:
        """The year of numbers given at a moment."""
        return china_date(moment).year

    @classmethod
    def parse(cls, text: str) -> "CertificateNumber | None":
        """Read either form as a person may have typed it; None when it is no number of ours."""
        typed = text.strip().upper()
        match = SHAPES[0].fullmatch(typed) or SHAPES[1].fullmatch(typed)
        if match is None:
            return None
        number = cls(int(match[1]), int(match[2]))
        return number if typed in {str(number), number.display} else None

    def __str__(self) -> str:
        return f"ZX-{self.year:04d}-{self.serial:08d}"

    @property
    def display(self) -> str:
        """As printed on the letter."""
        return f"证信〔{self.year:04d}〕{self.serial:08d}号"
