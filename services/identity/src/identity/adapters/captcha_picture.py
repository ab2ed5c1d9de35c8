"""Draws the picture of a captcha."""

from functools import cache

from captcha.image import ImageCaptcha

_WIDTH, _HEIGHT = 160, 60


@cache
def _painter() -> ImageCaptcha:
    return ImageCaptcha(width=_WIDTH, height=_HEIGHT)


def draw_captcha(answer: str) -> bytes:
    """A PNG of the answer; takes some milliseconds of processor time, so call it off the event loop."""
    return bytes(_painter().generate(answer, format="png").getvalue())
