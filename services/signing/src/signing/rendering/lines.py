"""Breaking a paragraph into justified lines by the rules of Chinese typesetting.

No closing punctuation begins a line and no opening punctuation ends one (避头尾, CLREQ 3.1.3), dates, numbers and
Latin words stay whole, and no line holds a single character alone. Lengths are in points.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

CLOSING = frozenset("，。、；：？！）〕】》〉」』”’·…—％,.;:?!)]}%")
OPENING = frozenset("（〔【《〈「『“‘([{")
ATOMS = re.compile(r"[0-9]+年[0-9]+月[0-9]+日|[0-9A-Za-z]+(?:[-_./:@+&'][0-9A-Za-z]+)*|.", re.DOTALL)
SQUEEZE = 0.5
"""Part of an em by which a line may be too long when it ends in closing punctuation, whose right half is empty."""


TOLERANCE = 0.01
"""Of sums of widths, in points."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is set: ``space`` is added after each character."""

    text: str
    indent: float
    space: float


@dataclass(frozen=True, slots=True)
class Measure:
    """How wide things are: the line, a character's advance (at ``size``) and the usual space after each character."""

    width: float
    size: float
    space: float
    advance: Callable[[str], float]

    def of(self, text: str) -> float:
        """A text's width, without space after its last character."""
        return sum(map(self.advance, text)) + self.space * max(len(text) - 1, 0)


def break_lines(text: str, measure: Measure, *, indent: float = 0) -> list[Line]:
    """Set a paragraph; ``indent`` is that of its first line."""
    rows = _fill([box for whole in _boxes(text) for box in _fitting(whole, measure)], measure, indent)
    _keep_company(rows)
    texts = ["".join(row).strip() for row in rows]
    last = len(texts) - 1
    return [
        Line(
            text=row,
            indent=indent if number == 0 else 0,
            space=measure.space if number == last else _justified(row, measure, indent if number == 0 else 0),
        )
        for number, row in enumerate(texts)
    ]


def _boxes(text: str) -> list[str]:
    """The pieces between which a line may end: closing marks stay with what precedes, opening ones precede."""
    boxes: list[str] = []
    for atom in ATOMS.findall(text):
        if boxes and (atom in CLOSING or boxes[-1][-1] in OPENING):
            boxes[-1] += atom
        else:
            boxes.append(atom)
    return boxes


def _fitting(box: str, measure: Measure) -> list[str]:
    """A box longer than a line (a hostile text) falls into its characters."""
    return [box] if measure.of(box) <= measure.width - 2 * measure.size else list(box)


def _fill(boxes: list[str], measure: Measure, indent: float) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    room, used = measure.width - indent, 0.0
    for box in boxes:
        width = measure.of(box)
        squeeze = SQUEEZE * measure.size if box[-1] in CLOSING and len(rows[-1]) > 1 else 0
        if rows[-1] and used + measure.space + width > room + squeeze + TOLERANCE:
            rows.append([])
            room, used = measure.width, 0.0
            if box.isspace():
                continue
        used += width + (measure.space if rows[-1] else 0)
        rows[-1].append(box)
    return rows


def _keep_company(rows: list[list[str]]) -> None:
    """Bring a box down to a last line that would hold one character alone."""
    if len(rows) < 2 or len(rows[-2]) < 3:
        return
    if sum(character not in CLOSING for character in "".join(rows[-1])) == 1:
        rows[-1].insert(0, rows[-2].pop())


def _justified(row: str, measure: Measure, indent: float) -> float:
    gaps = len(row) - 1
    if gaps < 1:
        return measure.space
    natural = sum(map(measure.advance, row))
    return (measure.width - indent - natural) / gaps
