"""Which facts are printed and which are refused, found out quickly for usual ones and exactly for all."""

import sys
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing.domain.errors import TextInvalid
from signing.domain.facts import FIELDS, FORBIDDEN_CATEGORIES, OPTIONAL, USUAL, LetterFacts, check_text

Facts = Callable[..., LetterFacts]
SEALED = {
    "name": "王䶮",
    "id_number": "11010119900307001X",
    "sex": "女",
    "archive_type": "individual",
    "archive_number": None,
    "purpose": None,
    "receiver": "",
    "number": "202600000001",
    "display_number": "证信〔2026〕00000001号",
    "check_code": "K7QF2M9DAB",
    "issued_on": "2026-01-05",
}


def read(**changes: Any) -> LetterFacts:
    """The facts as an approval carries them."""
    return LetterFacts.from_sealed(SEALED | changes, certificate_type="custody", issuer="某中心", sandbox=True)


@pytest.mark.parametrize("field", sorted(set(FIELDS) - OPTIONAL))
@pytest.mark.parametrize("empty", ["", " ", "\u3000 "])
def test_an_empty_fact_is_refused(letter_facts: Facts, field: str, empty: str) -> None:
    with pytest.raises(TextInvalid) as refusal:
        letter_facts(**{field: empty})
    assert refusal.value.field == field


@pytest.mark.parametrize("field", sorted(OPTIONAL))
def test_what_is_optional_may_be_empty(letter_facts: Facts, field: str) -> None:
    assert letter_facts(**{field: ""}).places()[field] == ""


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize(
    "character",
    [
        *("\x00", "\n", "\x7f", "\u200b", "\u200f", "\u202e", "\u2066", "\ufeff", "\u2028", "\ue000", "\ud800", "\xa0"),
        *("\u0301", "\u20dd", "\ufe0f", "\U000e0100"),  # marks would stand beside their letter
        *("\ufffd", "\ufffe", "\ufdd0", "\U0001ffff"),  # what somebody's program could not read; no characters
        *("😀", "🈚", "\U0001f1e8", "\U0001f3fd"),
    ],
)
def test_an_unprintable_fact_is_refused(letter_facts: Facts, field: str, character: str) -> None:
    with pytest.raises(TextInvalid):
        letter_facts(**{field: f"张{character}三"})


@pytest.mark.parametrize(
    "text",
    [
        '<img src="/etc/passwd">',
        "A & B",
        "=cmd|' /C calc'!A0",
        "{name}[x]%s\\",
        "é ü 김 ★ ℃ ① ￥",
        "𬭎𠅤㐀𪚥",
        "用途" * 1000,
        "\U0002ebf0",  # Extension I, which this Python does not know: the fonts decide
    ],
)
def test_anything_else_is_printed_literally(letter_facts: Facts, text: str) -> None:
    assert letter_facts(purpose=text, name=text).places()["purpose"] == text


def test_the_quick_look_lets_nothing_pass_that_the_close_look_refuses() -> None:
    rest = "\n".join("证" for _ in FIELDS[1:])
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if USUAL.fullmatch(f"证{character}\n{rest}\n"):
            assert unicodedata.category(character) not in FORBIDDEN_CATEGORIES
            check_text(character + "证", field="name")


@given(st.text(st.sampled_from("张 \n\u3000\u200b"), max_size=6), st.sampled_from(FIELDS))
def test_a_line_feed_does_not_pass_for_another_fact(letter_facts: Facts, text: str, field: str) -> None:
    refused = "\n" in text or "\u200b" in text or (not text.strip() and field not in OPTIONAL)
    if field == "archive_type":
        return
    if refused:
        with pytest.raises(TextInvalid):
            letter_facts(**{field: text})
    else:
        assert getattr(letter_facts(**{field: text}), field) == text


def test_the_day_of_examination_is_that_of_issue_unless_told() -> None:
    assert read().places()["examined_on"] == "2026年1月5日"
    assert read(examined_on=None).places()["examined_on"] == "2026年1月5日"
    assert read(examined_on="2025-12-31").places()["examined_on"] == "2025年12月31日"


def test_a_certificate_may_expire() -> None:
    assert read().places()["valid_until"] == ""
    assert read(valid_until=None).valid_until is None
    assert read(valid_until="2026-07-05").valid_until == date(2026, 7, 5)
    assert read(valid_until="2026-07-05").places()["valid_until"] == "2026年7月5日"


@pytest.mark.parametrize("changes", [{"examined_on": "yesterday"}, {"valid_until": "2026-13-01"}, {"valid_until": 5}])
def test_a_day_that_is_none_breaks_the_contract(changes: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        read(**changes)
