"""What a record is found by. The purposes keep the blind indexes of the three columns, and the row hash, apart."""

from kernel.id_number import IdNumber, InvalidIdNumber
from kernel.sealed import BlindIndex

from archive.domain.record import Facts
from archive.domain.text import clean_line, clean_name

ID_NUMBER = "archive_record.id_number"
NAME = "archive_record.name"
ARCHIVE_NUMBER = "archive_record.archive_number"
ROW = "archive_record.row"


def facts_place(record_id: object) -> str:
    """The associated data under which a record's facts are sealed."""
    return f"archive_record.facts:{record_id}"


def removal_place(record_id: object) -> str:
    """The associated data under which the reason for a record's removal is sealed."""
    return f"archive_record.removal_reason:{record_id}"


def dispute_place(column: str, dispute_id: object) -> str:
    """The associated data under which a text of a dispute is sealed."""
    return f"archive_dispute.{column}:{dispute_id}"


def fault_place(import_id: object, row: int, column: str) -> str:
    """The associated data under which the value of a refused cell is sealed."""
    return f"archive_import_error.value:{import_id}:{row}:{column}"


def row_hash(facts: Facts, index: BlindIndex) -> bytes:
    """Equal for equal facts; by it an import sees what changed without opening anything."""
    return index.of(ROW, facts.canonical())


def search_index(text: str, index: BlindIndex) -> dict[str, bytes]:
    """The index values a clerk's search may mean, by column: ID number, else name or archive number."""
    try:
        return {"id_number_index": index.of(ID_NUMBER, IdNumber.parse(text))}
    except InvalidIdNumber:
        return {
            "name_index": index.of(NAME, clean_name(text)),
            "archive_number_index": index.of(ARCHIVE_NUMBER, clean_line(text)),
        }
