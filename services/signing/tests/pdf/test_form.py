"""Forms: the beginning that a day's letters of a type share."""

import hashlib
import re
from datetime import date

from altered import AlteredDraft
from samples import make_facts, now
from signing.pdf.draft import Draft
from signing.pdf.form import entries
from signing.press import LetterPress


def test_letters_of_a_day_share_their_beginning_and_others_do_not(plain_press: LetterPress) -> None:
    def prefix(**changes: object) -> bytes:
        return plain_press.draft(make_facts(**changes), signed_at=now()).prefix

    usual = prefix()
    assert prefix(name="李四", purpose="", check_code="ZZZZZZZZ") is usual
    assert prefix(certificate_type="political_review") != usual
    assert prefix(issued_on=date(2026, 11, 23)) != usual


def test_its_hash_and_its_table_are_those_of_its_bytes(plain_press: LetterPress, draft: Draft) -> None:
    (form,) = [form for form in plain_press._forms.values() if form.prefix == draft.prefix]
    assert form.state.digest() == hashlib.sha256(form.prefix).digest()
    offsets = [int(line[:10]) for line in form.entries.splitlines()]
    for number, offset in enumerate(offsets, start=1):
        assert form.prefix[offset:].startswith(b"%d 0 obj\n" % number)
    assert len(offsets) == form.first - 1
    numbers = [form.pages, form.metadata, form.information, form.widget, form.signature]
    assert numbers == list(range(form.first, form.first + 5))


def test_the_catalog_names_what_a_certified_archival_letter_needs(parts: AlteredDraft) -> None:
    catalog = parts.first[1]
    named = {key: int(number) for key, number in re.findall(rb"/(\w+) ?\[?(\d+) 0 R", catalog)}
    everything = parts.first | parts.own
    assert b"/Type/Pages" in everything[named[b"Pages"]]
    assert b"/Type/Metadata" in everything[named[b"Metadata"]]
    assert b"/GTS_PDFA1" in everything[named[b"OutputIntents"]]
    assert b"/Subtype/Widget" in everything[named[b"Fields"]]
    assert named[b"DocMDP"] == parts.signature_number


def test_entries_of_the_table_are_twenty_bytes() -> None:
    lines, end = entries([b"abc", b"", b"defgh"], at=100)
    assert lines == b"0000000100 00000 n \n0000000103 00000 n \n0000000103 00000 n \n"
    assert end == 108
