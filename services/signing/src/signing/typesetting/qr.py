"""The QR code of a letter's address.

For a fixed version, mask and level and for addresses of one length, a QR code (ISO/IEC 18004) is an affine function
over GF(2): data, Reed-Solomon code and mask are all sums of bits. So the code of an example is made once by segno, and
for each bit of a character what changes with it; any other code of that length is the exclusive or of those.
"""

from dataclasses import dataclass
from urllib.parse import quote

import segno

REMEMBERED_LENGTHS = 8
"""Addresses of a system have one length or two, unless somebody tries strange ones."""
BITS = 7
"""Of an ASCII character."""


@dataclass(frozen=True, slots=True)
class QrCode:
    """A symbol without its quiet zone. ``rows`` has a bit for each module, dark ones set, each row padded to bytes."""

    side: int
    rows: bytes


class QrWriter:
    """Writes QR codes of addresses of usual lengths quickly, and of others after a moment."""

    def __init__(self, example: str) -> None:
        """``example`` is an address of the usual length; what follows its last slash will vary. Takes 0.2 s."""
        table = _Table(example)
        for position in range(example.rfind("/") + 1, len(example)):
            table.prepare(position)
        self._tables = {len(example): table}

    def modules(self, address: str) -> QrCode:
        """The code of an address.

        Raises:
            UnicodeEncodeError: it is not ASCII, which addresses are.
        """
        table = self._tables.get(len(address))
        if table is None:
            if len(self._tables) >= REMEMBERED_LENGTHS:
                del self._tables[list(self._tables)[-1]]  # the usual length is the first
            table = self._tables[len(address)] = _Table(address)
        return table.code_of(address.encode("ascii"))


def verify_address(public_url: str, number: str, check_code: str) -> str:
    """Where a letter is checked, with its number and check code."""
    return f"{public_url}/verify/{quote(number, safe='')}?c={quote(check_code, safe='')}"


class _Table:
    """Codes of one length. Symbols are integers, the first module in the highest bit."""

    def __init__(self, example: str) -> None:
        self._example = example.encode("ascii")
        code = segno.make_qr(example, error="m", mode="byte", boost_error=False)
        self._version, self._mask = code.version, code.mask
        self._side = len(code.matrix)
        self._stride = (self._side + 7) // 8
        self._base = self._symbol(example)
        self._changes = [_Changes(self, position) for position in range(len(example))]

    def code_of(self, address: bytes) -> QrCode:
        symbol = self._base
        for changes, character in zip(self._changes, address, strict=True):
            symbol ^= changes[character]
        return QrCode(self._side, symbol.to_bytes(self._side * self._stride, "big"))

    def prepare(self, position: int) -> None:
        """Learn what every bit of a character changes."""
        for bit in range(BITS):
            self._changes[position].of_bit(bit)

    def change(self, position: int, bit: int) -> int:
        """What changes in the symbol with one bit of the example."""
        changed = bytearray(self._example)
        changed[position] ^= 1 << bit
        return self._symbol(changed.decode("ascii")) ^ self._base

    def _symbol(self, address: str) -> int:
        code = segno.make_qr(address, error="m", mode="byte", boost_error=False, version=self._version, mask=self._mask)
        padding = "0" * (8 * self._stride - self._side)
        return int("".join("".join(map(str, row)) + padding for row in code.matrix), 2)

    def original(self, position: int) -> int:
        """The example's character."""
        return self._example[position]


class _Changes(dict[int, int]):
    """What changes in the symbol when another character stands at a position; worked out when asked for."""

    def __init__(self, table: _Table, position: int) -> None:
        super().__init__({table.original(position): 0})
        self._table = table
        self._position = position
        self._bits: dict[int, int] = {}

    def of_bit(self, bit: int) -> int:
        if bit not in self._bits:
            self._bits[bit] = self._table.change(self._position, bit)
        return self._bits[bit]

    def __missing__(self, character: int) -> int:
        different = character ^ self._table.original(self._position)
        change = 0
        for bit in range(BITS):
            if different >> bit & 1:
                change ^= self.of_bit(bit)
        self[character] = change
        return change
