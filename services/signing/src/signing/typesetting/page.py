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
CELL = BODY_SIZE + BODY_SPACE
INDENT = 2 * CELL
TITLE_SIZE = 22.0
"""二号."""
NUMBER_SIZE = 14.0
"""四号."""
DATE_INDENT = 4 * CELL
"""The date ends four characters before the right edge (7.3.5.1)."""

ROWS = 18
"""Rows of the text area above the foot with the QR code."""
ROWS_BESIDE = ROWS + 2
"""As far down may issuer and date go when they leave the QR code on their left alone."""
NUMBER_ROW = 0
TITLE_ROW = 2
FIRST_BODY_ROW = 4
LATER_BODY_ROW = 2
SIGN_OFF_ROWS = 4
"""Two rows for the seal's upper part, then issuer and date."""
ISSUER_ROW = SIGN_OFF_ROWS - 2
"""Counted from the row after the text."""
SEAL_RISE = PITCH / 2
"""Of the seal's centre above the issuer's baseline: its upper edge stays within a row of the text (7.3.5.1)."""

QR_SIDE = 22 * mm
QR_GAP = 6.0
"""Between the QR code and what stands beneath it: its quiet zone."""
QR_RIGHT = LEFT + QR_SIDE + 2 * CELL
"""What stands beside the QR code begins here."""
CODE_SIZE = 10.5
HINT_SIZE = 9.0
HINT_PITCH = 13.5
FOLIO_SIZE = 12.0
FOLIO_BASELINE = 24 * mm
"""The folio stands 7 mm beneath the text area (7.5)."""


def baseline(row: float, size: float = BODY_SIZE) -> float:
    """The height of a row's baseline; a text of another size is centred in the row."""
    return TOP - (row + 0.5) * PITCH - 0.38 * size
