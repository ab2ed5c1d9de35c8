"""Register files made to do harm: formulas, macros, links to elsewhere, bombs, endless emptiness, half a file."""

import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from archive.adapters.reading import Reading, read_register
from archive.adapters.sheets import Limits, check_container, open_register
from archive.api.csv_export import harmless
from archive.domain.headings import COLUMNS
from archive.domain.imports import HeadingsMissing, ImportRefused, State, TooLarge, Unreadable
from archive.domain.record import Facts
from archive.domain.rows import CellFault, parse_row
from archive.handlers.import_file import import_file
from archive.handlers.request_import import request_import
from archive.handlers.run_import import run_next_import
from archive.queries import read_import
from archive.resources import Resources
from archive.tables import import_error, record
from pydantic import SecretStr
from sqlalchemy import func, select

People = Callable[..., dict[str, Any]]
Write = Callable[..., Path]
HEADINGS = list(COLUMNS.values())
KEY = "M" * 43 + "="
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def rows_of(path: Path) -> list[Facts | list[CellFault]]:
    register = open_register(path, Limits())
    return [parse_row(line.cells, register.columns, row=line.number) for line in register]


def changed(path: Path, target: Path, parts: dict[str, Callable[[bytes], bytes]], **added: bytes) -> Path:
    """A copy of a workbook with some parts changed, others added."""
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for item in whole.infolist():
            content = whole.read(item)
            change = parts.get(item.filename)
            copy.writestr(item.filename, change(content) if change else content)
        for name, content in added.items():
            copy.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return target


async def read_apart(path: Path) -> tuple[int, int]:
    """Rows taken and refused by the process of its own, whose memory is limited."""
    reading = Reading(uuid4(), path, SecretStr(f"k:{KEY}"), SecretStr(KEY), Limits(), 2 * 1024**3, 120)
    batches = [batch async for batch in read_register(reading)]
    return sum(batch.taken for batch in batches), sum(batch.refused for batch in batches)


def test_of_a_formula_the_saved_value_is_read_and_nothing_is_worked_out(
    write_xlsx: Write, people: People, tmp_path: Path
) -> None:
    row = list(people(1, archive_number="KEPT").values())
    path = write_xlsx([HEADINGS, row])
    cell = b'<c r="E2" t="inlineStr"><is><t>KEPT</t></is></c>'
    formula = b'<c r="E2" t="str"><f>WEBSERVICE("http://127.0.0.1:9/"&amp;B2)</f><v>SAVED</v></c>'

    def put_formula(content: bytes) -> bytes:
        assert cell in content
        return content.replace(cell, formula)

    [facts] = rows_of(changed(path, tmp_path / "formula.xlsx", {"xl/worksheets/sheet1.xml": put_formula}))
    assert isinstance(facts, Facts)
    assert facts.archive_number == "SAVED"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_markup_and_formulas_in_a_row_are_taken_literally(write_csv: Write, people: People, encoding: str) -> None:
    rows = [
        people(1, archive_number="=cmd|' /C calc'!A0"),
        people(2, name="<b>王&amp;</b>"),
        people(3, archive_number='<img src="/etc/passwd">'),
    ]
    first, second, third = rows_of(write_csv(rows, encoding=encoding))
    assert isinstance(first, Facts)
    assert first.archive_number == "=cmd|' /C calc'!A0"
    assert isinstance(second, Facts)
    assert second.name == "<b>王&amp;</b>"
    assert isinstance(third, Facts)
    assert third.archive_number == '<img src="/etc/passwd">'


@pytest.mark.parametrize("mark", ["\u202e", "\u202d", "\u2066", "\u200f", "\x07", "\x1b", "\x7f", "\ue000"])
def test_marks_that_nobody_sees_are_refused(people: People, write_csv: Write, mark: str) -> None:
    rows = [people(1, name=f"王{mark}五"), people(2, archive_number=f"1{mark}2")]
    name, number = rows_of(write_csv(rows))
    assert isinstance(name, list)
    assert [fault.code for fault in name] == ["archive.row.name"]
    assert isinstance(number, list)
    assert [fault.code for fault in number] == ["archive.row.archive_number"]


@pytest.mark.parametrize("begin", list("=+-@|%\t\r\n\0＝＋－＠｜％﹢﹣﹦﹫−"))
@pytest.mark.parametrize("before", ["", " ", "\u3000 ", "\ufeff", "\u200b", "\u202e"])
def test_a_cell_that_begins_like_a_formula_is_made_harmless(before: str, begin: str) -> None:
    assert harmless(f"{before}{begin}1+1") == f"'{before}{begin}1+1"


@pytest.mark.parametrize("value", ["", "王五", "2014-09", "22=3", "'=1", " 王"])
def test_other_cells_are_shown_as_they_are(value: str) -> None:
    assert harmless(value) == value


def test_a_workbook_with_macros_gives_its_values_only(write_xlsx: Write, people: People, tmp_path: Path) -> None:
    path = write_xlsx([HEADINGS, list(people(1).values())])
    macros = changed(
        path,
        tmp_path / "register.xlsm",
        {"[Content_Types].xml": lambda content: content.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")},
        xl__vbaProject_DOT_bin=b"\xd0\xcf\x11\xe0 Attribute VB_Name",
    )
    check_container(macros, Limits())
    [facts] = rows_of(macros)
    assert isinstance(facts, Facts)


def test_links_to_other_files_are_not_followed(write_xlsx: Write, people: People, tmp_path: Path) -> None:
    row = list(people(1).values())
    path = write_xlsx([HEADINGS, row])
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1"'
        b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"'
        b' Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    link = b'<externalLink xmlns="%s"><externalBook/></externalLink>' % MAIN.encode()
    cell = b'<c r="A2" t="str"><f>[1]Sheet1!A1</f><v></v></c>'
    linked = changed(
        path,
        tmp_path / "linked.xlsx",
        {
            "xl/worksheets/sheet1.xml": lambda content: content.replace(
                content[content.index(b'<c r="A2"') :].split(b"</c>")[0] + b"</c>", cell
            )
        },
        xl__externalLinks__externalLink1_DOT_xml=link,
        xl__externalLinks___rels__externalLink1_DOT_xml_DOT_rels=relations,
    )
    [faults] = rows_of(linked)
    assert isinstance(faults, list)
    assert [(fault.column, fault.value) for fault in faults] == [("姓名", "")]


async def test_entities_are_not_expanded(write_xlsx: Write, people: People, tmp_path: Path) -> None:
    """A billion laughs, and a file from the disk."""
    laughs = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10 if level else "laugh"}">' for level in range(10))
    doctype = f'<!DOCTYPE worksheet [{laughs}<!ENTITY file SYSTEM "file:///etc/passwd">]>'
    path = write_xlsx([HEADINGS, list(people(1, name="王五", archive_number="KEPT").values())])

    def put(content: bytes) -> bytes:
        begin = content.index(b"<worksheet")
        content = content[:begin] + doctype.encode() + content[begin:]
        return content.replace("王五".encode(), b"&l9;").replace(b"KEPT", b"&file;")

    hostile = changed(path, tmp_path / "entities.xlsx", {"xl/worksheets/sheet1.xml": put})
    try:
        taken, _ = await read_apart(hostile)
    except ImportRefused:
        return
    assert taken == 0


async def test_a_bomb_whose_directory_lies_about_its_size_is_refused(tmp_path: Path, write_xlsx: Write) -> None:
    path = tmp_path / "bomb.xlsx"
    filling = b"<row>" + b"<c><v>1</v></c>" * 1_000
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb, zipfile.ZipFile(write_xlsx([["说明"]])) as whole:
        for item in whole.infolist():
            content = whole.read(item)
            if "sheet1" in item.filename:
                content = content.replace(b"<sheetData>", b"<sheetData>" + (filling + b"</row>") * 5_000)
            bomb.writestr(item.filename, content)
    with pytest.raises(TooLarge):
        check_container(path, Limits(unpacked_bytes=10_000_000))
    raw = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as bomb:
        size = bomb.getinfo("xl/worksheets/sheet1.xml").file_size.to_bytes(4, "little")
    while (place := raw.find(size)) >= 0:
        raw[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(raw)
    check_container(path, Limits(unpacked_bytes=10_000_000))
    with pytest.raises(ImportRefused):
        await read_apart(path)


async def test_a_million_empty_rows_are_passed_over(write_xlsx: Write, people: People, tmp_path: Path) -> None:
    path = write_xlsx([HEADINGS, list(people(1).values())])
    empty = b"".join(
        b'<row r="%d"><c r="A%d" t="inlineStr"><is><t> </t></is></c></row>' % (n, n) for n in range(3, 1_048_577)
    )
    swollen = changed(
        path,
        tmp_path / "empty.xlsx",
        {"xl/worksheets/sheet1.xml": lambda content: content.replace(b"</sheetData>", empty + b"</sheetData>")},
    )
    check_container(swollen, Limits())
    assert await read_apart(swollen) == (1, 0)


def test_more_empty_rows_than_the_limit_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.csv"
    path.write_text(",".join(HEADINGS) + "\n" * 5_000, encoding="utf-8")
    with pytest.raises(TooLarge):
        list(open_register(path, Limits(rows=4_000)))


def test_a_register_on_no_sheet_is_refused_with_what_is_missing(write_xlsx: Write) -> None:
    path = write_xlsx([["工资表"], ["姓名", "工资"], ["王五", 1]], [["说明"]])
    with pytest.raises(HeadingsMissing, match="身份证号"):
        open_register(path, Limits())


@pytest.mark.servers
@pytest.mark.parametrize("tail", ["坏".encode("gb18030") + b"\xff\xff", b'"' + b"x" * 100_000])
async def test_of_a_file_that_breaks_off_nothing_is_taken(
    write_csv: Write, people: People, resources: Resources, tail: bytes
) -> None:
    rows = [people(serial, name="" if serial == 5 else "王五") for serial in range(20_000)]
    path = write_csv(rows, encoding="utf-8")
    with path.open("ab") as file:
        file.write(tail)
    import_id = await request_import(path, "clerk", resources)
    assert await run_next_import(resources)
    async with resources.database.transaction() as tx:
        outcome = await read_import(tx, import_id)
        left = [await tx.scalar(select(func.count()).select_from(table)) for table in (record, import_error)]
    assert outcome.state is State.FAILED
    assert outcome.error_code in {Unreadable.code, TooLarge.code}
    assert left == [0, 0]


@pytest.mark.servers
async def test_a_register_with_what_looks_like_code_is_imported_as_text(
    write_csv: Write, people: People, resources: Resources
) -> None:
    path = write_csv([people(1, name="Robert'); DROP TABLE archive_record;--", archive_number="\\N\\.")])
    assert (await import_file(path, "test", resources))[1].added == 1
