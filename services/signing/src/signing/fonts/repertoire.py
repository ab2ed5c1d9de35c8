"""The characters that fonts are prepared for: all Han characters, and the signs and letters that stand among them.

More than letters take in: that is ``kernel.repertoire``.
"""

from functools import cache

from kernel.repertoire import COMPATIBILITY_UNIFIED, GB18030_HAN, OTHER_HAN, Block, is_han

SIGNS = (
    Block("Latin", 0x0020, 0x007E),
    Block("Latin-1", 0x00A0, 0x00FF),
    Block("Latin Extended", 0x0100, 0x024F),
    Block("Greek", 0x0391, 0x03C9),
    Block("Cyrillic", 0x0401, 0x0451),
    Block("General punctuation", 0x2010, 0x2027),
    Block("General punctuation, from 2030", 0x2030, 0x205E),
    Block("Letterlike", 0x2100, 0x214F),
    Block("Number forms", 0x2150, 0x218F),
    Block("Arrows", 0x2190, 0x21FF),
    Block("Mathematical operators", 0x2200, 0x22FF),
    Block("Enclosed alphanumerics", 0x2460, 0x24FF),
    Block("Geometric shapes", 0x25A0, 0x25FF),
    Block("CJK symbols and punctuation", 0x3000, 0x303F),
    Block("Kana", 0x3041, 0x30FF),
    Block("Bopomofo", 0x3105, 0x312F),
    Block("Enclosed CJK", 0x3200, 0x33FF),
    Block("CJK compatibility forms", 0xFE30, 0xFE4F),
    Block("Full-width forms", 0xFF01, 0xFF5E),
    Block("Full-width signs", 0xFFE0, 0xFFE6),
)


def is_latin(codepoint: int) -> bool:
    """Whether it is a letter, a digit or a sign among them that is not as wide as a Han character."""
    return 0x21 <= codepoint <= 0x7E or (0xC0 <= codepoint <= 0x24F and codepoint not in (0xD7, 0xF7))


# Functions, not constants: workers know of these sets, but have no use for megabytes of numbers.


@cache
def everything() -> frozenset[int]:
    """All that a letter may need."""
    blocks = (*GB18030_HAN, *OTHER_HAN, *SIGNS)
    return frozenset(point for block in blocks for point in block) | set(COMPATIBILITY_UNIFIED)


@cache
def han() -> frozenset[int]:
    """Only the Han characters."""
    return frozenset(point for point in everything() if is_han(point))


@cache
def all_but_latin() -> frozenset[int]:
    """The same without letters and digits."""
    return frozenset(point for point in everything() if not is_latin(point))


@cache
def for_titles() -> frozenset[int]:
    """What a title may need: GB 2312, as no names stand in titles."""
    return frozenset(point for point in everything() if is_latin(point) or point in (0x20, 0xB7) or _is_gb2312(point))


def _is_gb2312(codepoint: int) -> bool:
    try:
        chr(codepoint).encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True
