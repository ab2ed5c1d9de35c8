"""Lines as Chinese typesetting wants them, whatever the text."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from signing.typesetting.lines import (
    CLOSING,
    HANG,
    OPENING,
    SPACES,
    SQUEEZE,
    STRETCH,
    WORDS,
    Line,
    Measure,
    break_lines,
)
from signing.typesetting.page import BODY_SIZE, BODY_SPACE, INDENT, WIDTH

MEASURE = Measure(line=WIDTH, size=BODY_SIZE, space=BODY_SPACE, width=lambda c: 0.5 if c.isascii() else 1.0)
MARKS = "，。、；：（）《》〔〕“”—…·!,.-"
hostile = st.text(st.sampled_from("档案其人事" + MARKS + "1aX  \u3000&<@/"), max_size=300)
sensible = st.lists(
    st.sampled_from(
        "档案 人事档案管理 （某） ，其 保管。 “某” 自2014年3月1日起 《某 某，）。 某·某 甲——乙 等…… 二〇二六年"
        " 号码11010119900307001X， 为220752019523， 由Zhengxin\u3000Ltd.签发".split(" ")
    ),
    max_size=80,
).map("".join)


def right_edge(line: Line) -> float:
    """Where the line's ink ends; a space at its end has none."""
    ink = line.text.rstrip(SPACES)
    return line.indent + sum(MEASURE.advance(c) - BODY_SPACE for c in ink) + line.space * max(len(ink) - 1, 0)


def test_a_line_holds_28_characters_and_the_first_26() -> None:
    lines = break_lines("档" * 60, MEASURE, indent=INDENT)
    assert [len(line.text) for line in lines] == [26, 28, 6]
    assert [line.space for line in lines] == pytest.approx([BODY_SPACE] * 3)


def test_numbers_stay_whole_and_full_lines_end_at_the_edge() -> None:
    lines = break_lines("其居民身份证号码为" + "一" * 14 + "11010119900307001X，存档编号如下。", MEASURE)
    assert lines[1].text.startswith("11010119900307001X")
    assert right_edge(lines[0]) == pytest.approx(WIDTH)


def test_a_date_stays_whole() -> None:
    lines = break_lines("档" * 24 + "至2026年11月22日）。", MEASURE)
    assert [line.text for line in lines] == ["档" * 24 + "至", "2026年11月22日）。"]


def test_a_mark_for_which_half_a_character_is_missing_still_goes_onto_the_line() -> None:
    lines = break_lines("档" * 28 + "，" + "案" * 20, MEASURE)
    assert lines[0].text == "档" * 28 + "，"
    assert right_edge(lines[0]) == pytest.approx(WIDTH + HANG * BODY_SIZE)
    assert BODY_SPACE - SQUEEZE * BODY_SIZE <= lines[0].space < BODY_SPACE


def test_two_marks_take_a_character_along_to_the_next_line() -> None:
    assert [line.text for line in break_lines("档" * 28 + "）。案案", MEASURE)] == ["档" * 27, "档）。案案"]


def test_a_last_line_has_company() -> None:
    assert break_lines("档" * 29, MEASURE)[-1].text == "档档"
    assert break_lines("档" * 29 + "）。", MEASURE)[-1].text == "档档）。"


def test_a_line_that_would_be_torn_apart_is_left_ragged() -> None:
    first = break_lines("档" * 15 + "A" * 40 + "，档案", MEASURE)[0]
    assert first == Line("档" * 15, 0.0, BODY_SPACE)


def test_a_word_longer_than_a_line_is_broken() -> None:
    lines = break_lines("档案" + "A" * 200, MEASURE)
    assert [len(line.text) for line in lines][:2] == [2 + 52, 56]


def test_no_text_is_a_line() -> None:
    assert break_lines("", MEASURE) == [Line("", 0.0, BODY_SPACE)]


@given(hostile, st.sampled_from([0.0, INDENT]))
@example("，" * 100, 0.0)
@example("（" * 100, INDENT)
@example(" " * 300, 0.0)
@example("档" + "，" * 27 + "档", 0.0)
def test_whatever_the_text_nothing_is_lost_and_nothing_sticks_out(text: str, indent: float) -> None:
    lines = break_lines(text, MEASURE, indent=indent)
    assert "".join(line.text for line in lines) == text
    assert all(line.text for line in lines[1:])
    assert all(right_edge(line) <= WIDTH + HANG * BODY_SIZE + 0.02 for line in lines)
    assert [line.indent for line in lines] == [indent] + [0.0] * (len(lines) - 1)


@given(sensible)
def test_no_mark_stands_where_it_must_not_and_words_stay_whole(text: str) -> None:
    lines = [line.text for line in break_lines(text, MEASURE, indent=INDENT)]
    assert not {line[0] for line in lines[1:]} & CLOSING
    assert not {line.rstrip()[-1] for line in lines[:-1]} & OPENING
    inside = {place for word in WORDS.finditer(text) for place in range(word.start() + 1, word.end())}
    place = 0
    for line in lines[:-1]:
        place += len(line)
        assert place not in inside


@given(sensible)
def test_no_last_line_holds_one_character_alone(text: str) -> None:
    lines = [line.text for line in break_lines(text, MEASURE, indent=INDENT)]
    if len(lines) > 1:
        assert len(re.sub(f"[{re.escape(''.join(CLOSING))}\\s]", "", lines[-1])) > 1


@given(sensible)
def test_lines_are_justified_or_would_be_torn_apart(text: str) -> None:
    for line in break_lines(text, MEASURE, indent=INDENT)[:-1]:
        missing = WIDTH - right_edge(line)
        gaps = len(line.text.rstrip(SPACES)) - 1
        full = -HANG * BODY_SIZE - 0.02 <= missing <= 0.02
        assert full or (line.space == BODY_SPACE and missing > (STRETCH - 0.02) * BODY_SIZE * gaps)
