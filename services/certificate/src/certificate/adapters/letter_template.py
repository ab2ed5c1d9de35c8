"""The form of a unit's introduction letter (单位介绍信, R12), made once as .xlsx and once as .xls."""

from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Final

import xlwt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

NAME: Final = "单位介绍信模板"
SHEET: Final = "单位介绍信"
COLUMNS: Final = (14, 24, 14, 24)
"""Widths in characters; together they fill a sheet of A4."""

INTRODUCTION: Final = (
    "    兹介绍我单位下列人员前往贵中心办理人事档案证明信。"
    "该人员人事档案由我单位委托贵中心保管，所填内容属实，请予办理。"
)
TEXT_FONT: Final = "仿宋"
TITLE_FONT: Final = "宋体"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet.

    Attributes:
        cells: texts, each with the number of columns it spans.
        height: in points.
        size: of the letters, in points.
        ruled: whether the cells have lines around them, to be filled in.
        across: how the texts stand: ``left``, ``center`` or ``right``.
    """

    cells: tuple[tuple[str, int], ...]
    height: int = 30
    size: int = 14
    bold: bool = False
    ruled: bool = False
    across: str = "left"


def lines(issuer: str) -> tuple[Line, ...]:
    """What the form says; ``issuer`` is the centre it is addressed to."""
    return (
        Line((("单位介绍信", 4),), height=48, size=22, bold=True, across="center"),
        Line(((f"{issuer}：", 4),)),
        Line(((INTRODUCTION, 4),), height=66),
        Line((("姓名", 1), ("", 1), ("性别", 1), ("", 1)), ruled=True, across="center"),
        Line((("身份证号码", 1), ("", 3)), ruled=True, across="center"),
        Line((("存档编号", 1), ("", 3)), ruled=True, across="center"),
        Line((("证明类别", 1), ("□ 存档证明        □ 政审证明", 3)), ruled=True, across="center"),
        Line((("用途", 1), ("", 3)), ruled=True, across="center"),
        Line((("接收单位", 1), ("", 3)), ruled=True, across="center"),
        Line((("经办人", 1), ("", 1), ("联系电话", 1), ("", 1)), ruled=True, across="center"),
        Line((("    特此介绍。", 4),), height=40),
        Line((("单位名称（盖章）：                          ", 4),), height=40, across="right"),
        Line((("      年    月    日        ", 4),), across="right"),
        Line((("", 4),), height=20),
        Line((("填写说明", 4),), height=22, size=11, bold=True),
        Line((("1. 用黑色字迹填写或打印，内容须与档案登记一致，不得涂改。", 4),), height=20, size=11),
        Line((("2. 加盖单位公章后有效。", 4),), height=20, size=11),
        Line((("3. 拍照或扫描成JPG图片（不超过10MB），字迹和公章须清晰，申请证明信时上传。", 4),), height=20, size=11),
    )


@cache
def as_xlsx(issuer: str) -> bytes:
    """The form for Excel 2007 and later."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None  # noqa: S101 - a new workbook has a sheet
    sheet.title = SHEET
    side = Side(style="thin")
    for letter, width in zip("ABCD", COLUMNS, strict=True):
        sheet.column_dimensions[letter].width = width
    for number, line in enumerate(lines(issuer), start=1):
        sheet.row_dimensions[number].height = line.height
        column = 1
        for text, span in line.cells:
            for covered in range(column, column + span):
                cell = sheet.cell(number, covered)
                if line.ruled:
                    cell.border = Border(left=side, right=side, top=side, bottom=side)
            first = sheet.cell(number, column, text or None)
            first.font = Font(name=TITLE_FONT if line.bold else TEXT_FONT, size=line.size, bold=line.bold)
            first.alignment = Alignment(horizontal=line.across, vertical="center", wrap_text=True)
            if span > 1:
                sheet.merge_cells(start_row=number, end_row=number, start_column=column, end_column=column + span - 1)
            column += span
    sheet.print_area = f"A1:D{len(lines(issuer))}"
    sheet.page_setup.paperSize, sheet.page_setup.orientation = 9, "portrait"  # A4
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.8, right=0.8, top=1, bottom=0.8)
    encoded = BytesIO()
    book.save(encoded)
    return encoded.getvalue()


@cache
def as_xls(issuer: str) -> bytes:
    """The form for Excel 97 to 2003, as the centre has always handed it out."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(SHEET)
    for column, width in enumerate(COLUMNS):
        sheet.col(column).width = width * 256
    for number, line in enumerate(lines(issuer)):
        sheet.row(number).height_mismatch = True
        sheet.row(number).height = line.height * 20
        style = _xls_style(line)
        column = 0
        for text, span in line.cells:
            sheet.write_merge(number, number, column, column + span - 1, text, style)
            column += span
    sheet.set_paper_size_code(9)  # A4
    sheet.set_portrait(True)
    sheet.set_fit_num_pages(1)
    sheet.set_print_centered_horz(True)
    sheet.set_header_str(b"")
    sheet.set_footer_str(b"")
    encoded = BytesIO()
    book.save(encoded)
    return encoded.getvalue()


def _xls_style(line: Line) -> xlwt.XFStyle:
    border = "borders: left thin, right thin, top thin, bottom thin; " if line.ruled else ""
    font = TITLE_FONT if line.bold else TEXT_FONT
    return xlwt.easyxf(
        f"font: name {font}, height {line.size * 20}, bold {'on' if line.bold else 'off'}; {border}"
        f"align: horiz {line.across}, vert center, wrap on"
    )
