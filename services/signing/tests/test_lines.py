"""Lines as Chinese typesetting wants them."""

from hypothesis import given
from hypothesis import strategies as st
from signing.rendering.lines import CLOSING, OPENING, Line, Measure, break_lines
from signing.rendering.page import BODY_SPACE, INDENT, WIDTH
from signing.rendering.pagination import paginate

MEASURE = Measure(WIDTH, 16, BODY_SPACE, lambda character: 8 if character.isascii() else 16)


def right_edge(line: Line) -> float:
    """Where the line's ink ends."""
    return line.indent + sum(map(MEASURE.advance, line.text)) + line.space * (len(line.text) - 1)


def test_a_line_holds_28_characters_and_the_first_26() -> None:
    assert [len(line.text) for line in break_lines("档" * 60, MEASURE, indent=INDENT)] == [26, 28, 6]


def test_numbers_stay_whole_and_full_lines_end_at_the_edge() -> None:
    lines = break_lines("其居民身份证号码为" + "一" * 12 + "11010119900307001X，存档编号如下。", MEASURE)
    assert lines[1].text.startswith("11010119900307001X")
    assert abs(right_edge(lines[0]) - WIDTH) < 0.01


def test_a_date_stays_whole() -> None:
    lines = break_lines("档" * 24 + "至2026年11月22日）。", MEASURE)
    assert [line.text for line in lines] == ["档" * 24 + "至", "2026年11月22日）。"]


def test_a_last_line_has_company() -> None:
    assert break_lines("档" * 29 + "。", MEASURE)[-1].text == "档档。"


@given(st.text(st.sampled_from("档案，。（）《》、“”1a 中X-"), max_size=200))
def test_whatever_the_text_nothing_is_lost_and_nothing_sticks_out(text: str) -> None:
    lines = break_lines(text, MEASURE, indent=INDENT)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert all(right_edge(line) <= WIDTH + 8.01 for line in lines)


@given(
    st.lists(st.sampled_from(["档案", "（某）", "，某", "某。", "“某”", "某2014年", "《某", "某，）。"]), max_size=60)
)
def test_no_mark_stands_where_it_must_not(pieces: list[str]) -> None:
    lines = [line.text for line in break_lines("".join(pieces), MEASURE, indent=INDENT) if line.text]
    assert not {line[0] for line in lines[1:]} & CLOSING
    assert not {line[-1] for line in lines[:-1]} & OPENING


@given(st.integers(1, 58))
def test_pages_take_every_line_and_issuer_and_date_have_company(count: int) -> None:
    lines = [Line(str(number), 0, 0) for number in range(count)]
    sheets = paginate(lines)
    assert [line for sheet in sheets for line in sheet.lines] == lines
    assert sheets[-1].next_row + 4 <= 18
    assert len(sheets) == 1 or len(sheets[-1].lines) >= 2
