"""Whole rows and headings."""

import json
from pathlib import Path

import pytest
from archive.domain.headings import COLUMNS, LAST_TITLE_ROW, Columns, HeadingSearch
from archive.domain.imports import HeadingsMissing, HeadingsRepeated
from archive.domain.record import FIELDS, Facts
from archive.domain.rows import CellFault, is_empty, parse_row
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

SAMPLE = Path(__file__).parents[3] / "tests" / "data" / "register-sample.xlsx"
HEADINGS = list(COLUMNS.values())
IN_ORDER = Columns(*range(7))
ROW = ["欧阳思", "110101197602056458", "男", "单位存档", "220000000031", None, "2014-05"]


def test_a_tidy_row_gives_the_facts() -> None:
    facts = parse_row(ROW, IN_ORDER, row=4)
    assert facts == Facts("欧阳思", "110101197602056458", "男", "unit", "220000000031", None, "2014-05")


def test_every_fault_of_a_row_is_named() -> None:
    faults = parse_row(["", "110101197602056450", "男", "其他", "2", "不详", "2013-13"], IN_ORDER, row=9)
    assert isinstance(faults, list)
    assert [(fault.row, fault.column, fault.value) for fault in faults] == [
        (9, "姓名", ""),
        (9, "身份证号", "110101197602056450"),
        (9, "存档类别", "其他"),
        (9, "解聘时间", "不详"),
        (9, "缴费截止时间", "2013-13"),
    ]
    assert all(fault.message for fault in faults)


def test_a_row_that_ends_early_has_empty_cells() -> None:
    assert isinstance(parse_row(ROW[:5], IN_ORDER, row=1), Facts)
    assert isinstance(parse_row(ROW[:3], IN_ORDER, row=1), list)


def test_empty_rows() -> None:
    assert is_empty(["", None, " \u3000"])
    assert is_empty([])
    assert not is_empty(["", 0])


def test_facts_survive_their_canonical_form() -> None:
    facts = parse_row(ROW, IN_ORDER, row=1)
    assert isinstance(facts, Facts)
    assert Facts.from_canonical(facts.canonical()) == facts
    assert list(facts.as_json()) == list(FIELDS)


def test_differences_are_named_in_order() -> None:
    before = Facts("欧阳思", "110101197602056458", "男", "unit", "22", None, "2014-05")
    after = Facts("欧阳思思", "110101197602056458", "男", "unit", "22", "2015-01-01", "2014-05")
    assert before.differences(after) == ["name", "dismissed_on"]
    assert before.differences(before) == []


@given(st.permutations(HEADINGS), st.integers(0, LAST_TITLE_ROW - 1))
def test_headings_stand_in_any_order_below_titles(headings: list[str], titles: int) -> None:
    search = HeadingSearch()
    for _ in range(titles):
        assert search.look(["流动人员人事档案登记表", ""]) is None
    columns = search.look(["序号", *headings, "备注"])
    assert columns is not None
    assert [headings[getattr(columns, fact) - 1] for fact in COLUMNS] == HEADINGS


def test_headings_may_have_spaces_and_other_wording() -> None:
    search = HeadingSearch()
    columns = search.look(["姓 名", "身份证号码", "性\u3000别", "档案类别", "档案编号*", "解聘日期", "缴费截止年月"])
    assert columns == IN_ORDER


def test_missing_headings_are_named() -> None:
    search = HeadingSearch()
    assert search.look(HEADINGS[:5]) is None
    for _ in range(LAST_TITLE_ROW - 2):
        search.look(["张三"])
    with pytest.raises(HeadingsMissing, match="解聘时间、缴费截止时间"):
        search.look(["张三"])


def test_a_repeated_heading_is_refused() -> None:
    with pytest.raises(HeadingsRepeated):
        HeadingSearch().look([*HEADINGS, "姓名"])


def test_the_sample_is_taken_or_listed_as_expected() -> None:
    expected = json.loads(SAMPLE.with_name(SAMPLE.name + ".expected.json").read_text(encoding="utf-8"))
    search, columns = HeadingSearch(), None
    faults: list[CellFault] = []
    records: dict[str, Facts] = {}
    repeated = rows = 0
    for number, cells in enumerate(CalamineWorkbook.from_path(SAMPLE).get_sheet_by_index(0).iter_rows(), start=1):
        if columns is None:
            columns = search.look(cells)
            continue
        rows += 1
        facts = parse_row(cells, columns, row=number)
        if isinstance(facts, list):
            faults += facts
        elif facts.id_number in records:
            assert records[facts.id_number] == facts
            repeated += 1
        else:
            records[facts.id_number] = facts
    assert (rows, len(records), repeated) == (expected["rows"], expected["good"], expected["repeated"])
    assert [{"row": fault.row, "column": fault.column} for fault in faults] == expected["refused"]
