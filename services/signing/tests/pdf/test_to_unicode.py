"""Character maps: what is copied is what was printed, beyond U+FFFF too."""

import re

import pytest
from signing.pdf.to_unicode import SECTION, to_unicode


def read(character_map: bytes) -> dict[int, str]:
    """The map as a reader takes it."""
    sections = re.findall(rb"(\d+) beginbfchar\n(.*?)endbfchar\n", character_map, re.DOTALL)
    found: dict[int, str] = {}
    for count, body in sections:
        entries = re.findall(rb"<([0-9A-F]{4})> <((?:[0-9A-F]{4})+)>\n", body)
        assert len(entries) == int(count) <= SECTION
        assert b"".join(b"<%b> <%b>\n" % entry for entry in entries) == body
        found |= {int(code, 16): bytes.fromhex(text.decode()).decode("utf-16-be") for code, text in entries}
    return found


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
def test_codes_are_counted_from_one(count: int) -> None:
    characters = [chr(0x4E00 + number) for number in range(count)]
    assert read(to_unicode(characters)) == dict(enumerate(characters, start=1))


def test_characters_beyond_the_first_plane_are_surrogate_pairs() -> None:
    assert b"<0001> <D874DCCE>" in to_unicode(["\U0002d0ce"])
    assert read(to_unicode(list("𬭎张𠮷"))) == {1: "𬭎", 2: "张", 3: "𠮷"}


def test_it_is_a_program_with_head_and_end() -> None:
    text = to_unicode(["张"]).decode("ascii")
    assert text.startswith("/CIDInit /ProcSet findresource begin")
    assert "1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange" in text
    assert text.endswith("end\nend")
