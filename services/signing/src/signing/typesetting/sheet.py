"""What a typeset page is: texts at their places, and where seal and QR code stand. Points, origin bottom left."""

from collections.abc import Sequence
from typing import NamedTuple


class Text(NamedTuple):
    """One line of text; ``space`` is added after each of its characters."""

    x: float
    y: float
    size: float
    space: float
    text: str


class Sheet(NamedTuple):
    """A page. Texts are in reading order; the title comes after the first of them (the number) on the first page."""

    texts: Sequence[Text]
    title: Text | None
    """Set in the title's font."""
    seal: tuple[float, float] | None
    """Its centre, on the last page."""
    qr: tuple[float, float, float] | None
    """Lower left corner and side, without the quiet zone."""
