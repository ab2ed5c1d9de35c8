"""Fonts as objects: names, widths and sets agree with the font files inside."""

import re
import zlib
from io import BytesIO

import pytest
from altered import AlteredDraft
from fontTools.ttLib import TTFont
from samples import make_facts, now
from signing.fonts.letter_fonts import LetterFonts
from signing.pdf.font import OBJECTS, TAGS, Subset, cid_set
from signing.pdf.to_unicode import to_unicode
from signing.press import LetterPress

RARE = "张㐂𠀁𠮷𪜀𫝀𬭎𬺰𰻞喆"


def data_of(body: bytes) -> bytes:
    """The data of a stream, inflated if need be."""
    data = body[body.index(b"\nstream\n") + 8 : body.rindex(b"\nendstream")]
    return zlib.decompress(data) if b"/FlateDecode" in body.split(b"\nstream\n")[0] else data


def check_font(objects: list[bytes]) -> set[str]:
    """Compare the six objects of a font with each other; the characters it draws."""
    font, descendant, descriptor, file, unicode, cids = objects
    names = {re.search(rb"/(?:BaseFont|FontName)/(\S+?)/", each)[1] for each in (font, descendant, descriptor)}  # type: ignore[index]
    assert len(names) == 1
    assert re.fullmatch(rb"[A-Z]{6}\+[A-Za-z0-9-]+", names.pop())
    program = TTFont(BytesIO(data_of(file)))
    assert re.search(rb"/Length1 (\d+)", file)[1] == b"%d" % len(data_of(file))  # type: ignore[index]
    count, em = program["maxp"].numGlyphs, program["head"].unitsPerEm
    advances = [program["hmtx"].metrics[name][0] * 1000 / em for name in program.getGlyphOrder()]
    widths = re.search(rb"/W\[0\[([^]]*)\]\]", descendant)
    assert widths is not None
    assert list(map(float, widths[1].split())) == pytest.approx(advances, abs=0.01)
    bits = "".join(f"{byte:08b}" for byte in data_of(cids))
    assert bits == "1" * count + "0" * (-count % 8)
    entries = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>\n", data_of(unicode).partition(b"endcodespacerange")[2])
    assert [int(code, 16) for code, _ in entries] == list(range(1, count))
    box = re.search(rb"/FontBBox\[([^]]*)\]", descriptor)
    assert box is not None
    head = program["head"]
    measured = [side * 1000 / em for side in (head.xMin, head.yMin, head.xMax, head.yMax)]
    assert list(map(float, box[1].split())) == pytest.approx(measured, abs=0.01)
    return {bytes.fromhex(text.decode()).decode("utf-16-be") for _, text in entries}


@pytest.mark.parametrize("compact", [False, True])
def test_a_subset_agrees_with_itself(fonts: LetterFonts, *, compact: bool) -> None:
    for face in fonts.body.faces:
        drawn = [(each, face.glyph(each)) for each in RARE]
        subset = Subset(face, 3)
        codes = [subset.add(character, glyph) for character, glyph in drawn if glyph is not None]
        assert codes == [f"{number:04X}" for number in range(1, len(codes) + 1)]
        objects = subset.objects(10, compact=compact)
        assert len(objects) == OBJECTS
        assert check_font(objects) == set(subset.characters)
        assert data_of(objects[4]) == to_unicode(subset.characters)
        for reference in re.findall(rb" (\d+) 0 R", b"".join(objects[:3])):
            assert 10 < int(reference) < 10 + OBJECTS


def test_every_font_of_a_letter_agrees_with_itself(plain_press: LetterPress) -> None:
    letter = plain_press.draft(make_facts(name=RARE, purpose="用途" + "一二三四五六七八九十" * 20), signed_at=now())
    parts = AlteredDraft.of(letter)
    everything = parts.first | parts.own
    fonts = [number for number, body in everything.items() if b"/Subtype/Type0/" in body]
    assert len(fonts) >= 6
    drawn = [check_font([everything[number + place] for place in range(OBJECTS)]) for number in fonts]
    assert set("".join("".join(letter.text).split())) <= set().union(*drawn)
    names = [re.search(rb"/BaseFont/([A-Z]{6})\+", everything[number])[1] for number in fonts]  # type: ignore[index]
    assert len(set(names)) == len(names)
    assert set(names) <= {tag.encode() for tag in TAGS}


@pytest.mark.parametrize("size", [1, 7, 8, 9, 16, 255])
def test_a_set_has_a_bit_for_each_character(size: int) -> None:
    assert "".join(f"{byte:08b}" for byte in cid_set(size)).rstrip("0") == "1" * size
    assert len(cid_set(size)) == (size + 7) // 8
