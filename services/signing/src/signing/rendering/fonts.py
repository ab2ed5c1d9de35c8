"""The letter's fonts: TrueType faces tried in turn for each character, embedded as subsets that can be searched.

reportlab writes wrong ToUnicode entries for characters beyond U+FFFF (five digits where a UTF-16 surrogate pair
belongs, ISO 32000-1, 9.10.3), so that 𬭎 would be copied as another character. :class:`LetterFont` writes its own.
"""

import mmap
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFError, TTFont, TTFontFace

from signing.domain.errors import GlyphMissing

BFCHAR_LIMIT = 100
"""Entries a bfchar section may hold (Adobe Technical Note 5014)."""


class FontUnusable(Exception):
    """A font is not installed or not readable."""


@dataclass(frozen=True, slots=True)
class FaceFile:
    """A face in a font file; ``index`` is its place in a collection.

    Characters in ``without`` are left to the next face although this one has them: AR PL UMing centres the full stop
    and the enumeration comma in their squares, as is done in Taiwan.
    """

    path: Path
    index: int = 0
    without: frozenset[str] = frozenset()


class GlyphTable:
    """A font's ``glyf`` table that is copied glyph by glyph: reportlab would copy tens of megabytes for each letter."""

    def __init__(self, data: mmap.mmap, offset: int) -> None:
        self._data = data
        self._offset = offset

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._offset + part.start : self._offset + part.stop]


class LetterFace(TTFontFace):  # type: ignore[misc] # reportlab has no types
    """A face that can say whether it really draws a character, and hands out its outlines without copying the table."""

    def readFile(self, f: str) -> None:  # noqa: N802 - reportlab's name
        """Map the file instead of reading it: its pages are shared by all workers of a machine."""
        self.filename = f
        with Path(f).open("rb") as file:
            self._ttf_data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._pos = 0

    def get_table(self, tag: str) -> Any:  # noqa: ANN401 - reportlab's signature
        """The bytes of a table; a view of it for the outlines."""
        if tag == "glyf":
            return GlyphTable(self._ttf_data, self.get_table_pos(tag)[0])
        return super().get_table(tag)

    def outline(self, glyph: int) -> bytes:
        """A glyph's entry in the ``glyf`` table."""
        start = self.get_table_pos("glyf")[0]
        return bytes(self._ttf_data[start + self.glyphPos[glyph] : start + self.glyphPos[glyph + 1]])

    def draws(self, character: str) -> bool:
        """Whether the face has ink for the character; a space needs none."""
        glyph = self.charToGlyph.get(ord(character), 0)
        if not glyph:
            return False
        return character.isspace() or bool(self.glyphPos[glyph + 1] > self.glyphPos[glyph])


class LetterFont(TTFont):  # type: ignore[misc] # reportlab has no types
    """A TrueType font whose embedded subsets carry right ToUnicode maps."""

    def __init__(self, name: str, file: FaceFile) -> None:
        # Not super().__init__: it would make a face of its own, with a copy of the whole file in memory.
        self.fontName = name
        try:
            self.face = LetterFace(str(file.path), subfontIndex=file.index)
        except (OSError, ValueError, TTFError, struct.error) as error:
            raise FontUnusable(f"the font {file.path} cannot be used: {error}") from error
        self.encoding = TTEncoding()
        self.state: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
        self._asciiReadable = False
        self._shapable = False
        self._without = file.without

    def draws(self, character: str) -> bool:
        """Whether this font is to draw the character."""
        return character not in self._without and self.face.draws(character)

    def addObjects(self, doc: Any) -> None:  # noqa: ANN401, N802 - reportlab's name and signature
        """Write the font's objects into the document, then put the right maps in place of reportlab's."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode("ascii")
            doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode_map(name, subset)


class FontChain:
    """Faces in the order in which they are tried. The first is loaded at once, the others when they are needed."""

    def __init__(self, name: str, files: Sequence[FaceFile]) -> None:
        """``name`` is unique in the process: reportlab keeps one register of fonts."""
        self._name = name
        self._files = files
        self._loaded: list[LetterFont] = []
        self._chosen: dict[str, LetterFont] = {}
        self._load_next()

    def font_for(self, character: str) -> LetterFont:
        """The first font that draws the character.

        Raises:
            GlyphMissing: none does.
        """
        if (known := self._chosen.get(character)) is not None:
            return known
        for font in self._fonts():
            if font.draws(character):
                self._chosen[character] = font
                return font
        raise GlyphMissing(character)

    def width(self, character: str) -> float:
        """The character's advance for a size of one point."""
        return float(self.font_for(character).face.getCharWidth(ord(character))) / 1000

    def runs(self, text: str) -> Iterator[tuple[LetterFont, str]]:
        """The text in pieces of one font each."""
        for font, characters in groupby(text, self.font_for):
            yield font, "".join(characters)

    @property
    def first(self) -> LetterFont:
        """The face that draws nearly everything."""
        return self._loaded[0]

    def _fonts(self) -> Iterator[LetterFont]:
        yield from self._loaded
        while len(self._loaded) < len(self._files):
            yield self._load_next()

    def _load_next(self) -> LetterFont:
        font = LetterFont(f"{self._name}-{len(self._loaded)}", self._files[len(self._loaded)])
        pdfmetrics.registerFont(font)
        self._loaded.append(font)
        return font


def to_unicode_map(name: str, subset: Sequence[int]) -> str:
    """The ToUnicode CMap of a simple font whose code ``n`` draws ``subset[n]`` (ISO 32000-1, 9.10.3)."""
    entries = [
        f"<{code:02X}> <{chr(character).encode('utf-16-be').hex().upper()}>" for code, character in enumerate(subset)
    ]
    sections = [entries[start : start + BFCHAR_LIMIT] for start in range(0, len(entries), BFCHAR_LIMIT)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *(line for section in sections for line in (f"{len(section)} beginbfchar", *section, "endbfchar")),
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
