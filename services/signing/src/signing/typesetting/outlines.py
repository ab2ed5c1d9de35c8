"""Characters as shapes: seal and watermark are drawn, so that neither is ever part of the letter's text."""

import math
from collections.abc import Iterable, Sequence
from typing import Protocol

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib.tables._g_l_y_f import Glyph as SimpleGlyph

from signing.typesetting.sheet import Text


class Shape(Protocol):
    """What is needed of a glyph: its entry of ``glyf``, without components, and its advance in font units."""

    @property
    def outline(self) -> bytes: ...  # noqa: D102
    @property
    def advance(self) -> int: ...  # noqa: D102


class Metrics(Protocol):
    """What is needed of a face, in font units."""

    @property
    def units_per_em(self) -> int: ...  # noqa: D102
    @property
    def ascent(self) -> int: ...  # noqa: D102
    @property
    def descent(self) -> int: ...  # noqa: D102


class Shapes(Protocol):
    """A chain of faces."""

    def find(self, character: str, /) -> tuple[Metrics, Shape]:
        """The face that draws the character, and its glyph; raises GlyphMissing."""


UNIT = 0.1
"""Of coordinates, in points: whole numbers make short paths, and no office printer shows a tenth of a point."""
FLAT = 0.08
"""How far, in points, the straight lines that take a curve's place may be from it."""


class Path:
    """Operators of a PDF path (ISO 32000-1, 8.5.2)."""

    def __init__(self, flat: float = FLAT) -> None:
        """``flat`` is how far lines may be from the curves whose place they take."""
        self.flat = flat
        self._operators: list[str] = []

    def add(self, operator: str, *points: tuple[float, float]) -> None:
        """Add an operator that takes points."""
        self._operators.append(" ".join([*(str(round(value / UNIT)) for point in points for value in point), operator]))

    def painted(self, colour: str, operator: str = "f") -> bytes:
        """The path painted in a graphics state of its own; ``colour`` and ``operator`` as PDF has them."""
        scale = f"{UNIT} 0 0 {UNIT} 0 0 cm"
        return "\n".join(["q", colour, scale, *self._operators, operator, "Q", ""]).encode("ascii")


class PathPen(BasePen):  # type: ignore[misc] # fontTools has no types
    """Writes outlines into a path; quadratic curves become lines on the way.

    PDF has no quadratic curves; a cubic one takes as many numbers as three lines, and most need one or two.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(None)
        self._path = path

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - fontTools' name
        self._path.add("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._path.add("l", pt)

    def _qCurveToOne(self, pt1: tuple[float, float], pt2: tuple[float, float]) -> None:  # noqa: N802
        start = self._getCurrentPoint()
        bend = math.hypot(start[0] - 2 * pt1[0] + pt2[0], start[1] - 2 * pt1[1] + pt2[1]) / 4  # from the chord
        steps = max(1, math.ceil(math.sqrt(bend / self._path.flat)))
        for step in range(1, steps + 1):
            t = step / steps
            parts = (1 - t) ** 2, 2 * t * (1 - t), t**2
            self._path.add("l", _mixed(parts, (start, pt1, pt2)))

    def _closePath(self) -> None:  # noqa: N802
        self._path.add("h")


def add_polygon(path: Path, corners: Sequence[tuple[float, float]]) -> None:
    """Add a closed polygon."""
    for place, corner in enumerate(corners):
        path.add("l" if place else "m", corner)
    path.add("h")


def add_characters(path: Path, shapes: Shapes, placed: Iterable[tuple[str, Transform]]) -> None:
    """Add each character's outline. A transform maps one em, centred in the em square, onto the page.

    Raises:
        GlyphMissing: no face draws a character.
    """
    for character, transform in placed:
        face, glyph = shapes.find(character)
        middle = (face.ascent + face.descent) / 2
        _add_glyph(path, glyph, transform.scale(1 / face.units_per_em).translate(-glyph.advance / 2, -middle))


def add_text(path: Path, shapes: Shapes, text: Text, *, reach: float) -> None:
    """Add the outlines of a text where it is set, as far as its characters come nearer to the origin than ``reach``.

    Raises:
        GlyphMissing: no face draws a character.
    """
    x = text.x
    for character in text.text:
        face, glyph = shapes.find(character)
        scale = text.size / face.units_per_em
        advance = glyph.advance * scale
        nearest = max(x, 0.0, -x - advance), max(text.y + face.descent * scale, 0.0, -text.y - face.ascent * scale)
        if math.hypot(*nearest) < reach:
            _add_glyph(path, glyph, Identity.translate(x, text.y).scale(scale))
        x += advance + text.space


def _add_glyph(path: Path, glyph: Shape, transform: Transform) -> None:
    if glyph.outline:
        SimpleGlyph(glyph.outline).draw(TransformPen(PathPen(path), transform), None)


def _mixed(parts: Sequence[float], points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    x, y = (sum(part * point[axis] for part, point in zip(parts, points, strict=True)) for axis in (0, 1))
    return x, y
