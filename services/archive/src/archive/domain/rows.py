"""From the cells of a row to the facts of a record: strictly, with every fault named.

A cell is what a reader gives: text, a number, a date, a boolean or None. Nothing is guessed: a cell that does not say
one thing is a fault, and a row with a fault is refused whole.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from kernel.id_number import IdNumber, InvalidIdNumber
from kernel.repertoire import unprintable

from archive.domain.dates import parse_date, parse_month
from archive.domain.faults import (
    ArchiveNumberFault,
    ArchiveTypeFault,
    IdNumberFault,
    IdNumberRounded,
    NameFault,
    RowFault,
    SexContradicted,
    SexFault,
)
from archive.domain.headings import Columns
from archive.domain.record import ArchiveType, Facts
from archive.domain.text import clean_line, clean_name, has_letter, is_blank, plain

_LONGEST_NAME = 100
_LONGEST_ARCHIVE_NUMBER = 64
_LONGEST_VALUE = 100
_ROUNDED_FROM = 10**15
"""A spreadsheet keeps 15 digits of a number; whatever is longer has lost some."""
_SEXES = {"男": "男", "男性": "男", "女": "女", "女性": "女"}
_TYPES = {kind.label[:length]: kind for kind in ArchiveType for length in (2, 4)}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CellFault:
    """One cell of a refused row, as the clerk gets to see it; ``position`` counts the faults of the row from 0."""

    row: int
    position: int
    column: str
    value: str
    code: str
    message: str

    @classmethod
    def of(cls, fault: RowFault, *, row: int, cell: object, position: int = 0) -> "CellFault":
        """``row`` counts from 1 as the spreadsheet does."""
        return cls(row, position, fault.column, written(cell), fault.code, str(fault))


def parse_row(cells: Sequence[object], columns: Columns, *, row: int) -> Facts | list[CellFault]:
    """The facts of a row, or everything that is wrong with it."""
    faults: list[CellFault] = []

    def read(parse: Callable[[object], T], position: int) -> T | None:
        cell = cells[position] if position < len(cells) else None
        try:
            return parse(cell)
        except RowFault as fault:
            faults.append(CellFault.of(fault, row=row, cell=cell, position=len(faults)))
            return None

    name = read(parse_name, columns.name)
    id_number = read(parse_id_number, columns.id_number)
    sex = read(lambda cell: parse_sex(cell, id_number), columns.sex)
    archive_type = read(parse_archive_type, columns.archive_type)
    archive_number = read(parse_archive_number, columns.archive_number)
    dismissed_on = read(parse_date, columns.dismissed_on)
    fees_paid_until = read(parse_month, columns.fees_paid_until)
    if faults or name is None or id_number is None or sex is None or archive_type is None:
        return faults
    return Facts(name, str(id_number), sex, archive_type.value, archive_number, dismissed_on, fees_paid_until)


def is_empty(cells: Sequence[object]) -> bool:
    """Whether a row holds nothing at all; such rows are no part of the register."""
    return not any(cell is not None and (not isinstance(cell, str) or plain(cell)) for cell in cells)


def parse_name(cell: object) -> str:
    """A name in canonical form (see ``text.clean_name``).

    Raises:
        NameFault: there is no name, or it cannot be printed.
    """
    if not isinstance(cell, str):
        raise NameFault
    name = clean_name(cell)
    if not name or len(name) > _LONGEST_NAME or not has_letter(name) or unprintable(name):
        raise NameFault
    return name


def parse_id_number(cell: object) -> IdNumber:
    """An ID number in canonical form.

    Raises:
        IdNumberFault: it breaks GB 11643.
        IdNumberRounded: the spreadsheet kept it as a number.
    """
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= _ROUNDED_FROM:
        raise IdNumberRounded
    if not isinstance(cell, str):
        raise IdNumberFault
    try:
        return IdNumber.parse(plain(cell))
    except InvalidIdNumber:
        raise IdNumberFault from None


def parse_sex(cell: object, id_number: IdNumber | None) -> str:
    """``男`` or ``女``; an empty cell is filled from the ID number.

    Raises:
        SexFault: something else is written.
        SexContradicted: the ID number says otherwise.
    """
    said = "" if cell is None else plain(str(cell))
    if not said and id_number is not None:
        return id_number.sex
    sex = _SEXES.get(said)
    if sex is None:
        raise SexFault
    if id_number is not None and id_number.sex != sex:
        raise SexContradicted
    return sex


def parse_archive_type(cell: object) -> ArchiveType:
    """单位存档 or 个人存档, also when shortened to the first two characters.

    Raises:
        ArchiveTypeFault: anything else, nothing included.
    """
    found = _TYPES.get(plain(cell)) if isinstance(cell, str) else None
    if found is None:
        raise ArchiveTypeFault
    return found


def parse_archive_number(cell: object) -> str | None:
    """Free text; a number typed as such loses its ``.0``; None when there is none.

    Raises:
        ArchiveNumberFault: too long, or cannot be printed.
    """
    number = clean_line(written(cell))
    if is_blank(number):
        return None
    if len(number) > _LONGEST_ARCHIVE_NUMBER or unprintable(number):
        raise ArchiveNumberFault
    return number


def written(cell: object) -> str:
    """A cell as the clerk sees it in the sheet, cut to 100 characters."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))[:_LONGEST_VALUE]
    return str(cell)[:_LONGEST_VALUE]
