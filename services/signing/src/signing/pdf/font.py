"""A font subset as PDF objects: Type 0 over CIDFontType2, two bytes a character (ISO 32000-1, 9.7; ISO 19005-1, 6.3).

Code, CID and glyph number are one and the same: 1 for the first character of the subset, 0 for ``.notdef``.
"""

import zlib
from collections.abc import Sequence
from itertools import product
from string import ascii_uppercase

from signing.fonts.face import Face, Glyph
from signing.fonts.subset import compact_font_file, font_file
from signing.pdf.syntax import obj, stream
from signing.pdf.to_unicode import to_unicode

OBJECTS = 6
"""Objects of one subset: font, descendant, descriptor, file, ToUnicode, CIDSet."""
TAGS = tuple("ZX" + "".join(letters) for letters in product(ascii_uppercase[:4], repeat=4))
"""Tags of a document's subsets (9.6.4), by their order."""
SYMBOLIC = 4
STEM = 80


class Subset:
    """The characters of one face that a document uses, in the order in which they came."""

    def __init__(self, face: Face, place: int) -> None:
        """``place`` is the subset's number in the document: it settles the resource name and the tag."""
        self.face = face
        self.place = place
        self.characters: list[str] = []
        self.glyphs: list[Glyph] = []

    @property
    def resource(self) -> bytes:
        """Its name in the page's resources."""
        return b"F%d" % self.place

    def add(self, character: str, glyph: Glyph) -> str:
        """Take a character in; its code as four hexadecimal digits."""
        self.characters.append(character)
        self.glyphs.append(glyph)
        return f"{len(self.glyphs):04X}"

    def objects(self, first: int, *, compact: bool = False) -> list[bytes]:
        """The six objects, numbered from ``first``; ``compact`` ones are deflated as a whole, which takes its time."""
        face = self.face
        font, descendant, descriptor, file, unicode, cids = range(first, first + OBJECTS)
        name = f"{TAGS[self.place]}+{face.name}".encode("ascii")
        outlines = (compact_font_file if compact else font_file)(face, self.glyphs)
        return [
            obj(
                font,
                b"<</Type/Font/Subtype/Type0/BaseFont/%b/Encoding/Identity-H/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>"
                % (name, descendant, unicode),
            ),
            obj(
                descendant,
                b"<</Type/Font/Subtype/CIDFontType2/BaseFont/%b"
                b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity"
                b"/FontDescriptor %d 0 R/DW 1000/W[0[%b]]>>" % (name, descriptor, self._widths()),
            ),
            obj(
                descriptor,
                b"<</Type/FontDescriptor/FontName/%b/Flags %d/FontBBox[%b]/ItalicAngle 0/Ascent %b/Descent %b"
                b"/CapHeight %b/StemV %d/FontFile2 %d 0 R/CIDSet %d 0 R>>"
                % (name, SYMBOLIC, self._scaled(face.bbox), self._scaled([face.ascent]), self._scaled([face.descent]),
                   self._scaled([face.cap_height]), STEM, file, cids),
            ),
            stream(file, b"/Filter/FlateDecode/Length1 %d" % outlines.length, outlines.stream),
            _map(unicode, to_unicode(self.characters), compact=compact),
            stream(cids, b"", cid_set(len(self.glyphs) + 1)),
        ]  # fmt: skip

    def _widths(self) -> bytes:
        """Of ``.notdef`` and each character, in thousandths of an em."""
        return self._scaled([self.face.notdef.advance, *[glyph.advance for glyph in self.glyphs]])

    def _scaled(self, lengths: Sequence[int]) -> bytes:
        """Font units as thousandths of an em."""
        em = self.face.units_per_em
        if em == 1000:
            return b" ".join([b"%d" % length for length in lengths])
        return b" ".join([b"%g" % round(length * 1000 / em, 2) for length in lengths])


def _map(number: int, characters: bytes, *, compact: bool) -> bytes:
    return (
        stream(number, b"/Filter/FlateDecode", zlib.compress(characters, 9))
        if compact
        else stream(number, b"", characters)
    )


def cid_set(size: int) -> bytes:
    """One bit for each of the CIDs 0 to ``size - 1``, all there (ISO 19005-1, 6.3.5)."""
    whole, rest = divmod(size, 8)
    return b"\xff" * whole + (bytes((0xFF00 >> rest & 0xFF,)) if rest else b"")
