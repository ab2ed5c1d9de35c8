"""A prepared face hands out its glyphs, and says what is wrong with it."""

import zlib
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from signing.fonts import face as faces
from signing.fonts import sfnt
from signing.fonts.errors import FontUnusable
from signing.fonts.face import Face, packed
from signing.fonts.letter_fonts import LetterFonts, open_fonts
from signing.fonts.sources import BODY, SOURCES


def test_measures_are_those_of_the_file(folder: Path) -> None:
    for source in SOURCES:
        face, font = Face.open(source.prepared(folder)), TTFont(source.prepared(folder))
        assert face.name == font["name"].getDebugName(6)
        assert face.name.isascii()
        head = font["head"]
        assert face.bbox == (head.xMin, head.yMin, head.xMax, head.yMax)
        assert (face.units_per_em, face.ascent, face.descent) == (
            *(head.unitsPerEm, font["hhea"].ascent, font["hhea"].descent),
        )
        assert face.descent < 0 < face.cap_height == font["OS/2"].sCapHeight < face.ascent
        assert face.characters() == set(font.getBestCmap())
        assert face.notdef.outline


def test_a_glyph_is_that_of_the_file(folder: Path) -> None:
    face, font = Face.open(BODY[0].prepared(folder)), TTFont(BODY[0].prepared(folder))
    entries, places = font.reader["glyf"], font["loca"]
    for character in "张三·，。〔〕":
        glyph, name = face.glyph(character), font.getBestCmap()[ord(character)]
        assert glyph is not None
        number = font.getGlyphID(name)
        assert glyph.outline == entries[places[number] : places[number + 1]]
        assert (glyph.advance, glyph.left) == font["hmtx"][name]
        assert glyph.checksum == sfnt.checksum(glyph.outline)
        assert zlib.decompressobj(-15).decompress(glyph.packed) == glyph.outline
        assert face.glyph(character) is glyph


def test_spaces_need_no_ink(fonts: LetterFonts) -> None:
    for space in " \u3000":
        glyph = fonts.body.faces[0].glyph(space)
        assert glyph is not None
        assert glyph.outline == glyph.packed == b""
        assert glyph.checksum == 0 < glyph.advance


def test_it_leaves_characters_to_others(folder: Path) -> None:
    face = Face.open(BODY[0].prepared(folder), without=frozenset("三"))
    assert face.glyph("三") is None
    assert ord("三") not in face.characters()
    assert face.glyph("张") is not None
    for foreign in ("𠮷", "\0", "\U0010ffff", "A"):
        assert face.glyph(foreign) is None


def test_what_it_keeps_is_bounded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "MOST_GLYPHS_KEPT", 10)
    face = Face.open(BODY[0].prepared(folder))
    for point in range(0x4E00, 0x4F00):
        face.glyph(chr(point))
        assert len(face._kept) <= 10


@pytest.mark.parametrize("length", [0, 3, 100, 5000, 1_000_000, -4])
def test_a_font_that_is_cut_off(folder: Path, tmp_path: Path, length: int) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(BODY[0].prepared(folder).read_bytes()[:length])
    with pytest.raises(FontUnusable, match=r"broken\.ttf cannot be used"):
        Face.open(broken)


def test_what_is_no_prepared_font(folder: Path, tmp_path: Path) -> None:
    text = tmp_path / "text.ttf"
    text.write_text("not a font" * 100)
    for path in (text, tmp_path / "missing.ttf", tmp_path, BODY[0].find(folder), BODY[3].find(folder)):
        assert path is not None
        with pytest.raises(FontUnusable, match=path.name):
            Face.open(path)


def test_damaged_offsets_are_noticed(folder: Path, tmp_path: Path) -> None:
    data = bytearray(BODY[0].prepared(folder).read_bytes())
    loca = sfnt.directory(bytes(data))["loca"].offset
    data[loca + 8 : loca + 12] = b"\x7f\xff\xff\xfc"
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(data)
    face = Face.open(broken)
    first, second = (chr(point) for point in sorted(face.characters())[:2])
    for character in (first, second):
        with pytest.raises(FontUnusable, match="damaged"):
            face.glyph(character)


def test_a_missing_face_names_its_package(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(FontUnusable, match="texlive-lang-chinese"):
        open_fonts(tmp_path)
    for source in SOURCES:
        (tmp_path / f"{source.name}.ttf").symlink_to(source.prepared(folder))
    open_fonts(tmp_path)
    (tmp_path / "hanamin-b.ttf").unlink()
    with pytest.raises(FontUnusable, match=r"signing fonts prepare.*fonts-hanazono"):
        open_fonts(tmp_path)


def test_what_is_packed_does_not_depend_on_what_came_before(fonts: LetterFonts) -> None:
    outlines = [fonts.body.find(character)[1].outline for character in "证明张三李四" * 3]
    assert [packed(data) for data in outlines] == [packed(data) for data in reversed(outlines)][::-1]
