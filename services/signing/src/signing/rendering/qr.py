"""The QR code as vector rectangles."""

from itertools import groupby

import segno
from reportlab.pdfgen.canvas import Canvas


def draw_qr(canvas: Canvas, address: str, x: float, y: float, size: float) -> None:
    """Draw the code of an address with its lower left corner at (x, y); ``size`` is without the quiet zone.

    Modules of a row that touch are one rectangle, so that no viewer shows seams between them.
    """
    rows = segno.make_qr(address, error="m").matrix
    module = size / len(rows)
    path = canvas.beginPath()
    for number, row in enumerate(rows):
        column = 0
        for dark, modules in groupby(row):
            length = len(list(modules))
            if dark:
                path.rect(x + column * module, y + size - (number + 1) * module, length * module, module)
            column += length
    canvas.saveState()
    canvas.setFillGray(0)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.restoreState()
