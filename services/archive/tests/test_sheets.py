"""Files as they come: encodings, sheets, and what is no register."""

import multiprocessing
import re
import struct
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from archive.adapters import sheets
from archive.adapters.reading import ReaderDied, Reading, read_register
from archive.adapters.sheets import Limits, check_container, open_register
from archive.domain.headings import COLUMNS
from archive.domain.imports import (
    HeadingsMissing,
    HeadingsRepeated,
    ImportRefused,
    SheetsAmbiguous,
    TooLarge,
    Unreadable,
)
from archive.domain.record import Facts
from archive.domain.rows import parse_row
from openpyxl import Workbook
from pydantic import SecretStr

HEADINGS = list(COLUMNS.values())
KEY = "M" * 43 + "="


def read(path: Path, **limits: int) -> list[tuple[int, Facts | list[Any]]]:
    register = open_register(path, Limits(**limits))
    return [(line.number, parse_row(line.cells, register.columns, row=line.number)) for line in register]


def reading_of(path: Path, *, seconds: int = 600) -> Reading:
    return Reading(uuid4(), path, SecretStr(f"k:{KEY}"), SecretStr(KEY), Limits(), 1024**3, seconds)


async def read_apart(path: Path) -> int:
    """Read in the process of its own; returns how many rows were taken."""
    return sum([batch.taken async for batch in read_register(reading_of(path))])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_encoding(
    write_csv: Callable[..., Path], people: Callable[..., dict[str, Any]], encoding: str, delimiter: str
) -> None:
    rows = [people(1, name="王䶮"), people(2, name="扎西·多吉"), people(3, name="陈𠅤")]
    read_rows = read(write_csv(rows, encoding=encoding, delimiter=delimiter))
    assert [number for number, _ in read_rows] == [2, 3, 4]
    assert [facts.name for _, facts in read_rows if isinstance(facts, Facts)] == ["王䶮", "扎西·多吉", "陈𠅤"]


def test_rows_are_numbered_as_in_the_spreadsheet(
    write_xlsx: Callable[..., Path], people: Callable[..., dict[str, Any]]
) -> None:
    row = list(people(1).values())
    path = write_xlsx([[], ["", "流动人员人事档案登记表"], [], ["", *HEADINGS], [], ["", *row], [""], ["", *row]])
    assert [number for number, facts in read(path) if isinstance(facts, Facts)] == [6, 8]


def test_the_sheet_with_the_headings_is_taken(
    write_xlsx: Callable[..., Path], people: Callable[..., dict[str, Any]]
) -> None:
    path = write_xlsx([["说明"]], [HEADINGS, list(people(1).values())], [])
    assert len(read(path)) == 1


def test_two_sheets_with_headings_are_refused(
    write_xlsx: Callable[..., Path], people: Callable[..., dict[str, Any]]
) -> None:
    sheet = [HEADINGS, list(people(1).values())]
    with pytest.raises(SheetsAmbiguous, match="表1、表2"):
        open_register(write_xlsx(sheet, sheet), Limits())


def test_of_a_formula_its_value_counts(write_xlsx: Callable[..., Path], people: Callable[..., dict[str, Any]]) -> None:
    row = list(people(1, name='=HYPERLINK("http://x")').values())
    [(_, faults)] = read(write_xlsx([HEADINGS, row]))
    assert isinstance(faults, list)  # saved without a result: there is no name
    assert [fault.column for fault in faults] == ["姓名"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8\xff\xe0\x00\x10JFIF\x00",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00",
        b"PK\x03\x04 but no zip",
        b"\x81\x20\xff\xff",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_register_is_refused_at_a_glance(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "register.xlsx"
    path.write_bytes(content)
    with pytest.raises((Unreadable, HeadingsMissing)):
        check_container(path, Limits())


def test_another_kind_of_zip_is_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<w/>")
    with pytest.raises(Unreadable):
        check_container(path, Limits())


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * 5_000_000)
    assert path.stat().st_size < 10_000
    with pytest.raises(TooLarge):
        check_container(path, Limits(unpacked_bytes=4_000_000))


@pytest.mark.parametrize(
    "content",
    [b"," * 2_000_000, b'"' + b'\n","' * 500_000, "姓名".encode() * 500_000],
    ids=["cells", "lines", "characters"],
)
def test_a_row_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "register.csv").write_bytes(content)
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge):
            check_container(tmp_path / "register.csv", Limits())
        assert tracemalloc.get_traced_memory()[1] < 16 * 1024**2
    finally:
        tracemalloc.stop()


def test_a_cell_may_go_over_several_lines(
    write_csv: Callable[..., Path], people: Callable[..., dict[str, Any]]
) -> None:
    rows = [people(serial, archive_number="22\n" * 5) for serial in range(5_000)]
    assert len(read(write_csv(rows))) == 5_000


def test_a_zip_with_a_directory_without_end_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    entry = b"PK\x01\x02" + bytes(24) + b"\x01" + bytes(17) + b"x"
    directory = entry * 50_000
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 50_000, 50_000, len(directory), 4, 0)
    (tmp_path / "register.xlsx").write_bytes(b"PK\x03\x04" + directory + end)
    with pytest.raises(TooLarge):
        check_container(tmp_path / "register.xlsx", Limits())


def test_a_damaged_sheet_is_unreadable(write_xlsx: Callable[..., Path], tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.xlsx"
    with zipfile.ZipFile(write_xlsx([HEADINGS])) as whole, zipfile.ZipFile(damaged, "w") as copy:
        for item in whole.infolist():
            content = whole.read(item)
            copy.writestr(item.filename, content[:100] if "sheet1" in item.filename else content)
    with pytest.raises(ImportRefused):
        open_register(damaged, Limits())


def test_too_many_rows_are_refused(write_csv: Callable[..., Path], people: Callable[..., dict[str, Any]]) -> None:
    path = write_csv([people(serial) for serial in range(5)])
    assert len(read(path, rows=6)) == 5
    with pytest.raises(TooLarge):
        read(path, rows=5)


def test_headings_are_asked_for(write_xlsx: Callable[..., Path], tmp_path: Path) -> None:
    with pytest.raises(HeadingsMissing, match=r"缺少：缴费截止时间$"):
        open_register(write_xlsx([["说明"]], [HEADINGS[:-1]]), Limits())
    with pytest.raises(HeadingsRepeated):
        open_register(write_xlsx([[*HEADINGS, "姓名"]]), Limits())
    with pytest.raises(HeadingsMissing):
        open_register(write_xlsx([]), Limits())
    (tmp_path / "few.csv").write_text("姓名,性别\n", encoding="gb18030")
    with pytest.raises(HeadingsMissing):
        check_container(tmp_path / "few.csv", Limits())


async def test_a_sheet_made_to_eat_all_memory_is_refused(tmp_path: Path) -> None:
    """Two cells at opposite corners: a few kilobytes that a reader spreads over 400 GB."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "姓名", "x"
    book.save(tmp_path / "far.xlsx")
    with pytest.raises(TooLarge):
        await read_apart(tmp_path / "far.xlsx")


async def test_a_workbook_made_never_to_end_is_refused(tmp_path: Path, write_xlsx: Callable[..., Path]) -> None:
    """Thousands of sheets that are all the same part of the file, each of which is read anew."""
    path = tmp_path / "endless.xlsx"
    with zipfile.ZipFile(write_xlsx([["说明"] * 20] * 5_000)) as whole, zipfile.ZipFile(path, "w") as copy:
        for item in whole.infolist():
            content = whole.read(item)
            if item.filename == "xl/workbook.xml":
                [sheet] = re.findall(rb"<sheet [^>]*/>", content)
                sheets_of = (sheet.replace(b'name="', b'name="%d' % number) for number in range(5_000))
                content = content.replace(sheet, b"".join(sheets_of))
            copy.writestr(item, content)
    with pytest.raises(TooLarge):
        [batch async for batch in read_register(reading_of(path, seconds=2))]


async def test_reading_apart_gives_all_rows(sample: Path) -> None:
    assert await read_apart(sample) == 1960


async def test_a_refusal_comes_back_from_the_reading_process(write_xlsx: Callable[..., Path]) -> None:
    with pytest.raises(HeadingsMissing, match="缺少：姓名、"):
        await read_apart(write_xlsx([["说明"]]))


async def test_a_reader_that_dies_is_no_refusal(
    write_csv: Callable[..., Path], people: Callable[..., dict[str, Any]]
) -> None:
    batches = read_register(reading_of(write_csv([people(serial) for serial in range(30_000)])))
    assert (await anext(batches)).taken == 5000
    for child in multiprocessing.active_children():
        child.kill()
    with pytest.raises(ReaderDied):
        [batch async for batch in batches]


def test_delimiters_and_encodings_are_told_by_the_content(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes("姓名\t性别\n".encode("gb18030"))
    assert sheets._writing_of(path) == ("gb18030", "\t")


async def test_of_an_unforeseen_error_only_kind_and_place_come_back(tmp_path: Path) -> None:
    with pytest.raises(ReaderDied, match=r"^FileNotFoundError at \w+\.py:\d+$"):
        await read_apart(tmp_path / "张三.csv")
