"""The round seal, all vectors: ring, five-pointed star, the issuer's name along the arc, a number below."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from fontTools.misc.transform import Identity, Transform
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import FILL_NON_ZERO, Canvas
from reportlab.pdfgen.pathobject import PDFPathObject

from signing.rendering.fonts import FontChain
from signing.rendering.outlines import draw_characters

RED = (0xE6 / 255, 0, 0x12 / 255)
RADIUS = 20 * mm
RING = 1.1 * mm
STAR = 6.4 * mm
NAME_RADIUS = 15.6 * mm
NAME_SIZE = 5.5 * mm
NAME_NARROW = 0.8
"""Characters along the arc are narrower than high, as on a cut seal."""
NAME_ARC = math.radians(262)
NAME_PITCH = math.radians(24)
NUMBER_SIZE = 2.6 * mm


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal prepared once; drawn onto every letter about the origin of the canvas."""

    shapes: PDFPathObject

    @classmethod
    def of(cls, issuer: str, fonts: FontChain, *, number: str = "") -> "Seal":
        """Draw the seal of an issuer; raises GlyphMissing when no font draws a character of the name."""
        path = PDFPathObject()
        _draw_star(path)
        draw_characters(path, fonts, _along_arc(issuer))
        if number:
            draw_characters(path, fonts, _below(number))
        return cls(path)

    def draw(self, canvas: Canvas, x: float, y: float) -> None:
        """Put the seal with its centre at the point, opaque; what is printed later lies above it."""
        canvas.saveState()
        canvas.translate(x, y)
        canvas.setStrokeColorRGB(*RED)
        canvas.setFillColorRGB(*RED)
        canvas.setLineWidth(RING)
        canvas.circle(0, 0, RADIUS - RING / 2, stroke=1, fill=0)
        canvas.drawPath(self.shapes, stroke=0, fill=1, fillMode=FILL_NON_ZERO)
        canvas.restoreState()


def _draw_star(path: PDFPathObject) -> None:
    inner = STAR * math.sin(math.radians(18)) / math.sin(math.radians(126))
    for corner in range(10):
        radius = STAR if corner % 2 == 0 else inner
        angle = math.radians(90 + 36 * corner)
        point = radius * math.cos(angle), radius * math.sin(angle)
        if corner:
            path.lineTo(*point)
        else:
            path.moveTo(*point)
    path.close()


def _along_arc(name: str) -> Iterator[tuple[str, Transform]]:
    """Place the characters symmetrically about the top, heads outwards; long names stand closer and smaller."""
    pitch = min(NAME_PITCH, NAME_ARC / max(len(name) - 1, 1))
    size = min(NAME_SIZE, pitch * NAME_RADIUS / NAME_NARROW * 0.92)
    start = pitch * (len(name) - 1) / 2
    for place, character in enumerate(name):
        turn = start - pitch * place
        onto = Identity.rotate(turn).translate(0, NAME_RADIUS).scale(size * NAME_NARROW, size)
        yield character, onto


def _below(number: str) -> Iterator[tuple[str, Transform]]:
    pitch = NUMBER_SIZE * 0.62
    for place, character in enumerate(number):
        x = (place - (len(number) - 1) / 2) * pitch
        yield character, Identity.translate(x, -STAR - NUMBER_SIZE * 1.6).scale(NUMBER_SIZE)
