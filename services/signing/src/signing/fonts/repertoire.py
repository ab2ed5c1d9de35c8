"""The characters that a letter may need: all Han characters, and the signs and letters that stand among them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class Block:
    """A range of code points, both ends included."""

    name: str
    first: int
    last: int

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.first, self.last + 1))

    def __len__(self) -> int:
        return self.last - self.first + 1


COMPATIBILITY_UNIFIED = (
    0xFA0E,
    0xFA0F,
    0xFA11,
    0xFA13,
    0xFA14,
    0xFA1F,
    0xFA21,
    0xFA23,
    0xFA24,
    0xFA27,
    0xFA28,
    0xFA29,
)
"""Twelve characters of the compatibility block that are unified ideographs; GB 18030 counts them as Han."""

GB18030_HAN = (
    Block("CJK Unified Ideographs", 0x4E00, 0x9FEF),
    Block("Extension A", 0x3400, 0x4DB5),
    Block("Extension B", 0x20000, 0x2A6D6),
    Block("Extension C", 0x2A700, 0x2B734),
    Block("Extension D", 0x2B740, 0x2B81D),
    Block("Extension E", 0x2B820, 0x2CEA1),
    Block("Extension F", 0x2CEB0, 0x2EBE0),
)
"""The ranges of GB 18030-2022, implementation level 3; with the twelve above they are its 87,887 Han characters."""

OTHER_HAN = (
    Block("CJK Unified Ideographs, later", 0x9FF0, 0x9FFF),
    Block("Extension A, later", 0x4DB6, 0x4DBF),
    Block("Extension B, later", 0x2A6D7, 0x2A6DF),
    Block("Extension C, later", 0x2B735, 0x2B739),
    Block("Extension G", 0x30000, 0x3134A),
    Block("Extension H", 0x31350, 0x323AF),
    Block("Extension I", 0x2EBF0, 0x2EE5D),
    Block("Compatibility ideographs", 0xF900, 0xFA6D),
    Block("Compatibility ideographs, 2005", 0xFA70, 0xFAD9),
    Block("Compatibility supplement", 0x2F800, 0x2FA1D),
    Block("Radicals supplement", 0x2E80, 0x2E99),
    Block("Radicals supplement, from 2E9B", 0x2E9B, 0x2EF3),
    Block("Kangxi radicals", 0x2F00, 0x2FD5),
)
"""What Unicode has beyond GB 18030-2022; printed as far as a font has it."""

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


def is_han(codepoint: int) -> bool:
    """Whether it is a Han character, a radical or a variant of one."""
    return any(block.first <= codepoint <= block.last for block in (*GB18030_HAN, *OTHER_HAN)) or (
        codepoint in COMPATIBILITY_UNIFIED
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
