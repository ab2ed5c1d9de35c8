"""An import of a register file: its states, its counts, and why a whole file is refused.

ImportRefused               the file as a whole; nothing of it is taken
├── Unreadable              archive.import.unreadable
├── TooLarge                archive.import.too_large
├── HeadingsMissing         archive.import.headings_missing
├── HeadingsRepeated        archive.import.headings_repeated
├── SheetsAmbiguous         archive.import.sheets_ambiguous
├── Abandoned               archive.import.abandoned
└── Cancelled               archive.import.cancelled
ImportNotFound              archive.import.not_found
AlreadyRunning              archive.import.already_running
AlreadyOver                 archive.import.already_over
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kernel.errors import DomainError, Kind


class State(StrEnum):
    """Of an import; it is running from the moment it is accepted."""

    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows of a file: every one is counted in exactly one of the four.

    A row that says once more what an earlier one said counts as unchanged.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        """All rows of the file but empty ones."""
        return self.added + self.changed + self.unchanged + self.refused


class ImportRefused(DomainError):
    """The whole file is refused; ``file`` is the form's field."""

    kind = Kind.INVALID

    def __init__(self, **places: Any) -> None:  # noqa: ANN401 - as in the kernel
        """``places`` are the message's."""
        super().__init__(field="file", **places)


class Unreadable(ImportRefused):
    """Neither a workbook nor text in UTF-8 or GB 18030."""

    code = "archive.import.unreadable"
    message = "文件无法读取，请另存为 .xlsx 或 .csv 后重新上传"


class TooLarge(ImportRefused):
    """More bytes, rows or cells than an import takes."""

    code = "archive.import.too_large"
    kind = Kind.TOO_LARGE
    message = "文件过大，请拆分后分次导入"


class HeadingsMissing(ImportRefused):
    """No row among the first ones holds all seven headings."""

    code = "archive.import.headings_missing"
    message = "没有找到表头，缺少：{headings}"


class HeadingsRepeated(ImportRefused):
    """A heading stands over two columns; nobody can say which one counts."""

    code = "archive.import.headings_repeated"
    message = "表头有重复的列，请每列只保留一个"


class SheetsAmbiguous(ImportRefused):
    """Several sheets hold a register; taking one would leave the others out unnoticed."""

    code = "archive.import.sheets_ambiguous"
    message = "工作簿中有多张登记表（{sheets}），请分别保存后导入"


class Abandoned(ImportRefused):
    """The worker died at it again and again."""

    code = "archive.import.abandoned"
    kind = Kind.UNAVAILABLE
    message = "导入多次中断，已停止，请联系管理员"


class Cancelled(ImportRefused):
    """A clerk stopped it before it ended."""

    code = "archive.import.cancelled"
    kind = Kind.CONFLICT
    message = "导入已取消，登记表没有变化"


class ImportNotFound(DomainError):
    """There is no import of that id."""

    code = "archive.import.not_found"
    kind = Kind.NOT_FOUND
    message = "没有该导入记录"


class AlreadyRunning(DomainError):
    """The very same file is being imported at this moment."""

    code = "archive.import.already_running"
    kind = Kind.CONFLICT
    message = "相同的文件正在导入，请等待其完成"


class AlreadyOver(DomainError):
    """What has ended cannot be cancelled."""

    code = "archive.import.already_over"
    kind = Kind.CONFLICT
    message = "该导入已经结束，不能取消"
