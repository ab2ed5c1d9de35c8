"""ID numbers: GB 11643, however they are typed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel.id_number import IdNumber, InvalidIdNumber, check_character, mask_name, mask_phone

PROVINCES = st.sampled_from(["11", "31", "44", "54", "65"])


@st.composite
def numbers(draw: st.DrawFn) -> str:
    birth = draw(st.dates(date(1900, 1, 1), date(2020, 12, 31)))
    first17 = f"{draw(PROVINCES)}{draw(st.integers(0, 9999)):04d}{birth:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + check_character(first17)


@given(numbers())
def test_a_valid_number_is_its_own_canonical_form(number: str) -> None:
    parsed = IdNumber.parse(number)
    assert parsed == number
    assert parsed.birth_date == date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    assert parsed.sex == ("男" if int(number[16]) % 2 else "女")


@given(numbers(), st.sampled_from(["full width", "lower case", "spaces"]))
def test_other_ways_of_writing_it_are_made_canonical(number: str, way: str) -> None:
    written = {
        "full width": "".join(chr(ord(c) + 0xFEE0) for c in number),
        "lower case": number.lower(),
        "spaces": f" {number[:6]} {number[6:14]}\u3000{number[14:]} ",
    }[way]
    assert IdNumber.parse(written) == number


@given(numbers(), st.integers(0, 17), st.sampled_from("0123456789X"))
def test_one_wrong_character_is_always_found(number: str, place: int, other: str) -> None:
    wrong = number[:place] + other + number[place + 1 :]
    if wrong != number:
        with pytest.raises(InvalidIdNumber):
            IdNumber.parse(wrong)


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_refused(text: str) -> None:
    try:
        number = IdNumber.parse(text)
    except InvalidIdNumber:
        return
    assert len(number) == 18


@pytest.mark.parametrize(
    "number",
    [
        "",
        "110101900307791",  # 15 digits
        "11010119900230001X",  # no such date
        "00010119900307001X",  # no such province
        "110101190003070010 OR 1=1",
        "１" * 18,
    ],
)
def test_refused(number: str) -> None:
    with pytest.raises(InvalidIdNumber):
        IdNumber.parse(number)


def test_masks() -> None:
    assert IdNumber("11010119900307002X").masked == "1101**********002X"
    assert mask_phone("13800138000") == "138****8000"
    assert [mask_name(name) for name in ("冯", "冯海", "冯海峰", "阿卜杜热依木·麦麦提")] == [
        "冯",
        "冯*",
        "冯**",
        "阿**",
    ]
