"""Characters as shapes: the seal and the watermark are drawn, so that neither is ever part of the letter's text."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from fontTools.misc.transform import Transform
from fontTools.pens.basePen import AbstractPen, BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib.tables._g_l_y_f import Glyph
from reportlab.pdfgen.pathobject import PDFPathObject

from signing.rendering.fonts import FontChain, LetterFace


class PathPen(BasePen):  # type: ignore[misc] # fontTools has no types
    """Writes outlines into a PDF path; quadratic curves become cubic ones on the way."""

    def __init__(self, path: PDFPathObject, outlines: "Outlines") -> None:
        super().__init__(outlines)
        self._path = path

    def _moveTo(self, pt: tuple[float, float]) -> None:  # noqa: N802 - fontTools' name
        self._path.moveTo(*pt)

    def _lineTo(self, pt: tuple[float, float]) -> None:  # noqa: N802
        self._path.lineTo(*pt)

    def _curveToOne(  # noqa: N802
        self, pt1: tuple[float, float], pt2: tuple[float, float], pt3: tuple[float, float]
    ) -> None:
        self._path.curveTo(*pt1, *pt2, *pt3)

    def _closePath(self) -> None:  # noqa: N802
        self._path.close()


@dataclass(frozen=True, slots=True)
class Outlines:
    """A face's glyphs by number, as fontTools wants them; its own table would unpack all 50,000 of them (40 MiB)."""

    extended: ClassVar[bool] = False
    """No glyph numbers beyond 65,535."""

    face: LetterFace

    def getGlyphName(self, number: int) -> str:  # noqa: N802 - fontTools' name
        """Glyphs are named by their numbers."""
        return str(number)

    def __getitem__(self, name: str) -> "Outline":
        """One glyph; composites ask for their components here."""
        return Outline(Glyph(self.face.outline(int(name))), self)


@dataclass(frozen=True, slots=True)
class Outline:
    """One glyph that can be drawn."""

    glyph: Glyph
    outlines: Outlines

    def draw(self, pen: AbstractPen) -> None:
        """Send the contours to the pen."""
        self.glyph.draw(pen, self.outlines)


def draw_characters(path: PDFPathObject, fonts: FontChain, placed: Iterable[tuple[str, Transform]]) -> None:
    """Add each character's outline to the path. A transform maps one em, centred in the em square, onto the page.

    Raises:
        GlyphMissing: no font draws a character.
    """
    for character, transform in placed:
        face = fonts.font_for(character).face
        number = face.charToGlyph[ord(character)]
        advance = face.hmetrics[number][0]
        middle = (face.ascent + face.descent) / 2 * face.unitsPerEm / 1000
        centred = transform.scale(1 / face.unitsPerEm).translate(-advance / 2, -middle)
        outlines = Outlines(face)
        outlines[str(number)].draw(TransformPen(PathPen(path, outlines), centred))
