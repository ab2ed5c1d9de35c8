"""Breaking a paragraph into justified lines by the rules of Chinese typesetting.

No closing punctuation begins a line and no opening punctuation ends one (避头尾, CLREQ 3.1.3), dates, numbers and
Latin words stay whole, and no line holds a single character alone. Lengths are in points.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import NamedTuple

CLOSING = frozenset("，。、；：？！）〕】》〉」』”’·•…⋯—―～％°℃,.;:?!)]}%/／－–")
OPENING = frozenset("（〔【《〈「『“‘([{￥$№")
HALF_EMPTY = frozenset("，。、）〕】》〉」』")
"""Marks whose right half is empty in every face: it may hang over the line's end."""
SPACES = " \u3000"
_LATIN = "0-9A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"
WORDS = re.compile(rf"[0-9]+年[0-9]+月[0-9]+日|[{_LATIN}]+(?:[-_./:@+&'][{_LATIN}]+)*|——|……")

HANG = 0.5
"""Part of an em by which a mark of HALF_EMPTY may stick out."""
SQUEEZE = 0.02
"""Part of an em that each gap may give up, so that such a mark still goes onto the line."""
STRETCH = 0.34
"""Part of an em that each gap may take; a line that would need more is left ragged."""
TOLERANCE = 0.01
"""Of sums of widths, in points."""


class Line(NamedTuple):
    """A line as it is set: ``space`` is added after each character. A space at its end hangs over the edge."""

    text: str
    indent: float
    space: float


class Advances(dict[str, float]):
    """Characters' advances in points, the usual space included; asked for once each."""

    def __init__(self, width: Callable[[str], float], size: float, space: float) -> None:
        """``width`` is in em."""
        super().__init__()
        self._width, self._size, self._space = width, size, space

    def __missing__(self, character: str) -> float:
        advance = self._width(character) * self._size + self._space
        self[character] = advance
        return advance


class Measure:
    """How wide things are: the line, and characters of one size with the usual space after each."""

    def __init__(self, *, line: float, size: float, space: float, width: Callable[[str], float]) -> None:
        """``width`` gives a character's advance in em."""
        self.line = line
        self.size = size
        self.space = space
        self.advance = Advances(width, size, space).__getitem__

    def of(self, text: str) -> float:
        """A text's width, without space after its last character."""
        return sum(map(self.advance, text)) - self.space if text else 0.0


def break_lines(text: str, measure: Measure, *, indent: float = 0.0) -> list[Line]:
    """Set a paragraph; ``indent`` is that of its first line. The lines' texts together are the paragraph's."""
    edges = list(accumulate(map(measure.advance, text), initial=0.0))
    if edges[-1] - measure.space <= measure.line - indent + TOLERANCE:
        return [Line(text, indent, measure.space)]
    return _Paragraph(text, measure, indent, edges).set()


class _Paragraph:
    """A paragraph of more than one line. ``edges[i]`` is where character ``i`` begins if all stood in one line."""

    __slots__ = ("_edges", "_indent", "_inside", "_measure", "_text")

    def __init__(self, text: str, measure: Measure, indent: float, edges: list[float]) -> None:
        self._text = text
        self._measure = measure
        self._indent = indent
        self._edges = edges
        self._inside: set[int] = set()
        """Places within words; a word that hardly fits on a line (a hostile text) may be broken anywhere."""
        most = measure.line - 2 * measure.size
        for word in WORDS.finditer(text):
            begin, end = word.span()
            if end - begin > 1 and edges[end] - edges[begin] <= most:
                self._inside.update(range(begin + 1, end))

    def set(self) -> list[Line]:
        """Break and justify."""
        ends = [0]
        length = len(self._text)
        while ends[-1] < length:
            ends.append(self._end_of_line(ends[-1], self._room(ends[-1])))
        self._keep_company(ends)
        last = len(ends) - 2
        return [
            Line(
                self._text[begin:end],
                self._indent if number == 0 else 0.0,
                self._space(begin, end, last=number == last),
            )
            for number, (begin, end) in enumerate(pairwise(ends))
        ]

    def _room(self, begin: int) -> float:
        return self._measure.line - self._indent if begin == 0 else self._measure.line

    def _end_of_line(self, begin: int, room: float) -> int:
        """Where the line that begins there ends."""
        text, edges, measure = self._text, self._edges, self._measure
        length = len(text)
        fits = bisect_right(edges, edges[begin] + room + measure.space + TOLERANCE) - 1
        if fits >= length:
            return length
        end = max(fits, begin + 1)
        following = text[end] if end < length else ""
        if following in HALF_EMPTY and self._squeezes(begin, end + 1, room):
            end += 1
        elif following and following in SPACES:
            return end + 1
        while end > begin and not self._may_break(end):
            end -= 1
        return end if end > begin else max(fits, begin + 1)

    def _squeezes(self, begin: int, end: int, room: float) -> bool:
        """Whether a mark goes onto the line and may be followed by the line's end."""
        size = self._measure.size
        excess = self._edges[end] - self._edges[begin] - self._measure.space - room
        return excess <= HANG * size + SQUEEZE * size * (end - begin - 1) and self._may_break(end)

    def _may_break(self, place: int) -> bool:
        text = self._text
        if place == len(text):
            return True
        return place not in self._inside and text[place] not in CLOSING and text[place - 1] not in OPENING

    def _keep_company(self, ends: list[int]) -> None:
        """Bring something down to a last line that would hold one character alone."""
        if len(ends) < 3 or not self._is_orphan(ends[-2]):
            return
        place = ends[-2] - 1
        while place > ends[-3] + 1 and not self._may_break(place):
            place -= 1
        width = self._edges[-1] - self._edges[place] - self._measure.space
        if place > ends[-3] + 1 and width <= self._measure.line + TOLERANCE:
            ends[-2] = place

    def _is_orphan(self, begin: int) -> bool:
        rest = self._text[begin : begin + 8].rstrip(SPACES)
        return len(self._text) - begin <= 8 and sum(character not in CLOSING for character in rest) <= 1

    def _space(self, begin: int, end: int, *, last: bool) -> float:
        """What goes after each character of a line so that it fills the measure."""
        measure, text, edges = self._measure, self._text, self._edges
        seen = end
        while seen > begin + 1 and text[seen - 1] in SPACES:
            seen -= 1
        gaps = seen - begin - 1
        if gaps < 1:
            return measure.space
        excess = edges[seen] - edges[begin] - measure.space - self._room(begin)
        if excess > 0:
            hang = HANG * measure.size if text[seen - 1] in HALF_EMPTY else 0.0
            return measure.space - max(excess - hang, 0.0) / gaps
        if last or -excess / gaps > STRETCH * measure.size:
            return measure.space
        return measure.space - excess / gaps
