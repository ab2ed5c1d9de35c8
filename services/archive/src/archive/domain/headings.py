"""Where the columns of a register are: headings in any order, with title rows above."""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.domain.imports import HeadingsMissing, HeadingsRepeated
from archive.domain.text import plain

COLUMNS = {
    "name": "姓名",
    "id_number": "身份证号",
    "sex": "性别",
    "archive_type": "存档类别",
    "archive_number": "存档编号",
    "dismissed_on": "解聘时间",
    "fees_paid_until": "缴费截止时间",
}
"""Facts and the headings they stand under."""
LAST_TITLE_ROW = 30
"""Headings are looked for in so many rows; whoever has a longer preface has another kind of file."""
_FACTS = {heading: fact for fact, heading in COLUMNS.items()}
_OTHER_WORDING = {
    "身份证号码": "id_number",
    "公民身份号码": "id_number",
    "档案类别": "archive_type",
    "档案编号": "archive_number",
    "解聘日期": "dismissed_on",
    "缴费截止日期": "fees_paid_until",
    "缴费截止年月": "fees_paid_until",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The position of each fact in a row, from 0."""

    name: int
    id_number: int
    sex: int
    archive_type: int
    archive_number: int
    dismissed_on: int
    fees_paid_until: int


class HeadingSearch:
    """Looks at the first rows of a sheet one by one until the headings are found."""

    def __init__(self) -> None:
        self._missing = list(COLUMNS.values())
        self._rows = 0

    def look(self, cells: Sequence[object]) -> Columns | None:
        """The columns if this row holds the headings.

        Raises:
            HeadingsMissing: this was the last row in which they may stand.
            HeadingsRepeated: a heading stands twice in the row of headings.
        """
        found = [(_fact_of(cell), position) for position, cell in enumerate(cells)]
        positions = {fact: position for fact, position in found if fact}
        missing = [heading for fact, heading in COLUMNS.items() if fact not in positions]
        if not missing:
            if len(positions) != sum(1 for fact, _ in found if fact):
                raise HeadingsRepeated
            return Columns(**positions)
        if len(missing) < len(self._missing):
            self._missing = missing
        self._rows += 1
        if self._rows >= LAST_TITLE_ROW:
            raise self.failure()
        return None

    def failure(self) -> HeadingsMissing:
        """What is missing in the row that came nearest."""
        return HeadingsMissing(headings="、".join(self._missing))


def _fact_of(cell: object) -> str | None:
    if not isinstance(cell, str):
        return None
    heading = plain(cell).strip("*:")
    return _FACTS.get(heading) or _OTHER_WORDING.get(heading)
