"""Contents: which font shows which character, and where."""

import re

import pytest
from signing.domain.errors import GlyphMissing
from signing.fonts.letter_fonts import LetterFonts
from signing.pdf.content import FixedFonts, PageTexts
from signing.typesetting.sheet import Text

FIXED = "存档证明0123456789"


@pytest.fixture
def texts(fonts: LetterFonts) -> tuple[FixedFonts, PageTexts]:
    """A page whose fixed font holds a few characters."""
    body = FixedFonts(FIXED, fonts.body, place=0)
    heading = FixedFonts("证明", fonts.title, place=len(body.subsets))
    return body, PageTexts(body, heading, fonts.body, place=len(body.subsets) + 1)


def text(characters: str, y: float = 700.0) -> Text:
    return Text(79.37, y, 16.0, 0.5, characters)


def shown(content: bytes, subsets: dict[int, list[str]]) -> str:
    """What the page shows."""
    pieces = re.findall(rb"/F(\d+) [\d.]+ Tf\n<([0-9A-F]*)> Tj", content)
    return "".join(
        subsets[int(font)][int(codes[at : at + 4], 16) - 1] for font, codes in pieces for at in range(0, len(codes), 4)
    )


def test_own_fonts_hold_only_what_the_fixed_ones_lack(texts: tuple[FixedFonts, PageTexts]) -> None:
    body, page = texts
    lines = ["存档2026", "张𬭎证明", "张三张三", "𠮷𪜀"]
    content = page.write([text(line) for line in lines], None)
    own = "".join("".join(subset.characters) for subset in page.subsets)
    assert sorted(own) == sorted("张𬭎三𠮷𪜀")
    subsets = {subset.place: subset.characters for subset in (*body.subsets, *page.subsets)}
    assert shown(content, subsets) == "".join(lines)
    assert len({subset.place for subset in (*body.subsets, *page.subsets)}) == len(body.subsets) + len(page.subsets)
    assert content.startswith(b"BT\n")
    assert content.endswith(b"ET\n")


def test_a_second_page_goes_on_with_the_fonts_of_the_first(texts: tuple[FixedFonts, PageTexts]) -> None:
    _, page = texts
    page.write([text("张三")], None)
    before = [list(subset.characters) for subset in page.subsets]
    page.write([text("三张李")], None)
    assert [subset.characters for subset in page.subsets] == [[*before[0], "李"]]


def test_places_and_spaces_are_written(texts: tuple[FixedFonts, PageTexts]) -> None:
    _, page = texts
    content = page.write([text("存档", 123.456)], Text(200, 600, 22, 0, "证明"))
    assert b"0.500 Tc 1 0 0 1 79.37 123.46 Tm\n" in content
    assert b"0.000 Tc 1 0 0 1 200.00 600.00 Tm\n" in content
    assert content.count(b" Tj") == 2


def test_what_is_remembered_is_the_same(texts: tuple[FixedFonts, PageTexts]) -> None:
    body, _ = texts
    assert body.show(text("存档")) == body.show(text("存档")) != body.show(text("存档", 1))
    assert body.show(text("张三")) is None


def test_a_character_that_no_face_draws_is_named(texts: tuple[FixedFonts, PageTexts], fonts: LetterFonts) -> None:
    _, page = texts
    with pytest.raises(GlyphMissing, match=r"U\+2EBF0"):
        page.write([text("张\U0002ebf0")], None)
    with pytest.raises(GlyphMissing):
        FixedFonts("\U0002ebf0", fonts.body, place=0)
