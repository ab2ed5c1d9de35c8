"""A prepared face, mapped into memory: all workers of a machine share its pages."""

import mmap
import struct
import zlib
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from signing.fonts import sfnt
from signing.fonts.errors import FontUnusable

MOST_GLYPHS_KEPT = 10_000
"""Then the cache begins anew: all of a face's glyphs would be 60 MB, and nobody's names hold as many."""

POSTSCRIPT_NAME = 6
WINDOWS = 3
LONG_OFFSETS = 1


@dataclass(frozen=True, slots=True)
class Glyph:
    """A simple glyph as a font file wants it; measures in font units."""

    outline: bytes
    """Entry of ``glyf``, without instructions, padded to four bytes; nothing for a space."""

    packed: bytes
    """The outline deflated and fully flushed: put one after the other, they are one deflate stream."""

    checksum: int
    """Sum of the outline's 32-bit words."""

    advance: int
    left: int


class Face:
    """A face that hands out its glyphs. Made by ``open``; the attributes are measures of the whole face."""

    name: str
    """PostScript name, ASCII."""
    units_per_em: int
    ascent: int
    descent: int
    cap_height: int
    bbox: tuple[int, int, int, int]
    contours: int
    """In the glyph that has most of them."""
    points: int
    """In the glyph that has most of them."""
    notdef: Glyph

    def __init__(self, data: mmap.mmap, without: frozenset[str]) -> None:
        """See ``open``."""
        self._data = data
        self._without = without
        self._kept: dict[str, Glyph] = {}
        tables = sfnt.directory(data)  # type: ignore[arg-type] # an mmap is read like bytes
        self._read_measures(tables)
        self._read_characters(tables["cmap"])
        self.name = _postscript_name(data[tables["name"].offset : sum(tables["name"])])
        self.notdef = self._glyph(0)

    @classmethod
    def open(cls, path: Path, *, without: frozenset[str] = frozenset()) -> Self:
        """Map a prepared face; characters in ``without`` are left to other faces.

        Raises:
            FontUnusable: it is missing, cut off, or no prepared face.
        """
        try:
            with path.open("rb") as file:
                data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            return cls(data, without)
        except (OSError, ValueError, KeyError, struct.error, IndexError) as error:
            raise FontUnusable(f"the prepared font {path} cannot be used: {error}") from error

    def glyph(self, character: str) -> Glyph | None:
        """The character's glyph; nothing when the face has no ink for it (a space needs none).

        Raises:
            FontUnusable: the file is damaged.
        """
        known = self._kept.get(character)
        if known is not None:
            return known
        if character in self._without:
            return None
        number = self._number(ord(character))
        if number == 0:
            return None
        glyph = self._glyph(number)
        if not glyph.outline and not character.isspace():
            return None
        if len(self._kept) >= MOST_GLYPHS_KEPT:
            self._kept.clear()
        self._kept[character] = glyph
        return glyph

    def characters(self) -> frozenset[int]:
        """The code points that the face draws."""
        left_out = {ord(character) for character in self._without}
        groups = zip(self._firsts, self._lasts, strict=True)
        return frozenset(point for first, last in groups for point in range(first, last + 1)) - left_out

    def _number(self, codepoint: int) -> int:
        group = bisect_right(self._firsts, codepoint) - 1
        if group < 0 or codepoint > self._lasts[group]:
            return 0
        return self._numbers[group] + codepoint - self._firsts[group]

    def _glyph(self, number: int) -> Glyph:
        start, end = struct.unpack_from(">2I", self._data, self._loca + 4 * number)
        advance, left = struct.unpack_from(">Hh", self._data, self._hmtx + 4 * number)
        if not start <= end <= self._glyf.length or (end - start) % 4:
            raise FontUnusable(f"the prepared font {self.name} is damaged at glyph {number}")
        outline = self._data[self._glyf.offset + start : self._glyf.offset + end]
        return Glyph(outline, packed(outline), sfnt.checksum(outline), advance, left)

    def _read_measures(self, tables: dict[str, sfnt.Extent]) -> None:
        head, hhea, maxp = (tables[tag].offset for tag in ("head", "hhea", "maxp"))
        self.units_per_em, *bbox = struct.unpack_from(">H16x4h", self._data, head + 18)
        self.bbox = (bbox[0], bbox[1], bbox[2], bbox[3])
        (offsets,) = struct.unpack_from(">h", self._data, head + 50)
        self.ascent, self.descent = struct.unpack_from(">2h", self._data, hhea + 4)
        count, self.points, self.contours = struct.unpack_from(">3H", self._data, maxp + 4)
        (self.cap_height,) = struct.unpack_from(">h", self._data, tables["OS/2"].offset + 88)
        self._glyf = tables["glyf"]
        self._loca, self._hmtx = tables["loca"].offset, tables["hmtx"].offset
        lengths = tables["loca"].length, tables["hmtx"].length
        if offsets != LONG_OFFSETS or lengths != (4 * count + 4, 4 * count):
            raise ValueError("it is not prepared")
        if struct.unpack_from(">I", self._data, self._loca + 4 * count)[0] != self._glyf.length:
            raise ValueError("its outlines are cut off")

    def _read_characters(self, cmap: sfnt.Extent) -> None:
        (subtable,) = struct.unpack_from(">I", self._data, cmap.offset + 8)
        form, _, length, _, count = struct.unpack_from(">HHIII", self._data, cmap.offset + subtable)
        if form != 12 or length != 16 + 12 * count or subtable + length > cmap.length:
            raise ValueError("its character map is not a prepared one")
        start = cmap.offset + subtable + 16
        groups = array("I", self._data[start : start + 12 * count])
        groups.byteswap()
        self._firsts, self._lasts, self._numbers = groups[0::3], groups[1::3], groups[2::3]


def packed(data: bytes) -> bytes:
    """Deflate blocks that end on a whole byte and look back at nothing before them."""
    if not data:
        return b""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(data) + deflate.flush(zlib.Z_FULL_FLUSH)


def _postscript_name(table: bytes) -> str:
    count, strings = struct.unpack_from(">2xHH", table)
    for record in range(count):
        platform, _, _, name, length, offset = struct.unpack_from(">6H", table, 6 + 12 * record)
        if name == POSTSCRIPT_NAME and platform == WINDOWS:
            return table[strings + offset : strings + offset + length].decode("utf-16-be").encode("ascii").decode()
    raise ValueError("it has no PostScript name")
