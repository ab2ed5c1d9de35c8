"""Days that staff ask about, by China's calendar, both included."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kernel.clock import CHINA
from kernel.errors import DomainError, Kind

USUAL_DAYS = 30
MOST_DAYS = 366


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
        try:
            last = last or (today if first is None else max(today, first))
            period = cls(first or last - timedelta(days=USUAL_DAYS - 1), last)
            days = (period.last - period.first).days + 1
            _ = (period.begin, period.end)
        except OverflowError:
            raise PeriodInvalid(field="from") from None
        if not 1 <= days <= MOST_DAYS:
            raise PeriodInvalid(field="from")
        return period

    @property
    def begin(self) -> datetime:
        """Its first moment."""
        return datetime.combine(self.first, datetime.min.time(), CHINA)

    @property
    def end(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last + timedelta(days=1), datetime.min.time(), CHINA)
