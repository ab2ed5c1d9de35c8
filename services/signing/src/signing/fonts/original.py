"""Source fonts as they come from their packages, read with fontTools: TrueType, collections of it, and CFF."""

import math
import struct
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.cu2qu import curve_to_quadratic
from fontTools.pens.basePen import AbstractPen
from fontTools.ttLib import TTFont, TTLibError

from signing.fonts import outline
from signing.fonts.errors import FontUnusable
from signing.fonts.outline import Contour

TOLERANCE = 0.004
"""How far, in em, a quadratic curve may be from the cubic one it stands for: 23 micrometres in a body of 16 points."""

FLAT = 0.0025
"""A curve that is nowhere farther, in em, from its chord is drawn as a line. FandolFang's strokes have many of these,
which makes letters a tenth smaller."""

SHORTEST_CHARSTRING_WITH_INK = 8
"""Bytes: a move (3 or more) and two lines (5 or more). Glyphs of spaces are shorter."""

Coordinates = tuple[float, float]


class PreparedGlyph(NamedTuple):
    """A simple glyph, in font units."""

    outline: bytes
    advance: int
    left: int


class QuadraticPen(AbstractPen):  # type: ignore[misc] # fontTools has no types
    """Takes the lines and cubic curves of an outline and keeps quadratic ones, in TrueType's direction."""

    def __init__(self, units_per_em: int) -> None:
        """An empty outline."""
        self.contours: list[Contour] = []
        self._tolerance = TOLERANCE * units_per_em
        self._flat = FLAT * units_per_em
        self._points: Contour = []
        self._at: Coordinates = (0, 0)

    def moveTo(self, pt: Coordinates) -> None:  # noqa: N802 - fontTools' name
        """Begin a contour."""
        self._points = []
        self.lineTo(pt)

    def lineTo(self, pt: Coordinates) -> None:  # noqa: N802 - fontTools' name
        """Go straight on."""
        self._add(pt, on=True)
        self._at = pt

    def curveTo(self, first: Coordinates, second: Coordinates, end: Coordinates) -> None:  # noqa: N802 - fontTools' name
        """Go on along a cubic curve."""
        if not _is_flat(self._at, first, second, end, self._flat):
            for control in curve_to_quadratic((self._at, first, second, end), self._tolerance)[1:-1]:
                self._add(control, on=False)
        self.lineTo(end)

    def closePath(self) -> None:  # noqa: N802 - fontTools' name
        """End the contour."""
        points = self._points
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) > 1:
            self.contours.append(without_implied([points[0], *reversed(points[1:])]))
        self._points = []

    endPath = closePath  # noqa: N815 - fontTools' name

    def _add(self, point: Coordinates, *, on: bool) -> None:
        rounded = (math.floor(point[0] + 0.5), math.floor(point[1] + 0.5), on)
        if not self._points or self._points[-1] != rounded:
            self._points.append(rounded)


def _is_flat(start: Coordinates, first: Coordinates, second: Coordinates, end: Coordinates, most: float) -> bool:
    """Whether a cubic curve stays as near to its chord: it does not go farther than three quarters of its controls."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy)
    for x, y in (first, second):
        along, across = (x - start[0]) * dx + (y - start[1]) * dy, (x - start[0]) * dy - (y - start[1]) * dx
        if abs(across) > most * length * 4 / 3 or not 0 <= along <= length * length:
            return False
    return True


def without_implied(contour: Contour) -> Contour:
    """A contour without the points that lie, but for rounding, midway between two control points."""
    kept = [contour[0]]
    for before, point, after in zip(contour[:-1], contour[1:], [*contour[2:], contour[0]], strict=True):
        midway = (
            point[2]
            and not before[2]
            and not after[2]
            and abs(before[0] + after[0] - 2 * point[0]) <= 1
            and abs(before[1] + after[1] - 2 * point[1]) <= 1
        )
        if not midway:
            kept.append(point)
    return kept


class Original:
    """A source font."""

    def __init__(self, path: Path, index: int = 0) -> None:
        """``index`` is the face's place in a collection.

        Raises:
            FontUnusable: there is no such font, or it cannot be read.
        """
        self.path = path
        try:
            self.font = TTFont(path, fontNumber=index, lazy=True)
        except (OSError, TTLibError, struct.error, AssertionError) as error:
            raise FontUnusable(f"the font {path} cannot be read: {error}") from error
        try:
            self._names: dict[int, str] = self.font.getBestCmap()
            self._metrics = self.font["hmtx"]
            self.units_per_em: int = self.font["head"].unitsPerEm
            if "CFF " in self.font:
                self._read_cff()
            else:
                self._read_truetype()
        except Exception as error:  # whatever fontTools stumbles over
            self.close()
            raise FontUnusable(f"the font {path} cannot be read: {error}") from error

    def _read_cff(self) -> None:
        self._glyphs: Any = self.font.getGlyphSet()
        self._charstrings = self.font["CFF "].cff[0].CharStrings
        self._entries: Any = None

    def _read_truetype(self) -> None:
        self._entries = self.font.reader["glyf"]
        self._places = self.font["loca"]
        self._numbers: dict[str, int] = self.font.getReverseGlyphMap()

    @cached_property
    def characters(self) -> frozenset[int]:
        """What the font has ink for, and spaces, which need none."""
        return frozenset(point for point, name in self._names.items() if chr(point).isspace() or self._has_ink(name))

    def _has_ink(self, name: str) -> bool:
        if self._entries is None:
            bytecode = self._charstrings[name].bytecode
            return bytecode is None or len(bytecode) >= SHORTEST_CHARSTRING_WITH_INK
        number = self._numbers[name]
        return bool(self._places[number + 1] > self._places[number])

    def close(self) -> None:
        """Close the file."""
        self.font.close()

    def glyph(self, codepoint: int, *, lift: float = 0) -> PreparedGlyph:
        """The character's glyph made simple, and raised by so many em; the font must have it."""
        drawn, advance, left = self._glyph(codepoint)
        return PreparedGlyph(outline.lifted(drawn, round(lift * self.units_per_em)), advance, left)

    def _glyph(self, codepoint: int) -> PreparedGlyph:
        name = self._names[codepoint]
        advance, left = self._metrics[name]
        if self._entries is None:
            pen = QuadraticPen(self.units_per_em)
            self._glyphs[name].draw(pen)
            drawn = outline.entry(pen.contours)
            return PreparedGlyph(drawn, advance, outline.bounds(drawn)[0] if drawn else 0)
        number = self._numbers[name]
        raw = self._entries[self._places[number] : self._places[number + 1]]
        if raw and struct.unpack_from(">h", raw)[0] < 0:
            return PreparedGlyph(outline.entry(self._assembled(name)), advance, left)
        return PreparedGlyph(outline.plain(raw) if raw else b"", advance, left)

    def _assembled(self, name: str) -> list[Contour]:
        """The contours of a glyph that is put together from others."""
        table = self.font["glyf"]
        coordinates, ends, flags = table[name].getCoordinates(table)
        points = [(round(x), round(y), bool(flag & 1)) for (x, y), flag in zip(coordinates, flags, strict=True)]
        starts = [0, *(end + 1 for end in ends)]
        return [points[start : end + 1] for start, end in zip(starts, ends, strict=False)]


@lru_cache(maxsize=2)
def opened(path: Path, index: int) -> Original:
    """A source font that stays open while its glyphs are taken, piece by piece."""
    return Original(path, index)


def convert(path: Path, index: int, codepoints: list[tuple[int, float]]) -> list[PreparedGlyph]:
    """Glyphs of these characters, each with its lift; runs in a process of its own."""
    original = opened(path, index)
    return [original.glyph(codepoint, lift=lift) for codepoint, lift in codepoints]
