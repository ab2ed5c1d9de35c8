"""What the other services take in can be set: every sign has ink, and every Han character but some of the youngest."""

from kernel.repertoire import GB18030_HAN, OTHER_HAN, PRINTED_SIGNS, YOUNG_HAN
from signing.domain.errors import GlyphMissing
from signing.domain.facts import check_text
from signing.fonts.coverage import ranges
from signing.fonts.letter_fonts import LetterFonts
from signing.fonts.repertoire import everything


def _without_ink(fonts: LetterFonts, points: list[int]) -> str:
    missing = []
    for point in points:
        check_text(f"字{chr(point)}", field="purpose")
        try:
            fonts.body.find(chr(point))
        except GlyphMissing:
            missing.append(point)
    return ranges(missing)


def test_every_sign_that_is_taken_has_ink(fonts: LetterFonts) -> None:
    points = [point for block in PRINTED_SIGNS for point in block]
    assert _without_ink(fonts, points) == ""
    assert set(points) <= everything()


def test_han_characters_that_are_not_young_have_ink(fonts: LetterFonts) -> None:
    sure = [block for block in (*GB18030_HAN, *OTHER_HAN) if block not in YOUNG_HAN]
    assert _without_ink(fonts, [point for block in sure for point in block]) == ""
