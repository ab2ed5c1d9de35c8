"""Characters as shapes: seal and watermark are drawn, so that neither is ever part of the letter's text."""

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


class Path:
    """Operators of a PDF path (ISO 32000-1, 8.5.2), numbers rounded to hundredths of a point."""

    def __init__(self) -> None:
        self._operators: list[str] = []

    def add(self, operator: str, *points: tuple[float, float]) -> None:
        """Add an operator that takes points."""
        self._operators.append(" ".join([*(written(value) for point in points for value in point), operator]))

    def __bytes__(self) -> bytes:
        return "\n".join(self._operators).encode("ascii")


class PathPen(BasePen):  # type: ignore[misc] # fontTools has no types
    """Writes outlines into a path; quadratic curves become cubic ones on the way."""

    def __init__(self, path: Path) -> None:
        super().__init__(None)
        self._path = path

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - fontTools' name
        self._path.add("m", pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._path.add("l", pt)

    def _curveToOne(  # noqa: N802
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self._path.add("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802
        self._path.add("h")


def written(value: float) -> str:
    """A number as PDF has it, as short as it can be."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


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


def add_text(path: Path, shapes: Shapes, text: Text) -> None:
    """Add the outlines of a text where it is set.

    Raises:
        GlyphMissing: no face draws a character.
    """
    x = text.x
    for character in text.text:
        face, glyph = shapes.find(character)
        scale = text.size / face.units_per_em
        _add_glyph(path, glyph, Identity.translate(x, text.y).scale(scale))
        x += glyph.advance * scale + text.space


def _add_glyph(path: Path, glyph: Shape, transform: Transform) -> None:
    if glyph.outline:
        SimpleGlyph(glyph.outline).draw(TransformPen(PathPen(path), transform), None)
