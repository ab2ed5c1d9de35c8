"""Sharing the letter's lines out over pages, so that nothing overlaps and issuer and date never stand alone."""

from dataclasses import dataclass

from signing.domain.errors import LetterTooLong
from signing.rendering.lines import Line
from signing.rendering.page import FIRST_BODY_ROW, LATER_BODY_ROW, ROWS, SIGN_OFF_ROWS

MOST_PAGES = 4
COMPANY = 2
"""Lines of the text that go with issuer and date onto a page of their own."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page's lines and the row on which they begin."""

    lines: list[Line]
    first_row: int

    @property
    def next_row(self) -> int:
        """The row after the last line."""
        return self.first_row + len(self.lines)


def paginate(lines: list[Line]) -> list[Sheet]:
    """Fill page after page; the last one keeps room for issuer, date and seal.

    Raises:
        LetterTooLong: more than four pages.
    """
    sheets: list[Sheet] = []
    rest = lines
    while True:
        sheet = Sheet(rest, LATER_BODY_ROW if sheets else FIRST_BODY_ROW)
        if sheet.next_row + SIGN_OFF_ROWS <= ROWS:
            return [*sheets, sheet]
        taken = min(ROWS - sheet.first_row, len(rest) - COMPANY)
        sheets.append(Sheet(rest[:taken], sheet.first_row))
        rest = rest[taken:]
        if len(sheets) == MOST_PAGES:
            raise LetterTooLong(pages=MOST_PAGES)
