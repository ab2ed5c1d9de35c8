"""One cell at a time: what is taken, how it is written afterwards, and what is refused."""

from datetime import date, datetime, time, timedelta

import pytest
from archive.domain.dates import parse_date, parse_month
from archive.domain.faults import (
    ArchiveNumberFault,
    ArchiveTypeFault,
    DateFault,
    IdNumberFault,
    IdNumberRounded,
    MonthAmbiguous,
    MonthFault,
    NameFault,
    RowFault,
    SexContradicted,
    SexFault,
)
from archive.domain.rows import (
    parse_archive_number,
    parse_archive_type,
    parse_id_number,
    parse_name,
    parse_sex,
    written,
)
from hypothesis import given
from hypothesis import strategies as st
from kernel.id_number import check_character

DAYS = st.dates(min_value=date(1949, 1, 1), max_value=date(2099, 12, 31))
ID_NUMBERS = st.builds(
    lambda region, birth, sequence: (first := f"{region}{birth:%Y%m%d}{sequence:03d}") + check_character(first),
    st.sampled_from(["110101", "310104", "440106", "650102"]),
    st.dates(min_value=date(1930, 1, 1), max_value=date(2008, 12, 31)),
    st.integers(min_value=1, max_value=999),
)


def full_width(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def in_every_shape(day: date) -> list[object]:
    year, month, number = day.year, day.month, day.day
    return [
        day,
        datetime.combine(day, time()),
        (day - date(1899, 12, 30)).days,
        float((day - date(1899, 12, 30)).days),
        str((day - date(1899, 12, 30)).days),
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        day.isoformat(),
        f"{year}/{month}/{number}",
        f"{year}.{month:02d}.{number:02d}",
        f"{year}年{month}月{number}日",
        f" {year} 年 {month} 月 {number} 日\u3000",
        full_width(day.isoformat()),
        f"{day.isoformat()} 00:00:00",
        f"{year}—{month}—{number}",
    ]


@given(DAYS)
def test_a_date_is_read_in_every_shape(day: date) -> None:
    assert {parse_date(shape) for shape in in_every_shape(day)} == {day.isoformat()}


@given(DAYS)
def test_a_date_stands_for_its_month(day: date) -> None:
    assert {parse_month(shape) for shape in in_every_shape(day)} == {f"{day:%Y-%m}"}


@given(st.integers(1949, 2099), st.integers(1, 12))
def test_a_month_is_read_in_every_shape(year: int, month: int) -> None:
    shapes: list[object] = [
        f"{year}-{month:02d}",
        f"{year}/{month}",
        f"{year}年{month}月",
        f"{year}年{month}月份",
        f"{year}{month:02d}",
        f"{year}.{month:02d}",
        full_width(f"{year}.{month:02d}"),
        float(f"{year}{month:02d}"),
        int(f"{year}{month:02d}"),
    ]
    assert {parse_month(shape) for shape in shapes} == {f"{year}-{month:02d}"}


@pytest.mark.parametrize("blank", ["", " ", "\u3000", None, "-", "—", "/", "无"])
def test_an_empty_cell_is_no_date_and_no_fault(blank: object) -> None:
    assert parse_date(blank) is None
    assert parse_month(blank) is None


@pytest.mark.parametrize(
    "cell",
    [
        *["2010-02-30", "不详", "0000-00-00", "2013-13-01", "20-1-1", "2010-01", "2010年", "2010-1/2", "1"],
        *["2010-01-02 13:00:00", "1948-12-31", "2100-01-01"],
        *[0, 17, 2014, 1e300, float("inf"), float("nan"), 40279.5, True, time(3, 4), timedelta(days=3)],
    ],
)
def test_what_is_no_date_is_refused(cell: object) -> None:
    with pytest.raises(DateFault):
        parse_date(cell)


@pytest.mark.parametrize(
    "cell", ["2013-13", "去年", "20-1", "2013-00", "2013", 2013, 2013.25, 13.0, True, "201313", "2013年"]
)
def test_what_is_no_month_is_refused(cell: object) -> None:
    with pytest.raises(MonthFault):
        parse_month(cell)


@pytest.mark.parametrize("cell", [2014.1, "2014.1"])
def test_a_month_that_may_have_lost_its_nought_is_refused(cell: object) -> None:
    with pytest.raises(MonthAmbiguous):
        parse_month(cell)


def test_a_month_kept_as_a_number_with_one_meaning_is_read() -> None:
    assert parse_month(2014.09) == "2014-09"
    assert parse_month(2014.11) == "2014-11"


@given(ID_NUMBERS)
def test_an_id_number_is_read_in_every_shape(number: str) -> None:
    shapes = [
        number.lower(),
        full_width(number),
        f" {number[:6]} {number[6:14]}\u3000{number[14:]}\n",
        f"\ufeff{number}\u200b",
    ]
    assert {str(parse_id_number(shape)) for shape in shapes} == {number}


@given(ID_NUMBERS, st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_noticed(number: str, position: int, digit: str) -> None:
    if number[position] != digit:
        with pytest.raises(IdNumberFault):
            parse_id_number(number[:position] + digit + number[position + 1 :])


@pytest.mark.parametrize(
    "cell", [None, "", "11010119900307", "110101900307123", "身份证", 42.0, True, date(2020, 1, 1)]
)
def test_what_is_no_id_number_is_refused(cell: object) -> None:
    with pytest.raises(IdNumberFault):
        parse_id_number(cell)


def test_an_id_number_rounded_by_the_spreadsheet_is_refused() -> None:
    with pytest.raises(IdNumberRounded):
        parse_id_number(5.40102196811011e17)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("于芳", "于芳"),
        ("于\u3000芳", "于芳"),
        (" 欧阳思 ", "欧阳思"),
        ("扎西•多吉", "扎西·多吉"),
        ("扎西．多吉", "扎西·多吉"),
        ("扎西・多吉", "扎西·多吉"),
        ("扎西.多吉", "扎西·多吉"),
        ("扎西 · 多吉", "扎西·多吉"),
        ("王䶮", "王䶮"),
        ("陈𠅤", "陈𠅤"),
        ("李〇", "李〇"),
        ("John  A. Smith", "John A. Smith"),
        ("Ｊｏｈｎ", "John"),
        ("\u200b张三\ufeff", "张三"),
        ("=cmd|'/c calc'!A0", "=cmd|'/c calc'!A0"),
        ("<b>张三</b>", "<b>张三</b>"),
    ],
)
def test_a_name_is_made_canonical(cell: str, name: str) -> None:
    assert parse_name(cell) == name


@pytest.mark.parametrize(
    "cell", ["", None, "\u3000", "-", "123", 42.0, "张\x01三", "\u202e三张", "张\ue000", "张" * 101]
)
def test_what_is_no_name_is_refused(cell: object) -> None:
    with pytest.raises(NameFault):
        parse_name(cell)


@pytest.mark.parametrize("character", "😀☆한ไབ\u0301")
def test_names_of_characters_that_no_letter_prints_are_refused(character: str) -> None:
    with pytest.raises(NameFault):
        parse_name(f"张{character}")


def test_names_of_rare_characters_are_taken_whether_or_not_a_font_has_them() -> None:
    assert parse_name("张𰻞") == "张𰻞"
    assert parse_name("张\U00031359") == "张\U00031359"


@given(st.text(max_size=20))
def test_a_canonical_name_stays_as_it_is(text: str) -> None:
    try:
        name = parse_name(text)
    except NameFault:
        return
    assert parse_name(name) == name


def test_sex_must_agree_with_the_id_number() -> None:
    woman = parse_id_number("110101199003074020"[:17] + check_character("11010119900307402"))
    assert parse_sex("女", woman) == "女"
    assert parse_sex(" 女性", woman) == "女"
    assert parse_sex("", woman) == "女"
    assert parse_sex(None, woman) == "女"
    with pytest.raises(SexContradicted):
        parse_sex("男", woman)
    with pytest.raises(SexFault):
        parse_sex("F", woman)
    assert parse_sex("男", None) == "男"


@pytest.mark.parametrize("cell", ["单位存档", "单位", " 单位存档 ", "单 位"])
def test_unit_archives(cell: str) -> None:
    assert parse_archive_type(cell).value == "unit"


@pytest.mark.parametrize("cell", ["个人存档", "个人", "个人存档\u3000"])
def test_individual_archives(cell: str) -> None:
    assert parse_archive_type(cell).value == "individual"


@pytest.mark.parametrize("cell", ["", None, "其他", "单位/个人", "单", 1])
def test_other_archive_types_are_refused(cell: object) -> None:
    with pytest.raises(ArchiveTypeFault):
        parse_archive_type(cell)


def test_archive_numbers_are_free_text() -> None:
    assert parse_archive_number(220000000001.0) == "220000000001"
    assert parse_archive_number(" 档－２２  0001 ") == "档-22 0001"
    assert parse_archive_number("") is None
    assert parse_archive_number(None) is None
    for cell in ("x" * 65, "2\x0022", "22☎", "22\u0301"):
        with pytest.raises(ArchiveNumberFault):
            parse_archive_number(cell)


CELLS = st.one_of(
    st.none(),
    st.text(max_size=30),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(CELLS)
def test_whatever_a_cell_holds_is_taken_or_refused(cell: object) -> None:
    for parse in (parse_name, parse_id_number, parse_archive_type, parse_archive_number, parse_date, parse_month):
        try:
            parse(cell)
        except RowFault:
            continue
    assert len(written(cell)) <= 100
