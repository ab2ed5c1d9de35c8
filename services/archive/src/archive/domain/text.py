"""Text of cells: full-width forms, stray spaces, dots, characters that nobody sees."""

import re
import unicodedata

_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_NOTHING = dict.fromkeys(map(ord, "\u200b\u2060\ufeff"))
"""Zero-width spaces come along when text is pasted; they are stray spaces like any other."""
_DOTS = str.maketrans(dict.fromkeys("•••‧∙⋅●・･．᛫⸱", "·"))
_HAN = re.compile(r"[\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PLAIN_HAN = re.compile(r"[\u4e00-\u9fff]+")
_UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BLANKS = frozenset({"", "-", "--", "/", "无"})


def plain(text: str) -> str:
    """Full-width characters made half-width, all spaces taken out (U+3000 and line breaks too)."""
    if text.isascii():
        return "".join(text.split())
    return "".join(text.translate(_NOTHING).translate(_FULL_WIDTH).split())


def is_blank(written: str) -> bool:
    """Whether a cell's plain text says that there is nothing: empty, a dash, a stroke or 无."""
    return written in _BLANKS


def is_printable(text: str) -> bool:
    """Whether every character can be seen: no control, direction or private characters."""
    return not any(unicodedata.category(character) in _UNPRINTABLE for character in text)


def has_letter(text: str) -> bool:
    """Whether there is a letter of some script in it, Chinese characters and 〇 included."""
    return any(character.isalpha() or character == "〇" for character in text)


def clean_name(text: str) -> str:
    """A name in canonical form.

    Spaces inside a Chinese name go, the dot of a name in several parts becomes ``·`` whichever was typed; a name in
    Latin letters keeps single spaces and its full stops.
    """
    if _PLAIN_HAN.fullmatch(text):
        return text
    text = text.translate(_NOTHING).translate(_DOTS)
    if _HAN.search(text):
        return plain(text).replace(".", "·")
    return " ".join(text.translate(_FULL_WIDTH).split())


def clean_line(text: str) -> str:
    """Free text on one line: full-width forms made half-width, runs of spaces made one."""
    if text.isascii():
        return " ".join(text.split())
    return " ".join(text.translate(_NOTHING).translate(_FULL_WIDTH).split())
