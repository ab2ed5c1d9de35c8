"""Entries of the ``glyf`` table, simple and without instructions, from contours of quadratic curves.

A contour is a list of points ``(x, y, on the curve?)`` in font units that begins on the curve.
"""

import struct
from collections.abc import Sequence
from itertools import groupby

from signing.fonts.sfnt import padded

Point = tuple[int, int, bool]
Contour = list[Point]

ON_CURVE = 0x01
X_SHORT = 0x02
Y_SHORT = 0x04
REPEAT = 0x08
X_SAME_OR_POSITIVE = 0x10
Y_SAME_OR_POSITIVE = 0x20
MOST_REPEATS = 255


def entry(contours: Sequence[Contour]) -> bytes:
    """The table's entry, padded to four bytes; nothing for a glyph without ink."""
    points = [point for contour in contours for point in contour]
    if not points:
        return b""
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    ends, last = [], -1
    for contour in contours:
        last += len(contour)
        ends.append(last)
    header = struct.pack(f">5h{len(ends)}HH", len(ends), min(xs), min(ys), max(xs), max(ys), *ends, 0)
    x_flags, x_data = _deltas(xs, X_SHORT, X_SAME_OR_POSITIVE)
    y_flags, y_data = _deltas(ys, Y_SHORT, Y_SAME_OR_POSITIVE)
    flags = _repeated([point[2] | x | y for point, x, y in zip(points, x_flags, y_flags, strict=True)])
    return padded(b"".join((header, flags, x_data, y_data)))


def _deltas(values: Sequence[int], short: int, same_or_positive: int) -> tuple[list[int], bytes]:
    """Each coordinate as its distance from the one before: the flags that say how long it is, and the distances."""
    flags, data, before = [], bytearray(), 0
    for value in values:
        delta = value - before
        before = value
        if delta == 0:
            flags.append(same_or_positive)
        elif -256 < delta < 256:
            flags.append(short | same_or_positive if delta > 0 else short)
            data.append(abs(delta))
        else:
            flags.append(0)
            data += struct.pack(">h", delta)
    return flags, bytes(data)


def _repeated(flags: Sequence[int]) -> bytes:
    """The flags, those that come twice or more in a row written once with a count."""
    data = bytearray()
    for flag, run in groupby(flags):
        count = len(list(run))
        while count > 0:
            times = min(count, MOST_REPEATS + 1)
            data += bytes((flag,)) if times == 1 else bytes((flag | REPEAT, times - 1))
            count -= times
    return bytes(data)


def plain(raw: bytes) -> bytes:
    """An entry of a source font without its instructions; the glyph must be a simple one."""
    instructions = 10 + 2 * struct.unpack_from(">h", raw)[0]
    (length,) = struct.unpack_from(">H", raw, instructions)
    if not length:
        return padded(raw)
    return padded(raw[:instructions] + b"\0\0" + raw[instructions + 2 + length :])


def lifted(data: bytes, by: int) -> bytes:
    """An entry with all its points moved up: only the first one's height is written as such, all others follow it."""
    if not data or not by:
        return data
    contours, left, bottom, right, top = struct.unpack_from(">5h", data)
    flags_at = 12 + 2 * contours
    heights_at = _heights_at(data, flags_at)
    flag = data[flags_at]
    if flag & Y_SHORT:
        height, length = data[heights_at] * (1 if flag & Y_SAME_OR_POSITIVE else -1), 1
    else:
        height, length = (0, 0) if flag & Y_SAME_OR_POSITIVE else (struct.unpack_from(">h", data, heights_at)[0], 2)
    own = (flag & ~(REPEAT | Y_SHORT | Y_SAME_OR_POSITIVE)).to_bytes(1, "big")  # a height of two bytes
    repeats = data[flags_at + 1] if flag & REPEAT else 0
    others = bytes((flag, repeats - 1)) if repeats > 1 else bytes((flag & ~REPEAT,) * repeats)
    return padded(
        b"".join(
            (
                struct.pack(">5h", contours, left, bottom + by, right, top + by),
                *(data[10:flags_at], own, others),
                data[flags_at + (2 if flag & REPEAT else 1) : heights_at],
                struct.pack(">h", height + by),
                data[heights_at + length :],
            )
        )
    )


def _heights_at(data: bytes, flags_at: int) -> int:
    """Where the heights begin: after all flags and all x."""
    remaining, at, widths = size(data)[1], flags_at, 0
    while remaining > 0:
        flag, times = data[at], 1
        if flag & REPEAT:
            at += 1
            times += data[at]
        at += 1
        remaining -= times
        if flag & X_SHORT:
            widths += times
        elif not flag & X_SAME_OR_POSITIVE:
            widths += 2 * times
    return at + widths


def bounds(data: bytes) -> tuple[int, int, int, int]:
    """The box around an entry's points."""
    left, bottom, right, top = struct.unpack_from(">4h", data, 2)
    return left, bottom, right, top


def size(data: bytes) -> tuple[int, int]:
    """How many contours and points an entry has."""
    (contours,) = struct.unpack_from(">h", data)
    return contours, struct.unpack_from(">H", data, 8 + 2 * contours)[0] + 1
