"""Days that staff ask about, by China's calendar, both included."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kernel.clock import CHINA
from kernel.errors import DomainError, Kind

USUAL_DAYS = 30
MOST_DAYS = 366
EARLIEST, LATEST = date(1949, 10, 1), date(9000, 1, 1)  # within what a database and other time zones can hold


class PeriodInvalid(DomainError):
    """It ends before it begins, or is longer than one look can take in."""

    code = "certificate.period.invalid"
    kind = Kind.INVALID
    message = "时间范围不正确：开始日期不能晚于结束日期，且不能超过366天"


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of the first day to the end of the last."""

    first: date
    last: date

    @classmethod
    def of(cls, first: date | None, last: date | None, *, today: date) -> "Period":
        """Take what was asked for; by default the 30 days that end today.

        Raises:
            PeriodInvalid: Out of order, too long, or outside the calendar.
        """
        if not all(EARLIEST <= day <= LATEST for day in (first, last) if day is not None):
            raise PeriodInvalid(field="from")
        last = last or (today if first is None else max(today, first))
        first = first or last - timedelta(days=USUAL_DAYS - 1)
        if not 1 <= (last - first).days + 1 <= MOST_DAYS:
            raise PeriodInvalid(field="from")
        return cls(first, last)

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, datetime.min.time(), CHINA)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), datetime.min.time(), CHINA)
