"""The output intent (ISO 19005-1, 6.2.2): an sRGB profile of version 2, as PDF 1.4 allows, built from IEC 61966-2-1.

Primaries are adapted to D50 by Bradford's matrix, as the profile connection space wants (ICC.1:2001-04, 6.1 to 6.5).
"""

import struct
import zlib

from signing.pdf.syntax import obj, stream

NAME = "sRGB IEC61966-2.1"
WHITE_D50 = (0.9642, 1.0, 0.8249)
PRIMARIES = {"rXYZ": (0.4361, 0.2225, 0.0139), "gXYZ": (0.3851, 0.7169, 0.0971), "bXYZ": (0.1431, 0.0606, 0.7141)}
CURVE_POINTS = 64
HEADER_SIZE, TAG_SIZE = 128, 12


def srgb_profile() -> bytes:
    """The profile: three primaries and one tone curve shared by the three channels."""
    curve = _curve()
    contents = {
        b"desc": _description(NAME),
        b"cprt": b"text\0\0\0\0No copyright, use freely\0",
        b"wtpt": _xyz(WHITE_D50),
        **{tag.encode("ascii"): _xyz(value) for tag, value in PRIMARIES.items()},
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    offset = HEADER_SIZE + 4 + TAG_SIZE * len(contents)
    table, data, placed = b"", b"", dict[bytes, int]()
    for tag, content in contents.items():
        if content not in placed:
            placed[content] = offset + len(data)
            data += content + b"\0" * (-len(content) % 4)
        table += tag + struct.pack(">II", placed[content], len(content))
    body = struct.pack(">I", len(contents)) + table + data
    return _header(HEADER_SIZE + len(body)) + body


def profile_object(number: int) -> bytes:
    """The profile as a stream."""
    return stream(number, b"/N 3/Filter/FlateDecode", zlib.compress(srgb_profile(), 9))


def output_intent_object(number: int, profile: int) -> bytes:
    """The output intent that names the profile."""
    name = NAME.encode("ascii")
    entries = b"/Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(%b)/Info(%b)/DestOutputProfile %d 0 R"
    return obj(number, b"<<" + entries % (name, name, profile) + b">>")


def _header(size: int) -> bytes:
    header = bytearray(HEADER_SIZE)
    struct.pack_into(">I4sI4s4s4s6H4s", header, 0, size, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ",
                     2026, 1, 1, 0, 0, 0, b"acsp")  # fmt: skip
    header[68:80] = struct.pack(">3i", *map(_fixed, WHITE_D50))
    return bytes(header)


def _xyz(value: tuple[float, float, float]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *map(_fixed, value))


def _fixed(value: float) -> int:
    """s15Fixed16Number."""
    return round(value * 65536)


def _curve() -> bytes:
    points = [round(65535 * _linear(point / (CURVE_POINTS - 1))) for point in range(CURVE_POINTS)]
    return b"curv\0\0\0\0" + struct.pack(f">I{CURVE_POINTS}H", CURVE_POINTS, *points)


def _linear(encoded: float) -> float:
    """IEC 61966-2-1, 5.2."""
    return encoded / 12.92 if encoded <= 0.04045 else ((encoded + 0.055) / 1.055) ** 2.4


def _description(text: str) -> bytes:
    """textDescriptionType: ASCII only; no Unicode and no Macintosh text."""
    ascii_text = text.encode("ascii") + b"\0"
    return b"desc\0\0\0\0" + struct.pack(">I", len(ascii_text)) + ascii_text + b"\0" * (4 + 4 + 2 + 1 + 67)
