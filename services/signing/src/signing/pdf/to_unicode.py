"""ToUnicode CMaps (ISO 32000-1, 9.10.3): what a reader copies and searches.

Characters beyond U+FFFF are UTF-16 surrogate pairs; stock reportlab writes five digits there, so that 𬭎 comes back as
another character.
"""

from collections.abc import Sequence

HEAD = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
"""
TAIL = """endcmap
CMapName currentdict /CMap defineresource pop
end
end"""
SECTION = 100
"""Entries that a bfchar section may hold (Adobe Technical Note 5014)."""


def to_unicode(characters: Sequence[str]) -> bytes:
    """The map of a font whose code ``n + 1`` draws ``characters[n]``."""
    entries = [
        f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>\n"
        for code, character in enumerate(characters, start=1)
    ]
    parts = [HEAD]
    for start in range(0, len(entries), SECTION):
        section = entries[start : start + SECTION]
        parts.append(f"{len(section)} beginbfchar\n{''.join(section)}endbfchar\n")
    parts.append(TAIL)
    return "".join(parts).encode("ascii")
