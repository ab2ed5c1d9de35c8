"""Sharing the letter's lines out over pages, so that nothing overlaps and issuer and date never stand alone."""

from typing import NamedTuple

from signing.domain.errors import LetterTooLong
from signing.typesetting.page import FIRST_BODY_ROW, LATER_BODY_ROW, ROWS, SIGN_OFF_ROWS

MOST_PAGES = 4
COMPANY = 2
"""Lines of the text that go with issuer and date onto a page of their own."""


class Share(NamedTuple):
    """A page's share: lines from ``begin`` to before ``end``, and the row on which the first of them stands."""

    begin: int
    end: int
    first_row: int

    @property
    def next_row(self) -> int:
        """The row after the last line."""
        return self.first_row + self.end - self.begin


def paginate(count: int, *, last_rows: int = ROWS) -> list[Share]:
    """Share out so many lines, filling page after page; the last one keeps room for issuer, date and seal.

    ``last_rows`` is how many rows the last page has for the text and these.

    Raises:
        LetterTooLong: more than four pages.
    """
    shares: list[Share] = []
    begin, row = 0, FIRST_BODY_ROW
    while len(shares) < MOST_PAGES:
        last = Share(begin, count, row)
        if last.next_row + SIGN_OFF_ROWS <= last_rows:
            return [*shares, last]
        end = min(begin + ROWS - row, count - COMPANY)
        shares.append(Share(begin, end, row))
        begin, row = end, LATER_BODY_ROW
    raise LetterTooLong(pages=MOST_PAGES)
