"""Characters as shapes: the seal and the watermark are drawn, so that neither is ever part of the letter's text."""

from collections.abc import Iterable

from fontTools.misc.transform import Transform
from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from reportlab.pdfgen.pathobject import PDFPathObject

from signing.domain.errors import GlyphMissing
from signing.rendering.fonts import FaceFile


class PathPen(BasePen):  # type: ignore[misc] # fontTools has no types
    """Writes outlines into a PDF path; quadratic curves become cubic ones on the way."""

    def __init__(self, path: PDFPathObject) -> None:
        super().__init__(None)
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


def draw_characters(path: PDFPathObject, file: FaceFile, placed: Iterable[tuple[str, Transform]]) -> None:
    """Add each character's outline to the path. A transform maps one em, centred in the em square, onto the page.

    Raises:
        GlyphMissing: the face does not hold a character.
    """
    with TTFont(file.path, fontNumber=file.index, lazy=True) as font:
        glyphs, names = font.getGlyphSet(), font.getBestCmap()
        scale = 1 / font["head"].unitsPerEm
        hhea = font["hhea"]
        middle = (hhea.ascent + hhea.descent) / 2
        for character, transform in placed:
            if (name := names.get(ord(character))) is None:
                raise GlyphMissing(character)
            centred = transform.scale(scale).translate(-glyphs[name].width / 2, -middle)
            glyphs[name].draw(TransformPen(PathPen(path), centred))
