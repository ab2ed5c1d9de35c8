"""The sandbox's watermark: light, diagonal, beneath the text, as outlines and without transparency."""

import math

from fontTools.misc.transform import Identity

from signing.typesetting.outlines import Path, Shapes, add_characters
from signing.typesetting.page import PAGE_HEIGHT, PAGE_WIDTH

TEXT = "演示样本"
SIZE = 118.0
PITCH = 150.0
GREY = "0.925"
COARSE = 4
FLAT = 0.15
"""The large, light characters are drawn more coarsely: their paths are shorter, and nobody sees it."""


def watermark_operators(chain: Shapes) -> bytes:
    """The watermark on an A4 page, in a graphics state of its own; to be painted before anything else.

    Raises:
        GlyphMissing: no face draws one of its characters.
    """
    path = Path(FLAT)
    diagonal = (
        Identity.scale(1 / COARSE)
        .translate(PAGE_WIDTH / 2, PAGE_HEIGHT / 2)
        .rotate(math.atan2(PAGE_HEIGHT, PAGE_WIDTH))
    )
    add_characters(
        path,
        chain,
        (
            (character, diagonal.translate((place - (len(TEXT) - 1) / 2) * PITCH, 0).scale(SIZE))
            for place, character in enumerate(TEXT)
        ),
    )
    return path.painted(f"{COARSE} 0 0 {COARSE} 0 0 cm {GREY} g")
