"""PDF's syntax (ISO 32000-1, 7.3) as bytes: objects, streams, strings, numbers, dates.

The line ends are those that PDF/A-1 asks for (ISO 19005-1, 6.1.7 and 6.1.8): ``obj``, ``stream``, ``endstream`` and
``endobj`` each stand at the end of a line of their own.
"""

from datetime import datetime
from functools import lru_cache

from kernel.clock import CHINA

HEADER = b"%PDF-1.4\n%\xe8\xaf\x81\xe4\xbf\xa1\n"
"""Version, and a comment of bytes above 127 (ISO 19005-1, 6.1.2)."""

REMEMBERED = 64
"""Strings and dates: most of a letter's are those of the letter before."""


def obj(number: int, body: bytes) -> bytes:
    """An indirect object of generation 0."""
    return b"%d 0 obj\n%b\nendobj\n" % (number, body)


def stream(number: int, entries: bytes, data: bytes) -> bytes:
    """A stream object; ``entries`` stand in its dictionary, which gets the length."""
    return b"%d 0 obj\n<<%b/Length %d>>\nstream\n%b\nendstream\nendobj\n" % (number, entries, len(data), data)


@lru_cache(REMEMBERED)
def text_string(text: str) -> bytes:
    """A text string (7.9.2.2): UTF-16 in hexadecimal digits, so that nothing in it can be syntax."""
    return b"<FEFF%b>" % text.encode("utf-16-be").hex().upper().encode("ascii")


@lru_cache(REMEMBERED)
def date_string(at: datetime) -> bytes:
    """A date (7.9.4) in China's time, to the second."""
    return at.astimezone(CHINA).strftime("(D:%Y%m%d%H%M%S+08'00')").encode("ascii")


def number(value: float) -> bytes:
    """A number in points, to a hundredth, without needless zeros."""
    return b"%d" % value if value == int(value) else (b"%.2f" % value).rstrip(b"0").rstrip(b".")
