"""Register files as rows of cells: workbooks (.xlsx) and CSV text in UTF-8 or GB 18030.

A file is known by its content, not by its name. Only values are read: of a formula the result it was saved with, of
macros and links to other files nothing.
"""

import codecs
import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from archive.domain.headings import Columns, HeadingSearch
from archive.domain.imports import HeadingsMissing, SheetsAmbiguous, TooLarge, Unreadable

_ZIP = b"PK\x03\x04"
_SAMPLE_BYTES = 1024 * 1024
_LONGEST_DIRECTORY = 1024 * 1024
"""Bytes of a zip archive's directory: many thousands of parts, where a workbook has a few dozen."""
_LONGEST_ROW = 65_536
"""Characters of a row of a CSV file; a register's row has a few hundred."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an import takes.

    Attributes:
        rows: of the sheet, titles and empty rows included.
        unpacked_bytes: of a workbook, which is a zip archive.
    """

    rows: int = 2_000_000
    unpacked_bytes: int = 2 * 1024**3


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a sheet, numbered as the spreadsheet does; ``done`` is the part of the file behind it (0 to 1)."""

    number: int
    cells: Sequence[object]
    done: float


class Register:
    """An opened register: its columns are found, its rows wait to be read once."""

    def __init__(self, lines: Iterator[Line], limits: Limits) -> None:
        """Look for the headings.

        Raises:
            HeadingsMissing: there are none.
            HeadingsRepeated: one stands over two columns.
            Unreadable: the file is damaged.
        """
        self._lines = lines
        self._limits = limits
        self.columns = _find_columns(lines)

    def __iter__(self) -> Iterator[Line]:
        """The rows below the headings.

        Raises:
            TooLarge: there are more than the limit.
            Unreadable: the file is damaged.
        """
        for line in self._lines:
            if line.number > self._limits.rows:
                raise TooLarge
            yield line


def check_container(path: Path, limits: Limits) -> None:
    """Refuse at once what cannot be a register, without reading it whole.

    Raises:
        Unreadable: neither a workbook nor text.
        TooLarge: a workbook that unpacks to more than the limit, a row without end.
        HeadingsMissing, HeadingsRepeated: of a CSV file, whose first rows are at hand.
    """
    if _is_zip(path):
        _check_zip(path, limits)
    else:
        Register(_csv_lines(path), limits)


def open_register(path: Path, limits: Limits) -> Register:
    """Open a register file; errors as :func:`check_container` and :class:`Register`.

    Raises:
        SheetsAmbiguous: several sheets hold a register.
    """
    if not _is_zip(path):
        return Register(_csv_lines(path), limits)
    _check_zip(path, limits)
    return _open_workbook(path, limits)


def _find_columns(lines: Iterator[Line]) -> Columns:
    search = HeadingSearch()
    for line in lines:
        if (columns := search.look(line.cells)) is not None:
            return columns
    raise search.failure()


def _is_zip(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(len(_ZIP)) == _ZIP


def _check_zip(path: Path, limits: Limits) -> None:
    """The sizes in the directory may lie; the reader's process has a memory limit for that."""
    try:
        with _Glance(path) as file, zipfile.ZipFile(file) as package:
            unpacked = sum(item.file_size for item in package.infolist())
            if not any(item.filename.startswith("xl/workbook") for item in package.infolist()):
                raise Unreadable
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable from None
    if unpacked > limits.unpacked_bytes:
        raise TooLarge


class _Glance(io.FileIO):
    """A zip archive of which only the directory is read: whole and at once, which a long one could use against us."""

    def read(self, size: int | None = -1) -> bytes:
        """Read; raises TooLarge for more than a directory may have."""
        if size is not None and size > _LONGEST_DIRECTORY:
            raise TooLarge
        return super().read(-1 if size is None else size) or b""


def _open_workbook(path: Path, limits: Limits) -> Register:
    try:
        workbook = CalamineWorkbook.from_path(path)
        registers: dict[str, Register] = {}
        failures: list[HeadingsMissing] = []
        for name in workbook.sheet_names:
            try:
                registers[name] = Register(_sheet_lines(workbook.get_sheet_by_name(name), limits), limits)
            except HeadingsMissing as failure:
                failures.append(failure)
    except (CalamineError, OSError, ValueError):
        raise Unreadable from None
    if len(registers) > 1:
        raise SheetsAmbiguous(sheets="、".join(registers))
    if not registers:
        raise min(failures, key=lambda failure: len(str(failure)), default=Unreadable())
    return next(iter(registers.values()))


def _sheet_lines(sheet: CalamineSheet, limits: Limits) -> Iterator[Line]:
    total = max(sheet.total_height, 1)
    if total > limits.rows:
        raise TooLarge
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        yield Line(number, cells, number / total)


def _csv_lines(path: Path) -> Iterator[Line]:
    size = max(path.stat().st_size, 1)
    encoding, delimiter = _writing_of(path)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding=encoding, newline="") as text:
        lines = _Lines(text)
        try:
            for number, cells in enumerate(csv.reader(lines, delimiter=delimiter), start=1):
                yield Line(number, cells, min(raw.tell() / size, 1.0))
                lines.next_row()
        except (UnicodeDecodeError, csv.Error):
            raise Unreadable from None


class _Lines:
    """A text line by line. No row is longer than the limit: without line breaks it would fill the memory."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._room = _LONGEST_ROW

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._text.readline(self._room + 1)
        if not line:
            raise StopIteration
        self._room -= len(line)
        if self._room < 0:
            raise TooLarge
        return line

    def next_row(self) -> None:
        """Begin a row: a quoted cell may go over several lines, which count together."""
        self._room = _LONGEST_ROW


def _writing_of(path: Path) -> tuple[str, str]:
    """Encoding and delimiter, by the first mebibyte: a register's headings are Chinese and stand there.

    Raises:
        Unreadable: the file is no text.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE_BYTES)
    marked = sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = codecs.getincrementaldecoder(encoding)().decode(sample)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return encoding, max(",\t;", key=text.count)
    raise Unreadable
