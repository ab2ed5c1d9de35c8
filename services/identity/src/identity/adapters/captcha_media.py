"""Draws and speaks captchas; both take processor time, so call them off the event loop."""

from functools import cache

from captcha.audio import AudioCaptcha
from captcha.image import ImageCaptcha

_WIDTH, _HEIGHT = 160, 60


@cache
def _painter() -> ImageCaptcha:
    return ImageCaptcha(width=_WIDTH, height=_HEIGHT)


@cache
def _speaker() -> AudioCaptcha:
    speaker = AudioCaptcha()
    speaker.load()
    return speaker


def draw_captcha(answer: str) -> bytes:
    """A PNG of the answer; takes some milliseconds."""
    return bytes(_painter().generate(answer, format="png").getvalue())


def speak_captcha(answer: str) -> bytes:
    """The answer as a WAV file: letters and digits in English with pauses and noise; takes some tenths of a second."""
    return bytes(_speaker().generate(answer.upper()))
