"""The sandbox's watermark: light, diagonal, beneath the text, as outlines and without transparency."""

import math
from dataclasses import dataclass

from fontTools.misc.transform import Identity
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from signing.rendering.fonts import FontChain
from signing.rendering.outlines import draw_characters

TEXT = "演示样本"
SIZE = 118.0
PITCH = 150.0
GREY = 0.925


@dataclass(frozen=True, slots=True)
class Watermark:
    """The shapes on an A4 page, prepared once."""

    shapes: PDFPathObject

    @classmethod
    def of(cls, fonts: FontChain) -> "Watermark":
        """Draw the watermark in the letter's fonts."""
        width, height = A4
        diagonal = Identity.translate(width / 2, height / 2).rotate(math.atan2(height, width))
        placed = [
            (character, diagonal.translate((place - (len(TEXT) - 1) / 2) * PITCH, 0).scale(SIZE))
            for place, character in enumerate(TEXT)
        ]
        path = PDFPathObject()
        draw_characters(path, fonts, placed)
        return cls(path)

    def draw(self, canvas: Canvas) -> None:
        """Fill the page's background; to be called before anything else is drawn."""
        canvas.saveState()
        canvas.setFillGray(GREY)
        canvas.drawPath(self.shapes, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
        canvas.restoreState()
