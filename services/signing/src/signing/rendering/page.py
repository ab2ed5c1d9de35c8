"""The sheet: where things stand on an A4 page (GB/T 9704-2012, 5.2 and 7.3). Lengths in points, origin bottom left."""

mm = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * mm, 297 * mm
LEFT = 28 * mm
WIDTH = 156 * mm
RIGHT = LEFT + WIDTH
TOP = PAGE_HEIGHT - 37 * mm
BOTTOM = TOP - 225 * mm

CELLS = 28
"""Characters a line."""
PITCH = 28.95
"""Distance between baselines: 22 rows fill the text area."""
BODY_SIZE = 16.0
"""三号."""
BODY_SPACE = (WIDTH - CELLS * BODY_SIZE) / (CELLS - 1)
"""After each character, so that 28 of them fill the line."""
INDENT = 2 * (BODY_SIZE + BODY_SPACE)
TITLE_SIZE = 22.0
"""二号."""
TITLE_STROKE = 0.45
"""The title's outlines are stroked this wide: the Song face has no heavy weight of its own."""
NUMBER_SIZE = 14.0
DATE_INDENT = 4 * BODY_SIZE
"""The date ends four characters before the right edge (7.3.5.1)."""

ROWS = 18
"""Rows of the text area above the foot with the QR code."""
NUMBER_ROW = 0
TITLE_ROW = 2
FIRST_BODY_ROW = 4
LATER_BODY_ROW = 2
SIGN_OFF_ROWS = 4
"""Two rows for the seal's upper part, then issuer and date."""

QR_SIZE = 22 * mm
CODE_SIZE = 10.5
CODE_GAP = 3.0
HINT_SIZE = 9.0
HINT_PITCH = 12.5
FOLIO_SIZE = 12.0
FOLIO_BASELINE = 20 * mm


def baseline(row: int, size: float = BODY_SIZE) -> float:
    """The height of a row's baseline; a text of another size is centred in the row."""
    return TOP - (row + 0.5) * PITCH - 0.38 * size
