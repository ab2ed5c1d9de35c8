"""Fonts of the few glyphs that a letter needs, as a PDF embeds them, already deflated.

Nothing is compressed here: each glyph was, once, and the short tables before the outlines are stored as they are.
"""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from signing.fonts import sfnt
from signing.fonts.face import Face, Glyph

TAGS = (b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp")
DIRECTORY = struct.Struct(">IHHHH" + "4sIII" * len(TAGS))
HEAD = struct.Struct(">IIIIHHQQ4hHHhhhxx")
HHEA = struct.Struct(">IhhhHhhhhhhhhhhhH")
MAXP = struct.Struct(">IHHH4xH16x")
HEAD_AT = DIRECTORY.size
HHEA_AT = HEAD_AT + HEAD.size
MAXP_AT = HHEA_AT + HHEA.size
HMTX_AT = MAXP_AT + MAXP.size
LONGEST_WITH_SHORT_OFFSETS = 0x1FFFE
"""Bytes of outlines; short offsets count pairs of bytes in 16 bits."""
LONGEST_STORED_BLOCK = 0xFFFF
MADE = 3_800_000_000
"""Seconds since 1904: always the same moment, that the same letter be the same bytes."""
ZLIB_HEADER = b"\x78\xda"
END_OF_STREAM = b"\x03\x00"
"""A last block that is empty, of fixed codes."""


@dataclass(frozen=True, slots=True)
class FontFile:
    """A TrueType font as a stream of a PDF."""

    stream: bytes
    """For ``/FlateDecode``."""
    length: int
    """Before it was deflated: ``/Length1``."""


def font_file(face: Face, glyphs: Sequence[Glyph]) -> FontFile:
    """A font of these glyphs of the face: glyph 0 is ``.notdef``, glyph ``i + 1`` is ``glyphs[i]``."""
    glyphs = (face.notdef, *glyphs)
    outlines = b"".join([glyph.outline for glyph in glyphs])
    tables = _tables(face, glyphs, len(outlines))
    stream = [ZLIB_HEADER, *_stored(tables), *[glyph.packed for glyph in glyphs], END_OF_STREAM]
    stream.append(zlib.adler32(outlines, zlib.adler32(tables)).to_bytes(4, "big"))
    return FontFile(b"".join(stream), len(tables) + len(outlines))


def compact_font_file(face: Face, glyphs: Sequence[Glyph]) -> FontFile:
    """The same font a fifth smaller, deflated as one piece: for what is written into thousands of letters."""
    glyphs = (face.notdef, *glyphs)
    outlines = b"".join([glyph.outline for glyph in glyphs])
    font = _tables(face, glyphs, len(outlines)) + outlines
    return FontFile(zlib.compress(font, 9), len(font))


def _tables(face: Face, glyphs: Sequence[Glyph], outlines: int) -> bytes:
    """All that stands before the outlines, which come last; ``outlines`` is their length."""
    count = len(glyphs)
    is_long = outlines > LONGEST_WITH_SHORT_OFFSETS
    left, bottom, right, top = face.bbox
    widest = max([glyph.advance for glyph in glyphs])
    head = HEAD.pack(
        *(sfnt.TRUETYPE, 0x00010000, 0, 0x5F0F3CF5, 1, face.units_per_em, MADE, MADE),
        *(left, bottom, right, top, 0, 8, 2, is_long, 0),
    )
    hhea = HHEA.pack(0x00010000, face.ascent, face.descent, 0, widest, 0, 0, right, 1, *[0] * 7, count)
    maxp = MAXP.pack(0x00010000, count, face.points, face.contours, 2)
    hmtx = struct.pack(">" + "Hh" * count, *[measure for glyph in glyphs for measure in (glyph.advance, glyph.left)])
    loca = _loca(glyphs, is_long=is_long)
    loca_padded = sfnt.padded(loca)
    sums = (
        sum([glyph.checksum for glyph in glyphs]) & 0xFFFFFFFF,
        *map(sfnt.checksum, (head, hhea, hmtx, loca_padded, maxp)),
    )
    loca_at = HMTX_AT + len(hmtx)
    directory = DIRECTORY.pack(
        *(sfnt.TRUETYPE, len(TAGS), 64, 2, 32),
        *(TAGS[0], sums[0], loca_at + len(loca_padded), outlines),
        *(TAGS[1], sums[1], HEAD_AT, HEAD.size - 2),
        *(TAGS[2], sums[2], HHEA_AT, HHEA.size),
        *(TAGS[3], sums[3], HMTX_AT, len(hmtx)),
        *(TAGS[4], sums[4], loca_at, len(loca)),
        *(TAGS[5], sums[5], MAXP_AT, MAXP.size),
    )
    adjustment = (sfnt.CHECKSUM_OF_FONT - sfnt.checksum(directory) - sum(sums)) & 0xFFFFFFFF
    at = sfnt.ADJUSTMENT_AT
    adjusted = head[:at] + adjustment.to_bytes(4, "big") + head[at + 4 :]
    return b"".join((directory, adjusted, hhea, maxp, hmtx, loca_padded))


def _loca(glyphs: Sequence[Glyph], *, is_long: bool) -> bytes:
    """Where each glyph begins, and the last one ends."""
    offsets = accumulate([len(glyph.outline) for glyph in glyphs], initial=0)
    if is_long:
        return struct.pack(f">{len(glyphs) + 1}I", *offsets)
    return struct.pack(f">{len(glyphs) + 1}H", *[offset // 2 for offset in offsets])


def _stored(data: bytes) -> list[bytes]:
    """Deflate blocks that hold the data as it is."""
    blocks = []
    for start in range(0, len(data), LONGEST_STORED_BLOCK):
        part = data[start : start + LONGEST_STORED_BLOCK]
        blocks += [struct.pack("<BHH", 0, len(part), len(part) ^ 0xFFFF), part]
    return blocks
