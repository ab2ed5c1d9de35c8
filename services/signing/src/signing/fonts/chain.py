"""Faces in the order in which they are tried for each character."""

from collections.abc import Sequence

from signing.domain.errors import GlyphMissing
from signing.fonts.face import MOST_GLYPHS_KEPT, Face, Glyph


class FontChain:
    """The first face that draws a character, draws it."""

    def __init__(self, faces: Sequence[Face]) -> None:
        """``faces`` in order of preference."""
        self.faces = tuple(faces)
        self._found: dict[str, tuple[Face, Glyph]] = {}
        self._widths: dict[str, float] = {}

    def find(self, character: str) -> tuple[Face, Glyph]:
        """The face that draws the character, and its glyph.

        Raises:
            GlyphMissing: none does.
        """
        known = self._found.get(character)
        if known is not None:
            return known
        for face in self.faces:
            glyph = face.glyph(character)
            if glyph is not None:
                if len(self._found) >= MOST_GLYPHS_KEPT:
                    self._found.clear()
                    self._widths.clear()
                found = self._found[character] = (face, glyph)
                self._widths[character] = glyph.advance / face.units_per_em
                return found
        raise GlyphMissing(character)

    def width(self, character: str) -> float:
        """The character's advance, in em.

        Raises:
            GlyphMissing: no face draws it.
        """
        known = self._widths.get(character)
        if known is not None:
            return known
        face, glyph = self.find(character)
        return glyph.advance / face.units_per_em
