"""The round seal, all vectors: ring, five-pointed star, the issuer's name along the arc, a number below."""

import math
from collections.abc import Iterable, Iterator

from fontTools.misc.transform import Identity, Transform

from signing.typesetting.outlines import UNIT, Path, Shapes, add_characters, add_polygon, add_text
from signing.typesetting.page import mm
from signing.typesetting.sheet import Sheet, Text

RED = "0.902 0 0.071"
"""E60012."""
RADIUS = 20 * mm
RING = 1.1 * mm
STAR = 6.4 * mm
NAME_RADIUS = 15.6 * mm
NAME_SIZE = 5.5 * mm
NAME_NARROW = 0.8
"""Characters along the arc are narrower than high, as on a cut seal."""
NAME_ARC = math.radians(254)
NAME_PITCH = math.radians(24)
NUMBER_SIZE = 2.6 * mm
NUMBER_PITCH = 0.62 * NUMBER_SIZE
NUMBER_DROP = 8.4 * mm
"""Of the number's middle beneath the seal's: between the rows of issuer and date."""
HIDDEN = 0.2
"""How far, in points, the outlines over the seal may be from the text beneath it."""
ROUND = 4 / 3 * (math.sqrt(2) - 1)
"""Where the handles of a quarter circle's curve are."""


def seal_operators(issuer: str, chain: Shapes, *, number: str = "") -> bytes:
    """The seal about the origin, as large as RADIUS says, with its colours and in a graphics state of its own.

    Raises:
        GlyphMissing: no face draws a character of the name.
    """
    ring, filled = Path(), Path()
    _add_circle(ring, RADIUS - RING / 2)
    add_polygon(filled, _star())
    add_characters(filled, chain, _along_arc(issuer))
    add_characters(filled, chain, _below(number))
    return ring.painted(f"{RED} RG {RING / UNIT:.0f} w", "S") + filled.painted(f"{RED} rg")


def stamped(sheet: Sheet) -> tuple[Text, ...]:
    """The texts that the sheet's seal lies upon, with the seal's centre as their origin; alike for a day's letters."""
    if sheet.seal is None:
        return ()
    x, y = sheet.seal
    return tuple(
        text._replace(x=round(text.x - x, 2), y=round(text.y - y, 2))
        for text in sheet.texts
        if -RADIUS - text.size < text.y - y < RADIUS
    )


def stamped_operators(texts: Iterable[Text], chain: Shapes) -> bytes:
    """Texts as black outlines, to be painted over the seal: its ink is opaque here, and real ink is not.

    Raises:
        GlyphMissing: no face draws a character.
    """
    path = Path(HIDDEN)
    for text in texts:
        add_text(path, chain, text, reach=RADIUS)
    return path.painted("0 g")


def _add_circle(path: Path, radius: float) -> None:
    handle = ROUND * radius
    path.add("m", (radius, 0))
    for quarter in range(4):
        turn = Identity.rotate(quarter * math.pi / 2)
        path.add("c", *turn.transformPoints([(radius, handle), (handle, radius), (0, radius)]))
    path.add("h")


def _star() -> list[tuple[float, float]]:
    inner = STAR * math.sin(math.radians(18)) / math.sin(math.radians(126))
    corners = [(inner if corner % 2 else STAR, math.radians(90 + 36 * corner)) for corner in range(10)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for radius, angle in corners]


def _along_arc(name: str) -> Iterator[tuple[str, Transform]]:
    """Place the characters symmetrically about the top, heads outwards; long names stand closer and smaller."""
    pitch = min(NAME_PITCH, NAME_ARC / max(len(name) - 1, 1))
    size = min(NAME_SIZE, pitch * NAME_RADIUS / NAME_NARROW * 0.92)
    radius = NAME_RADIUS + (NAME_SIZE - size) / 2  # the heads stay as near to the ring
    start = pitch * (len(name) - 1) / 2
    for place, character in enumerate(name):
        turn = start - pitch * place
        yield character, Identity.rotate(turn).translate(0, radius).scale(size * NAME_NARROW, size)


def _below(number: str) -> Iterator[tuple[str, Transform]]:
    for place, character in enumerate(number):
        x = (place - (len(number) - 1) / 2) * NUMBER_PITCH
        yield character, Identity.translate(x, -NUMBER_DROP).scale(NUMBER_SIZE)
