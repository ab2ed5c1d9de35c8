"""Rows of a register made ready for COPY: parsed, sealed, indexed.

This is the costly part of an import; it needs no database.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from kernel.ids import new_id
from kernel.sealed import BlindIndex, Sealer

from archive.adapters.sheets import Register
from archive.domain.lookup import ARCHIVE_NUMBER, ID_NUMBER, NAME, ROW, facts_place, fault_place
from archive.domain.record import Facts
from archive.domain.rows import CellFault, is_empty, parse_row

ROW_COLUMNS = ("row_number", "id", "id_number_index", "name_index", "archive_number_index", "row_hash", "facts")
FAULT_COLUMNS = ("import_id", "row_number", "position", "heading", "value", "code", "message")
_BATCH_ROWS = 5_000
_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass(slots=True)
class Batch:
    """A few thousand rows in PostgreSQL's COPY text format.

    Attributes:
        rows: the taken rows, by ``ROW_COLUMNS``.
        faults: the cells of the refused rows, by ``FAULT_COLUMNS``.
        taken: how many rows were taken.
        refused: how many rows were refused; one row may have several faults.
        done: the part of the file read so far, 0 to 1.
    """

    rows: bytes
    faults: bytes
    taken: int
    refused: int
    done: float


@dataclass(slots=True)
class _Lines:
    rows: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    refused: int = 0

    def batch(self, done: float) -> Batch:
        return Batch("".join(self.rows).encode(), "".join(self.faults).encode(), len(self.rows), self.refused, done)


class Preparation:
    """Turns a register into batches for one import."""

    def __init__(self, import_id: UUID, sealer: Sealer, index: BlindIndex) -> None:
        self._import_id = import_id
        self._sealer = sealer
        self._index = index

    def batches(self, register: Register) -> Iterator[Batch]:
        """All rows of a register, a few thousand at a time; empty rows are passed over."""
        lines = _Lines()
        for line in register:
            if is_empty(line.cells):
                continue
            facts = parse_row(line.cells, register.columns, row=line.number)
            if isinstance(facts, Facts):
                lines.rows.append(self._row(line.number, facts))
            else:
                lines.faults.extend(map(self.fault, facts))
                lines.refused += 1
            if len(lines.rows) + lines.refused >= _BATCH_ROWS:
                yield lines.batch(line.done)
                lines = _Lines()
        yield lines.batch(1.0)

    def _row(self, number: int, facts: Facts) -> str:
        record_id = new_id()
        canonical = facts.canonical()
        of = self._index.of
        cells = (
            str(number),
            str(record_id),
            _bytea(of(ID_NUMBER, facts.id_number)),
            _bytea(of(NAME, facts.name)),
            _bytea(of(ARCHIVE_NUMBER, facts.archive_number)) if facts.archive_number is not None else _NULL,
            _bytea(of(ROW, canonical)),
            self._sealer.seal(canonical, about=facts_place(record_id)),
        )
        return "\t".join(cells) + "\n"

    def fault(self, fault: CellFault) -> str:
        """One refused cell as a line of COPY; its value may be personal data and is sealed."""
        value = self._sealer.seal(fault.value, about=fault_place(self._import_id, fault.row, fault.column))
        message = fault.message.translate(_ESCAPES)
        return f"{self._import_id}\t{fault.row}\t{fault.position}\t{fault.column}\t{value}\t{fault.code}\t{message}\n"


def _bytea(value: bytes) -> str:
    return rf"\\x{value.hex()}"
