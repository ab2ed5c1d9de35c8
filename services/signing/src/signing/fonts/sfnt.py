"""The frame of a TrueType file: a directory of tables, each with its checksum (ISO/IEC 14496-22, 4.5)."""

import struct
from collections.abc import Mapping
from typing import NamedTuple

TRUETYPE = 0x00010000
CHECKSUM_OF_FONT = 0xB1B0AFBA
ADJUSTMENT_AT = 8
"""Where ``head`` holds the adjustment that brings the whole file's checksum to ``CHECKSUM_OF_FONT``."""


class Extent(NamedTuple):
    """Where a table lies in its file."""

    offset: int
    length: int


def padded(data: bytes) -> bytes:
    """The data, continued by zeros to whole 32-bit words."""
    return data + bytes(-len(data) % 4)


def checksum(data: bytes) -> int:
    """Sum of the big-endian 32-bit words, modulo 2**32. The length must be a multiple of four."""
    words: tuple[int, ...] = struct.unpack(f">{len(data) // 4}I", data)
    return sum(words) & 0xFFFFFFFF


def directory(file: bytes) -> dict[str, Extent]:
    """The tables of a TrueType file; also takes an ``mmap``.

    Raises:
        ValueError: it is no TrueType file, or one that ends too early.
    """
    if len(file) < 12:
        raise ValueError("too short for a font")
    version, count = struct.unpack_from(">IH", file)
    if version != TRUETYPE or len(file) < 12 + 16 * count:
        raise ValueError("not a TrueType font")
    tables = {}
    for entry in range(count):
        tag, _, offset, length = struct.unpack_from(">4sIII", file, 12 + 16 * entry)
        if offset + length > len(file):
            raise ValueError(f"the table {tag!r} is cut off")
        tables[tag.decode("latin-1")] = Extent(offset, length)
    return tables


def font(tables: Mapping[str, bytes]) -> bytes:
    """A TrueType file of these tables; the adjustment in ``head`` must be zero and is filled in."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">IHHHH", TRUETYPE, count, 16 << power, power, 16 * count - (16 << power))
    offset = len(header) + 16 * count
    entries, bodies = [], []
    for tag, data in sorted(tables.items()):
        body = padded(data)
        entries.append(struct.pack(">4sIII", tag.encode("latin-1"), checksum(body), offset, len(data)))
        bodies.append(body)
        offset += len(body)
    file = bytearray(b"".join((header, *entries, *bodies)))
    head = directory(bytes(file[: len(header) + 16 * count]) + bytes(offset))["head"].offset
    struct.pack_into(">I", file, head + ADJUSTMENT_AT, (CHECKSUM_OF_FONT - checksum(bytes(file))) & 0xFFFFFFFF)
    return bytes(file)
