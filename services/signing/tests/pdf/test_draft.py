"""Drafts: offsets, byte range, identifier, digest; and the same bytes from the same facts."""

import hashlib
import re
from datetime import timedelta
from typing import Any

import pytest
from kernel.clock import CHINA
from samples import make_facts, make_settings, now
from signing.opening import open_press
from signing.pdf.draft import Draft
from signing.press import LetterPress


def whole(draft: Draft) -> bytes:
    """The file with an empty signature."""
    return draft.with_signature(b"")


@pytest.mark.parametrize("purpose", ["", "办理购房贷款手续", "用途" * 200])
def test_the_table_says_where_each_object_is(plain_press: LetterPress, purpose: str) -> None:
    pdf = whole(plain_press.draft(make_facts(purpose=purpose), signed_at=now()))
    start = int(re.search(rb"startxref\n(\d+)\n%%EOF\n\Z", pdf)[1])  # type: ignore[index]
    table = re.match(rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer\n<</Size (\d+)", pdf[start:])
    assert table is not None
    lines = table[2].splitlines()
    assert int(table[1]) == int(table[3]) == len(lines)
    assert lines[0] == b"0000000000 65535 f "
    for number, line in enumerate(lines[1:], start=1):
        assert pdf[int(line[:10]) :].startswith(b"%d 0 obj\n" % number)
    assert len(re.findall(rb"^\d+ 0 obj$", pdf, re.MULTILINE)) == len(lines) - 1


def test_the_byte_range_leaves_out_the_signature_alone(draft: Draft) -> None:
    pdf = whole(draft)
    match = re.search(rb"/ByteRange\[(\d+) +(\d+) +(\d+) +(\d+) *\]/Contents", pdf)
    assert match is not None
    start, length, rest, rest_length = map(int, match.groups())
    assert (start, length, rest + rest_length) == (0, match.end(), len(pdf))
    assert pdf[length:rest] == b"<" + b"0" * draft.room + b">"
    assert hashlib.sha256(pdf[:length] + pdf[rest:]).digest() == draft.digest


def test_the_signature_goes_into_its_place_and_no_longer_one_does(draft: Draft) -> None:
    container = bytes(range(256))
    pdf = draft.with_signature(container)
    assert len(pdf) == len(whole(draft))
    assert b"/Contents<" + container.hex().upper().encode() + b"00" in pdf
    with pytest.raises(ValueError, match="room"):
        draft.with_signature(bytes(draft.room // 2 + 1))


def test_the_same_facts_and_time_give_the_same_bytes(plain_press: LetterPress, tmp_path_factory: Any) -> None:
    facts = make_facts(name="阿卜杜热依木·麦麦提", purpose="用途" * 150)
    once = plain_press.draft(facts, signed_at=now())
    for number in range(30):  # whatever came in between
        plain_press.draft(make_facts(name=chr(0x4E00 + 97 * number)), signed_at=now())
    assert plain_press.draft(facts, signed_at=now()) == once
    # Another process has another key, but what it writes up to the room for the signature is the same.
    other = open_press(make_settings(tmp_path_factory.mktemp("other"))).draft(facts, signed_at=now())
    head = once.own.index(b"/ByteRange")
    assert other.prefix + other.own[:head] == once.prefix + once.own[:head]


CHANGES: list[dict[str, Any]] = [
    {"name": "李四"},
    {"id_number": "110101199003070011"},
    {"check_code": "K7QF2M9E"},
    {"number": "202600000124"},
    {"display_number": "证信〔2026〕00000124号"},
    {"purpose": "办理购房贷款手续。"},
    {"receiver": ""},
    {"sex": "女"},
]


def test_other_facts_give_other_bytes_and_another_identifier(plain_press: LetterPress, draft: Draft) -> None:
    drafts = [draft, *(plain_press.draft(make_facts(**change), signed_at=now()) for change in CHANGES)]
    drafts.append(plain_press.draft(make_facts(), signed_at=now() + timedelta(seconds=1)))
    assert len({each.digest for each in drafts}) == len(drafts)
    identifiers = [re.search(rb"/ID\[<([0-9A-F]{32})><\1>\]", each.tail)[1] for each in drafts]  # type: ignore[index]
    assert len(set(identifiers)) == len(drafts)


def test_the_time_is_that_of_signing(draft: Draft) -> None:
    dates = set(re.findall(rb"\(D:(\d{14})\+08'00'\)", draft.own))
    assert dates == {now().astimezone(CHINA).strftime("%Y%m%d%H%M%S").encode()}
    assert draft.own.count(b"/M(D:") == 1
