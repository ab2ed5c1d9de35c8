"""The characters that a letter can print: one rule for those who take texts in and for those who set them.

Han characters are all taken, as names hold them; of the youngest blocks the letters' fonts lack some
(``may_lack_ink``). Of signs and letters of other scripts those are taken that the fonts draw; a test of signing
compares the two.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final


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


COMPATIBILITY_UNIFIED: Final = (
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

GB18030_HAN: Final = (
    Block("CJK Unified Ideographs", 0x4E00, 0x9FEF),
    Block("Extension A", 0x3400, 0x4DB5),
    Block("Extension B", 0x20000, 0x2A6D6),
    Block("Extension C", 0x2A700, 0x2B734),
    Block("Extension D", 0x2B740, 0x2B81D),
    Block("Extension E", 0x2B820, 0x2CEA1),
    Block("Extension F", 0x2CEB0, 0x2EBE0),
)
"""The ranges of GB 18030-2022, implementation level 3; with the twelve above they are its 87,887 Han characters."""

YOUNG_HAN: Final = (
    Block("Extension G", 0x30000, 0x3134A),
    Block("Extension H", 0x31350, 0x323AF),
    Block("Extension I", 0x2EBF0, 0x2EE5D),
)
"""Of these the fonts lack some characters."""

OTHER_HAN: Final = (
    Block("CJK Unified Ideographs, later", 0x9FF0, 0x9FFF),
    Block("Extension A, later", 0x4DB6, 0x4DBF),
    Block("Extension B, later", 0x2A6D7, 0x2A6DF),
    Block("Extension C, later", 0x2B735, 0x2B739),
    *YOUNG_HAN,
    Block("Compatibility ideographs", 0xF900, 0xFA6D),
    Block("Compatibility ideographs, 2005", 0xFA70, 0xFAD9),
    Block("Compatibility supplement", 0x2F800, 0x2FA1D),
    Block("Radicals supplement", 0x2E80, 0x2E99),
    Block("Radicals supplement, from 2E9B", 0x2E9B, 0x2EF3),
    Block("Kangxi radicals", 0x2F00, 0x2FD5),
)
"""What Unicode has beyond GB 18030-2022."""

PRINTED_SIGNS: Final = (
    Block("Latin", 0x0020, 0x007E),
    Block("Latin-1", 0x00A1, 0x00AC),
    Block("Latin-1, from 00AE", 0x00AE, 0x00FF),
    Block("Latin Extended", 0x0100, 0x024F),
    Block("Greek", 0x0391, 0x03A1),
    Block("Greek, from 03A3", 0x03A3, 0x03C9),
    Block("Cyrillic", 0x0401, 0x0451),
    Block("General punctuation", 0x2010, 0x2027),
    Block("General punctuation, from 2030", 0x2030, 0x2049),
    Block("Letterlike", 0x2100, 0x210A),
    Block("Letterlike, from 2112", 0x2112, 0x211A),
    Block("Letterlike, from 211C", 0x211C, 0x2127),
    Block("Letterlike, from 2129", 0x2129, 0x212B),
    Block("Number forms", 0x2150, 0x218B),
    Block("Arrows", 0x2190, 0x219B),
    Block("Mathematical operators", 0x2200, 0x2230),
    Block("Mathematical operators, from 2234", 0x2234, 0x224C),
    Block("Mathematical operators, from 2250", 0x2250, 0x22A1),
    Block("Enclosed alphanumerics", 0x2460, 0x24FF),
    Block("Geometric shapes", 0x25A0, 0x25FF),
    Block("CJK symbols and punctuation", 0x3000, 0x3029),
    Block("CJK symbols and punctuation, from 3030", 0x3030, 0x303F),
    Block("Kana", 0x3041, 0x3096),
    Block("Kana, from 309B", 0x309B, 0x30FF),
    Block("Bopomofo", 0x3105, 0x312E),
    Block("Enclosed CJK", 0x3200, 0x321E),
    Block("Enclosed CJK, from 3220", 0x3220, 0x32FE),
    Block("CJK compatibility", 0x3300, 0x33FF),
    Block("CJK compatibility forms", 0xFE30, 0xFE4F),
    Block("Full-width forms", 0xFF01, 0xFF5E),
    Block("Full-width signs", 0xFFE0, 0xFFE6),
)
"""What else a letter prints. Not among it: pictures, scripts without fonts, marks that combine, what nobody sees."""


def _one_of(blocks: Iterable[Block]) -> str:
    return "".join(f"{chr(block.first)}-{chr(block.last)}".replace("\\", r"\\").replace("]", r"\]") for block in blocks)


_HAN = re.compile(f"[{_one_of((*GB18030_HAN, *OTHER_HAN))}]")
_YOUNG_HAN = re.compile(f"[{_one_of(YOUNG_HAN)}]")
_OUTSIDE = re.compile(f"[^{_one_of((*PRINTED_SIGNS, *GB18030_HAN, *OTHER_HAN))}]")


def is_han(codepoint: int) -> bool:
    """Whether it is a Han character, a radical or a variant of one."""
    return _HAN.fullmatch(chr(codepoint)) is not None


def unprintable(text: str) -> str | None:
    """The first character that no letter prints, if there is one; a line break is one."""
    found = _OUTSIDE.search(text)
    return found[0] if found else None


def may_lack_ink(text: str) -> str | None:
    """The first Han character so young that the letters' fonts may not have it, if there is one."""
    found = _YOUNG_HAN.search(text)
    return found[0] if found else None


def named(character: str) -> str:
    """A character as a message names it: ``“😀”（U+1F600）``, or ``U+202E`` where nobody would see it."""
    codepoint = f"U+{ord(character):04X}"
    return f"“{character}”（{codepoint}）" if unicodedata.category(character)[0] in "LNPS" else codepoint
