"""What may be wrong with a font. Nothing a letter's facts could cause: that is ``GlyphMissing``."""


class FontUnusable(Exception):
    """A font is missing, not readable or not what it should be; the message says what to do."""
