"""What can be wrong with a row of a register.

RowFault                    code                             column
├── NameFault               archive.row.name                 姓名
├── IdNumberFault           archive.row.id_number            身份证号
├── IdNumberRounded         archive.row.id_number_rounded    身份证号
├── SexFault                archive.row.sex                  性别
├── SexContradicted         archive.row.sex_contradicted     性别
├── ArchiveTypeFault        archive.row.archive_type         存档类别
├── ArchiveNumberFault      archive.row.archive_number       存档编号
├── DateFault               archive.row.date                 解聘时间
├── MonthFault              archive.row.month                缴费截止时间
├── MonthAmbiguous          archive.row.month_ambiguous      缴费截止时间
└── RowConflict             archive.row.conflict             身份证号
"""

from typing import ClassVar

from kernel.errors import DomainError, Kind


class RowFault(DomainError):
    """A row that is refused; the clerk finds it by its sheet row and its column."""

    kind = Kind.INVALID
    column: ClassVar[str]


class NameFault(RowFault):
    """Empty, too long, without a letter, or with characters that cannot be printed."""

    code = "archive.row.name"
    message = "姓名为空或含有无法打印的字符"
    column = "姓名"


class IdNumberFault(RowFault):
    """Not an ID number by GB 11643."""

    code = "archive.row.id_number"
    message = "身份证号不正确：应为18位，且省份代码、出生日期、校验码正确"
    column = "身份证号"


class IdNumberRounded(RowFault):
    """Kept as a number by the spreadsheet, which holds 15 digits: the last three are lost."""

    code = "archive.row.id_number_rounded"
    message = "身份证号被保存为数字，末三位已丢失，请把该列设为文本格式后重新填写"
    column = "身份证号"


class SexFault(RowFault):
    """Neither 男 nor 女."""

    code = "archive.row.sex"
    message = "性别应为男或女"
    column = "性别"


class SexContradicted(RowFault):
    """The ID number's 17th digit says otherwise."""

    code = "archive.row.sex_contradicted"
    message = "性别与身份证号第17位不一致"
    column = "性别"


class ArchiveTypeFault(RowFault):
    """Neither 单位存档 nor 个人存档."""

    code = "archive.row.archive_type"
    message = "存档类别应为单位存档或个人存档"
    column = "存档类别"


class ArchiveNumberFault(RowFault):
    """Too long, or with characters that cannot be printed."""

    code = "archive.row.archive_number"
    message = "存档编号过长或含有无法打印的字符"
    column = "存档编号"


class DateFault(RowFault):
    """No calendar date."""

    code = "archive.row.date"
    message = "解聘时间不是有效日期，应写作如2014-09-30"
    column = "解聘时间"


class MonthFault(RowFault):
    """No month."""

    code = "archive.row.month"
    message = "缴费截止时间不是有效月份，应写作如2014-09"
    column = "缴费截止时间"


class MonthAmbiguous(RowFault):
    """Written 2014.1: January, or October whose nought a spreadsheet dropped (in a CSV file nobody can tell)."""

    code = "archive.row.month_ambiguous"
    message = "缴费截止时间无法区分1月与10月，请写作如2014-10"
    column = "缴费截止时间"


class RowConflict(RowFault):
    """The same ID number stands in an earlier row with other facts; the earlier row is taken."""

    code = "archive.row.conflict"
    message = "与第{row}行身份证号相同而内容不同（{columns}），请核实后保留一行"
    column = "身份证号"
