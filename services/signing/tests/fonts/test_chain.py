"""Every name is drawn by the best face that has it; what none has is refused."""

import unicodedata
from pathlib import Path

import pytest
from kernel.repertoire import COMPATIBILITY_UNIFIED, GB18030_HAN, is_han
from signing.domain.errors import GlyphMissing
from signing.fonts import chain as chains
from signing.fonts import outline
from signing.fonts.chain import FontChain
from signing.fonts.coverage import document, ranges
from signing.fonts.letter_fonts import LetterFonts

GLYPHS_PAGE = Path(__file__).parents[4] / "docs" / "glyphs.md"


@pytest.mark.parametrize(
    ("character", "face"),
    [
        ("张", "FandolFang-Regular"),
        ("·", "FandolFang-Regular"),
        ("〇", "FandolFang-Regular"),
        ("。", "FandolFang-Regular"),
        ("“", "FandolFang-Regular"),
        ("X", "FandolSong-Regular"),
        ("7", "FandolSong-Regular"),
        ("é", "FandolSong-Regular"),
        ("喆", "UMingCN"),
        ("㛃", "UMingCN"),  # Extension A
        ("㐂", "HanaMinA"),  # Extension A
        ("𠮷", "HanaMinA"),  # Extension B
        ("𠀁", "HanaMinB"),  # Extension B
        ("𪜀", "HanaMinB"),  # Extension C
        ("𫝀", "HanaMinB"),  # Extension D
        ("𬭎", "HanaMinA"),  # Extension E
        ("𬺰", "HanaMinB"),  # Extension F
        ("𰻞", "BabelStoneHan"),  # Extension G
    ],
)
def test_who_draws_what(fonts: LetterFonts, character: str, face: str) -> None:
    drawing, glyph = fonts.body.find(character)
    assert drawing.name == face
    assert glyph.outline
    assert fonts.body.find(character) == (drawing, glyph)
    assert fonts.body.width(character) == glyph.advance / drawing.units_per_em


def test_the_dot_in_names_stands_in_the_middle_of_a_square(fonts: LetterFonts) -> None:
    face, glyph = fonts.body.find("·")
    left, bottom, right, top = (int.from_bytes(glyph.outline[at : at + 2], signed=True) for at in (2, 4, 6, 8))
    assert fonts.body.width("·") == 1
    assert (left + right) / 2 == pytest.approx(face.units_per_em / 2, abs=20)
    assert (bottom + top) / 2 == pytest.approx(310, abs=5)  # where FandolFang's characters have their middle
    assert right - left > 60


def test_faces_stand_in_line(fonts: LetterFonts) -> None:
    middles = {}
    for face in fonts.body.faces:
        points = sorted(point for point in face.characters() if is_han(point))[::50]
        glyphs = [glyph for point in points if (glyph := face.glyph(chr(point)))]
        boxes = [outline.bounds(glyph.outline) for glyph in glyphs]
        middles[face.name] = (
            sum(box[1] + box[3] for box in boxes) / 2 / len(boxes) / face.units_per_em if boxes else 0.31
        )
    assert all(middle == pytest.approx(0.31, abs=0.02) for middle in middles.values()), middles


def test_widths(fonts: LetterFonts) -> None:
    chain = FontChain(fonts.body.faces)
    assert [chain.width(character) for character in "张。〔“0"] == [1, 1, 1, 1, 0.5]
    assert [chain.width(character) for character in "张。〔“0"] == [1, 1, 1, 1, 0.5]


@pytest.mark.parametrize("character", ["😀", "\u202e", "\0", "ꀀ", "\ue000", "𮯰", "\U0010ffff"])
def test_what_no_face_draws_is_refused(fonts: LetterFonts, character: str) -> None:
    for look in (fonts.body.find, fonts.body.width, fonts.title.find):
        with pytest.raises(GlyphMissing) as refused:
            look(character)
        assert f"U+{ord(character):04X}" in str(refused.value)


def test_titles_are_bold_and_fall_back(fonts: LetterFonts) -> None:
    assert {fonts.title.find(character)[0].name for character in "存档政审证明（A1）"} == {"FandolSong-Bold"}
    assert fonts.title.find("喆")[0] is fonts.body.find("喆")[0]


def test_what_it_keeps_is_bounded(fonts: LetterFonts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chains, "MOST_GLYPHS_KEPT", 10)
    chain = FontChain(fonts.body.faces)
    for point in range(0x4E00, 0x4F00):
        chain.width(chr(point))
        assert len(chain._found) == len(chain._widths) <= 10


def test_all_han_characters_of_gb_18030_have_ink(fonts: LetterFonts) -> None:
    points = [point for block in GB18030_HAN for point in block] + list(COMPATIBILITY_UNIFIED)
    assert len(set(points)) == 87_887
    missing = []
    for point in points:
        character = chr(point)
        assert character.encode("gb18030").decode("gb18030") == character
        try:
            _, glyph = fonts.body.find(character)
        except GlyphMissing:
            missing.append(point)
        else:
            assert int.from_bytes(glyph.outline[:2]) > 0
    assert ranges(missing) == ""


def test_every_han_character_of_the_two_byte_set(fonts: LetterFonts) -> None:
    drawn = frozenset[int]().union(*(face.characters() for face in fonts.body.faces))
    two_byte = {
        point
        for point in range(0x3000, 0xFFFF)
        if not 0xD800 <= point < 0xF900 and len(chr(point).encode("gb18030")) == 2
    }
    han = {point for point in two_byte if unicodedata.category(chr(point)) == "Lo" and point >= 0x3400}
    assert len(han) > 20_902
    assert not han - drawn


def test_the_page_of_glyphs_is_current(fonts: LetterFonts) -> None:
    assert document(fonts.body) == GLYPHS_PAGE.read_text(encoding="utf-8")


def test_ranges() -> None:
    assert ranges([0x9FA6, 0x9FA7, 0x20000]) == "U+9FA6-9FA7, U+20000"
