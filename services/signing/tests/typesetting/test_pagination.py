"""Lines go on from page to page, and issuer and date always have company."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing.domain.errors import LetterTooLong
from signing.typesetting.page import FIRST_BODY_ROW, LATER_BODY_ROW, ROWS, ROWS_BESIDE, SIGN_OFF_ROWS
from signing.typesetting.pagination import COMPANY, MOST_PAGES, paginate

ROWS_OF_LAST = st.sampled_from([ROWS, ROWS_BESIDE])
MOST_LINES = (ROWS - FIRST_BODY_ROW) + (MOST_PAGES - 1) * (ROWS - LATER_BODY_ROW) - SIGN_OFF_ROWS


@given(st.integers(1, MOST_LINES), ROWS_OF_LAST)
def test_pages_take_every_line_and_leave_room_for_the_sign_off(count: int, last_rows: int) -> None:
    shares = paginate(count, last_rows=last_rows)
    assert [line for share in shares for line in range(share.begin, share.end)] == list(range(count))
    assert [share.first_row for share in shares] == [FIRST_BODY_ROW] + [LATER_BODY_ROW] * (len(shares) - 1)
    assert all(share.next_row <= ROWS for share in shares)
    assert shares[-1].next_row + SIGN_OFF_ROWS <= last_rows
    assert len(shares) == 1 or shares[-1].end - shares[-1].begin >= COMPANY
    assert len(shares) <= MOST_PAGES


@pytest.mark.parametrize("count", [MOST_LINES + 1, MOST_LINES + 2, 10_000])
def test_more_than_four_pages_are_refused(count: int) -> None:
    with pytest.raises(LetterTooLong, match="4 页"):
        paginate(count)
