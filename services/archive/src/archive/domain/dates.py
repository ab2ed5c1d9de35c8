"""Dates and months as people and spreadsheets write them.

Taken: date cells; ``2014-09-30`` with ``-``, ``/``, ``.``, ``年月日`` between, one or two digits; ``20140930``; the
same with a time of midnight behind; day numbers of a spreadsheet (``41912``). Months also as ``201409`` or as any date
in them.
Refused: what is no date of the calendar, years of two digits, and years outside 1949 to 2099.
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from archive.domain.faults import DateFault, MonthAmbiguous, MonthFault
from archive.domain.text import is_blank, plain

_DAY_ZERO = date(1899, 12, 30)
"""Day 0 of spreadsheets: they count the 29th of February 1900, which never was."""
_FIRST_YEAR, _LAST_YEAR = 1949, 2099
_FIRST_DAY = (date(_FIRST_YEAR, 1, 1) - _DAY_ZERO).days
_LAST_DAY = (date(_LAST_YEAR, 12, 31) - _DAY_ZERO).days

_DATE = re.compile(
    r"(?P<y>\d{4})(?:(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})|年(?P<m2>\d{1,2})月(?P<d2>\d{1,2})[日号]|(?P<m3>\d{2})(?P<d3>\d{2}))"
    r"(?:T?0{1,2}:00(?::00(?:\.0+)?)?)?",
    re.ASCII,
)
_MONTH = re.compile(r"(?P<y>\d{4})(?:[-/.](?P<m>\d{1,2})|年(?P<m2>\d{1,2})月份?|(?P<m3>\d{2}))", re.ASCII)
_AMBIGUOUS = re.compile(r"\d{4}\.1", re.ASCII)
_FIRST_MONTH = _FIRST_YEAR * 100
"""Numbers from here on are months or dates written without strokes (``201409``, ``20140930``), below it day numbers."""
_DAY_NUMBER = re.compile(r"(\d{5})(?:\.0+)?", re.ASCII)
_DASHES = str.maketrans({"—": "-", "–": "-", "−": "-", "‐": "-", "。": "."})


def parse_date(cell: object) -> str | None:
    """A calendar date as ISO text; None for an empty cell.

    Raises:
        DateFault: the cell holds no date.
    """
    if isinstance(cell, str):
        return _date_of_text(cell)
    try:
        found = _date_of_value(cell)
    except ValueError:
        raise DateFault from None
    return found.isoformat() if found else None


def parse_month(cell: object) -> str | None:
    """A month as ``YYYY-MM``; None for an empty cell.

    Raises:
        MonthFault: the cell holds no month.
        MonthAmbiguous: ``2014.1`` may have been 2014.10.
    """
    if isinstance(cell, str):
        return _month_of_text(cell)
    if isinstance(cell, float) and not cell.is_integer():
        return _month_of_text(repr(cell))
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= _FIRST_MONTH:
        return _month_of_text(str(int(cell)))
    try:
        found = _date_of_value(cell)
    except ValueError:
        raise MonthFault from None
    return f"{found:%Y-%m}" if found else None


def _date_of_value(cell: object) -> date | None:
    """A date cell or a day number; ValueError for other values."""
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return _in_range(cell.date())
    if isinstance(cell, date):
        return _in_range(cell)
    if isinstance(cell, float) and not cell.is_integer():
        raise ValueError("no whole day")
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell >= 10_000_000:
            return _date_of_parts(str(int(cell)))
        return _date_of_day(int(cell))
    raise ValueError("no date")


@lru_cache(maxsize=65_536)
def _date_of_text(text: str) -> str | None:
    written = plain(text).translate(_DASHES)
    if is_blank(written):
        return None
    try:
        return _date_of_written(written).isoformat()
    except ValueError:
        raise DateFault from None


@lru_cache(maxsize=65_536)
def _month_of_text(text: str) -> str | None:
    written = plain(text).translate(_DASHES)
    if is_blank(written):
        return None
    if _AMBIGUOUS.fullmatch(written):
        raise MonthAmbiguous
    try:
        if match := _MONTH.fullmatch(written):
            month = match["m"] or match["m2"] or match["m3"]
            return f"{_in_range(date(int(match['y']), int(month), 1)):%Y-%m}"
        return f"{_date_of_written(written):%Y-%m}"
    except ValueError:
        raise MonthFault from None


def _date_of_written(written: str) -> date:
    if match := _DAY_NUMBER.fullmatch(written):
        return _date_of_day(int(match[1]))
    return _date_of_parts(written)


def _date_of_parts(written: str) -> date:
    match = _DATE.fullmatch(written)
    if match is None:
        raise ValueError("no date")
    month, day = match["m"] or match["m2"] or match["m3"], match["d"] or match["d2"] or match["d3"]
    return _in_range(date(int(match["y"]), int(month), int(day)))


def _date_of_day(number: int) -> date:
    if not _FIRST_DAY <= number <= _LAST_DAY:
        raise ValueError("no day of the years in question")
    return _DAY_ZERO + timedelta(days=number)


def _in_range(found: date) -> date:
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise ValueError("no year in question")
    return found
