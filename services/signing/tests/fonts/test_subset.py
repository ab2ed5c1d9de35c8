"""A font of a letter's glyphs is whole TrueType, whichever glyphs they are."""

import random
import zlib
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from signing.fonts.face import Face, Glyph
from signing.fonts.letter_fonts import LetterFonts
from signing.fonts.subset import FontFile, compact_font_file, font_file


def unpacked(file: FontFile) -> bytes:
    """What a reader of the PDF gets."""
    inflate = zlib.decompressobj()
    data = inflate.decompress(file.stream)
    assert inflate.eof
    assert inflate.unused_data == b""
    assert len(data) == file.length
    return data


def check(face: Face, glyphs: list[Glyph], data: bytes) -> None:
    """The font holds these glyphs, and its sums are right."""
    assert len(data) % 4 == 0
    assert sum(int.from_bytes(data[at : at + 4]) for at in range(0, len(data), 4)) & 0xFFFFFFFF == 0xB1B0AFBA
    font = TTFont(BytesIO(data), checkChecksums=2)
    assert set(font.reader.keys()) == {"head", "hhea", "maxp", "hmtx", "loca", "glyf"}
    places, outlines, metrics = list(font["loca"]), font.reader["glyf"], font["hmtx"]
    assert font["maxp"].numGlyphs == len(glyphs) + 1 == font["hhea"].numberOfHMetrics
    assert font["head"].unitsPerEm == face.units_per_em
    assert font.reader.tables["head"].length == 54
    for number, glyph in enumerate([face.notdef, *glyphs]):
        assert outlines[places[number] : places[number + 1]] == glyph.outline
        assert metrics[font.getGlyphOrder()[number]] == (glyph.advance, glyph.left)
    for tag in ("head", "hhea", "maxp"):
        assert font[tag].compile(font) == font.reader[tag] or tag != "maxp"


@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_any_glyphs(data: st.DataObject, fonts: LetterFonts) -> None:
    face = data.draw(st.sampled_from([*fonts.body.faces, fonts.title.faces[0]]), label="face")
    points = sorted(face.characters())
    chosen = data.draw(st.lists(st.integers(0, len(points) - 1), max_size=60, unique=True), label="glyphs")
    glyphs = [glyph for number in chosen if (glyph := face.glyph(chr(points[number])))]
    assert len(glyphs) == len(chosen)
    file = font_file(face, glyphs)
    font = unpacked(file)
    check(face, glyphs, font)
    assert unpacked(compact_font_file(face, glyphs)) == font


@pytest.mark.parametrize("count", [230, 260, 2000, 17_000])
def test_many_glyphs(fonts: LetterFonts, count: int) -> None:
    face = fonts.body.faces[4]
    points = random.Random(count).sample(sorted(face.characters()), count)
    glyphs = [glyph for point in points if (glyph := face.glyph(chr(point)))]
    font = unpacked(font_file(face, glyphs))
    check(face, glyphs, font)
    is_long = TTFont(BytesIO(font))["head"].indexToLocFormat
    assert is_long == (sum(len(glyph.outline) for glyph in (face.notdef, *glyphs)) > 0x1FFFE)


def test_the_limit_of_short_offsets(fonts: LetterFonts) -> None:
    face = fonts.body.faces[0]
    room = 0x1FFFC - len(face.notdef.outline)
    for length, is_long in ((room, 0), (room + 4, 1)):
        fitting = Glyph(bytes(length), b"", 0, 1000, 0)
        stored = [zlib.compressobj(0, zlib.DEFLATED, -15)]
        body = stored[0].compress(fitting.outline) + stored[0].flush(zlib.Z_FULL_FLUSH)
        font = unpacked(font_file(face, [Glyph(fitting.outline, body, 0, 1000, 0)]))
        assert TTFont(BytesIO(font))["head"].indexToLocFormat == is_long
        assert list(TTFont(BytesIO(font))["loca"])[-1] == length + len(face.notdef.outline)


def test_it_is_the_same_each_time(fonts: LetterFonts) -> None:
    face = fonts.body.faces[0]
    glyphs = [fonts.body.find(character)[1] for character in "兹证明张三"]
    assert font_file(face, glyphs) == font_file(face, glyphs)
    assert len(compact_font_file(face, glyphs).stream) < len(font_file(face, glyphs).stream)
