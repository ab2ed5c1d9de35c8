"""Puts a prepared font together: one glyph for each character in the order of code points, ``.notdef`` before them."""

import struct
from collections.abc import Sequence
from itertools import accumulate

from signing.fonts import outline, sfnt
from signing.fonts.original import Original, PreparedGlyph

NO_NAMES = 0x00030000
"""Version of ``post`` without glyph names."""


def prepared_font(original: Original, codepoints: Sequence[int], glyphs: Sequence[PreparedGlyph]) -> bytes:
    """A TrueType file that any tool reads; names and licence are the source's. ``codepoints`` are in order."""
    all_glyphs = [_notdef(original.units_per_em), *glyphs]
    outlines = [glyph.outline for glyph in all_glyphs]
    tables = {
        "glyf": b"".join(outlines),
        "loca": struct.pack(f">{len(outlines) + 1}I", 0, *accumulate(map(len, outlines))),
        "hmtx": b"".join(struct.pack(">Hh", glyph.advance, glyph.left) for glyph in all_glyphs),
        "head": _head(original, outlines),
        "hhea": _hhea(original, all_glyphs),
        "maxp": _maxp(outlines),
        "cmap": _cmap(codepoints),
        "OS/2": _os2(original),
        "name": original.font.reader["name"],
        "post": struct.pack(">Iihh5I", NO_NAMES, 0, -100, 50, 0, 0, 0, 0, 0),
    }
    return sfnt.font(tables)


def _notdef(units_per_em: int) -> PreparedGlyph:
    """A hollow box; no letter shows it."""
    low, high, line = units_per_em // 10, units_per_em * 8 // 10, units_per_em // 20

    def box(near: int, far: int) -> outline.Contour:
        return [(near, near, True), (near, far, True), (far, far, True), (far, near, True)]

    hole = box(low + line, high - line)
    return PreparedGlyph(outline.entry([box(low, high), [hole[0], *reversed(hole[1:])]]), units_per_em, low)


def _head(original: Original, outlines: Sequence[bytes]) -> bytes:
    boxes = [outline.bounds(data) for data in outlines if data]
    source = original.font.reader["head"]
    revision, created, modified = source[4:8], source[20:28], source[28:36]
    return b"".join(
        (
            struct.pack(">I", sfnt.TRUETYPE),
            revision,
            struct.pack(">IIHH", 0, 0x5F0F3CF5, 0x0001, original.units_per_em),
            created,
            modified,
            struct.pack(">4h", *(min(box[side] for box in boxes) for side in (0, 1)), *_upper(boxes)),
            struct.pack(">HHhhh", 0, 8, 2, 1, 0),
        )
    )


def _upper(boxes: Sequence[tuple[int, int, int, int]]) -> tuple[int, int]:
    return max(box[2] for box in boxes), max(box[3] for box in boxes)


def _hhea(original: Original, glyphs: Sequence[PreparedGlyph]) -> bytes:
    source = original.font["hhea"]
    inked = [(glyph, outline.bounds(glyph.outline)) for glyph in glyphs if glyph.outline]
    widths = [box[2] - box[0] for _, box in inked]
    return struct.pack(
        ">IhhhHhhhhhhhhhhhH",
        0x00010000,
        source.ascent,
        -abs(source.descent),  # FandolSong's has the wrong sign
        0,
        max(glyph.advance for glyph in glyphs),
        min(glyph.left for glyph in glyphs),
        min(glyph.advance - glyph.left - width for (glyph, _), width in zip(inked, widths, strict=True)),
        max(glyph.left + width for (glyph, _), width in zip(inked, widths, strict=True)),
        *(1, 0, 0, 0, 0, 0, 0, 0),
        len(glyphs),
    )


def _maxp(outlines: Sequence[bytes]) -> bytes:
    sizes = [outline.size(data) for data in outlines if data]
    contours, points = (max(size[kind] for size in sizes) for kind in (0, 1))
    return struct.pack(">I14H", 0x00010000, len(outlines), points, contours, 0, 0, 2, *[0] * 8)


def _cmap(codepoints: Sequence[int]) -> bytes:
    """Subtable of format 12, for Unicode's and for Windows' platform: ranges of successive code points."""
    groups: list[list[int]] = []
    for glyph, point in enumerate(codepoints, start=1):
        if groups and groups[-1][1] == point - 1:
            groups[-1][1] = point
        else:
            groups.append([point, point, glyph])
    header = struct.pack(">HHHHIHHI", 0, 2, 0, 4, 20, 3, 10, 20)
    subtable = struct.pack(">HHIII", 12, 0, 16 + 12 * len(groups), 0, len(groups))
    return b"".join((header, subtable, *(struct.pack(">III", *group) for group in groups)))


def _os2(original: Original) -> bytes:
    """The source's, brought to the version that tells the height of capitals; the letter H shows it."""
    table = original.font["OS/2"]
    table.version = 4
    table.sxHeight = _height(original, "x")
    table.sCapHeight = _height(original, "H")
    table.usDefaultChar, table.usBreakChar, table.usMaxContext = 0, 0x20, 1
    if not hasattr(table, "ulCodePageRange1"):
        table.ulCodePageRange1 = table.ulCodePageRange2 = 0
    compiled: bytes = table.compile(original.font)
    return compiled


def _height(original: Original, letter: str) -> int:
    glyph = original.glyph(ord(letter))
    return outline.bounds(glyph.outline)[3]
