"""What a letter may consist of: refused before it is signed if anything else is in it.

A list of what is allowed, not of what is forbidden: each object of the file must have one of the shapes below. No
script, link, attachment, form field, optional content, transparency or font that is not embedded has one. The list is
written down here a second time, apart from what writes letters.
"""

import re
import zlib
from functools import lru_cache
from typing import NamedTuple

from signing.domain.errors import LetterRefused

_REF = rb"\d+ 0 R"
_NUMBER = rb"-?\d+(?:\.\d+)?"
_NUMBERS = rb"%b(?: %b)*" % (_NUMBER, _NUMBER)
_TEXT = rb"<FEFF(?:[0-9A-F]{4})*>"
_DATE = rb"\(D:\d{14}\+08'00'\)"
_FONT_NAME = rb"/[A-Z]{6}\+[A-Za-z0-9_-]+"
_FLATE = rb"/Filter/FlateDecode"
_LENGTH = rb"/Length \d+"

SHAPES = {
    "catalog": rb"/Type/Catalog/Pages %b/Lang\(zh-CN\)/Metadata %b/OutputIntents\[%b\]"
    rb"/AcroForm<</Fields\[%b\]/SigFlags 3>>/Perms<</DocMDP %b>>(?:/DSS %b)?" % (6 * (_REF,)),
    "output_intent": rb"/Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier\([^()\\]+\)/Info\([^()\\]+\)"
    rb"/DestOutputProfile %b" % _REF,
    "profile": rb"/N 3%b%b" % (_FLATE, _LENGTH),
    "drawing": rb"/Type/XObject/Subtype/Form/BBox\[%b\]/Resources<</ProcSet\[/PDF\]>>%b%b"
    % (_NUMBERS, _FLATE, _LENGTH),
    "pages": rb"/Type/Pages/Count \d+/Kids\[%b(?: %b)*\]" % (_REF, _REF),
    "metadata": rb"/Type/Metadata/Subtype/XML%b" % _LENGTH,
    "information": rb"/Title%b/Subject%b/Author%b/Creator%b/Producer%b/CreationDate%b/ModDate%b"
    % (*(5 * (_TEXT,)), _DATE, _DATE),
    "widget": rb"/Type/Annot/Subtype/Widget/FT/Sig/T\(Seal\)/V %b/P %b/F 132/Rect\[%b\]/AP<</N %b>>"
    % (_REF, _REF, _NUMBERS, _REF),
    "page": rb"/Type/Page/Parent %b/MediaBox\[%b\]/Contents (?P<content>\d+) 0 R"
    rb"/Resources<</ProcSet\[/PDF/Text/ImageB\]/Font<<(?:/F\d+ %b)+>>/XObject<<(?:/[QW] %b)+>>>>(?:/Annots\[%b\])?"
    % (_REF, _NUMBERS, _REF, _REF, _REF),
    "code": rb"/Type/XObject/Subtype/Image/Width \d+/Height \d+/ImageMask true/BitsPerComponent 1/Decode\[1 0\]%b"
    % _LENGTH,
    "font": rb"/Type/Font/Subtype/Type0/BaseFont%b/Encoding/Identity-H/DescendantFonts\[%b\]/ToUnicode %b"
    % (_FONT_NAME, _REF, _REF),
    "descendant": rb"/Type/Font/Subtype/CIDFontType2/BaseFont%b/CIDSystemInfo<</Registry\(Adobe\)/Ordering\(Identity\)"
    rb"/Supplement 0>>/CIDToGIDMap/Identity/FontDescriptor %b/DW 1000/W\[0\[%b\]\]" % (_FONT_NAME, _REF, _NUMBERS),
    "descriptor": rb"/Type/FontDescriptor/FontName%b/Flags 4/FontBBox\[%b\]/ItalicAngle 0/Ascent %b/Descent %b"
    rb"/CapHeight %b/StemV \d+/FontFile2 %b/CIDSet %b" % (_FONT_NAME, _NUMBERS, _NUMBER, _NUMBER, _NUMBER, _REF, _REF),
    "outlines": rb"%b/Length1 \d+%b" % (_FLATE, _LENGTH),
    "data": rb"(?:%b)?%b" % (_FLATE, _LENGTH),
    "validation": rb"(?:/(?:Certs|OCSPs|CRLs)\[%b(?: %b)*\])+" % (_REF, _REF),
}
"""Dictionaries that a letter may hold. ``data`` are contents, character maps, character sets, validation material."""

OBJECT = re.compile(
    rb"(\d+) 0 obj\n<<(?:%b)>>\n(?:endobj|stream)\n"
    % b"|".join(b"(?P<%b>%b)" % (name.encode("ascii"), shape) for name, shape in SHAPES.items())
)
SIGNATURE = re.compile(
    rb"(\d+) 0 obj\n<</Type/Sig/Filter/Adobe\.PPKLite/SubFilter/ETSI\.CAdES\.detached/M%b/Reason%b/Location%b"
    rb"/Reference\[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1\.2>>>>\]"
    rb"/ByteRange\[0 (\d+) +(\d+) +(\d+) *\]/Contents" % (_DATE, _TEXT, _TEXT)
)
LENGTH, STREAM_BEGIN = b"/Length ", b">>\nstream\n"
STREAM_END = b"\nendstream\nendobj\n"
TRAILER = re.compile(
    rb"trailer\n<</Size (\d+)/Root 1 0 R/Info (\d+) 0 R/ID\[<[0-9A-F]{32}><[0-9A-F]{32}>\]>>\nstartxref\n(\d+)\n%%EOF\n"
)
OPERANDS = b"0123456789ABCDEF<>.- \n"
OPERATORS = re.compile(rb"(?:/Wo)?T(?:TcTm(?:/TfTj)+)+T(?:qcm/QoQ)?")
"""What is left of a page's content without its operands: text shown, the watermark before it, the QR code behind."""
PAINTING = re.compile(rb"(?:(?:%b )?(?:m|l|c|h|f|S|q|Q|w|g|rg|RG|cm)\s)+" % _NUMBERS)
"""A drawing: paths, colours and lines."""
REFERENCE, OPENING_TO_SPACE = b" 0 R", bytes.maketrans(b"[", b" ")
REMEMBERED = 64
"""Beginnings: a few are in use on a day."""
SINGLE = ("pages", "metadata", "information", "widget", "code")
SHARED = {"catalog", "output_intent", "profile", "drawing"}
"""What stands in the beginning and nowhere else."""


class Beginning(NamedTuple):
    """What was found in the beginning that all letters of a type share.

    Its last object, the table's first lines, and the objects that it refers to.
    """

    last: int
    table: bytes
    used: frozenset[bytes]


class Walk(NamedTuple):
    """Objects that were looked at: the kind of each, where the last one ends, and the objects they refer to."""

    kinds: list[str]
    end: int
    used: set[bytes]


class LetterLint:
    """Looks through drafts. The beginning that all letters of a type share is looked through once."""

    def __init__(self) -> None:
        self._beginnings: dict[bytes, Beginning] = {}

    def check(self, prefix: bytes, own: bytes, tail: bytes, *, pages: int, room: int) -> None:
        """Look through a draft: ``prefix``, ``own`` and, behind ``room`` for the signature's value, ``tail``.

        Raises:
            LetterRefused: it holds something that a letter must not hold, or something is not where it says.
        """
        beginning = self._beginnings.get(prefix)
        if beginning is None:
            if len(self._beginnings) >= REMEMBERED:
                self._beginnings.clear()
            beginning = self._beginnings[prefix] = _read_beginning(prefix)
        begins = len(prefix)
        offsets: dict[int, int] = {}
        kinds, end, used = _walk(own, 0, offsets, begins)
        _require(
            kinds.count("page") == pages and all(kinds.count(kind) == 1 for kind in SINGLE), "number of the objects"
        )
        _require(SHARED.isdisjoint(kinds), "an object that only the beginning may hold")
        signature = SIGNATURE.fullmatch(own, end)
        if signature is None:
            raise LetterRefused(reason="signature dictionary")
        number, *ranges = map(int, signature.groups())
        _require(number not in offsets, f"object {number} twice")
        offsets[number] = begins + end
        length = begins + len(own)
        behind = length + room + 2
        _require(ranges == [length, behind, len(tail)], "byte range")
        used.add(_check_tail(tail, beginning, offsets, behind))
        _require(used | beginning.used == _numbers(beginning.last + len(offsets)), "an object that nothing uses")


def _read_beginning(prefix: bytes) -> Beginning:
    offsets: dict[int, int] = {}
    _require(prefix.startswith(b"%PDF-1.4\n%"), "header")
    kinds, end, used = _walk(prefix, prefix.index(b"\n", 10) + 1, offsets, 0)
    _require(kinds[:1] == ["catalog"] and kinds.count("catalog") == 1, "catalog")
    _require(end == len(prefix) and set(offsets) == set(range(1, len(offsets) + 1)), "beginning")
    return Beginning(
        len(offsets), b"0000000000 65535 f \n" + _lines(offsets, range(1, len(offsets) + 1)), frozenset({b"1", *used})
    )


def _walk(data: bytes, at: int, offsets: dict[int, int], begins: int) -> Walk:
    """Look at object after object from ``at``; ``data`` begins at the file's offset ``begins``."""
    kinds: list[str] = []
    dictionaries: list[bytes] = []
    content = b""
    while match := OBJECT.match(data, at):
        kind, number = match.lastgroup or "", int(match[1])
        _require(number not in offsets, f"object {number} twice")
        offsets[number] = begins + at
        start = match.end()
        if data.startswith(b"stream\n", start - 7):
            ends = _stream_end(data, start)
            at = ends + len(STREAM_END)
            if content:
                _require(content == match[1], "a content that is not behind its page")
                _check_content(data[start:ends])
            elif kind == "drawing":
                _check_drawing(data[start:ends])
        else:
            _require(not content, "a page without content")
            at = start
        kinds.append(kind)
        dictionaries.append(match[0])
        content = match["content"] or b""
    return Walk(kinds, at, _references(b"".join(dictionaries)))


def _references(dictionaries: bytes) -> set[bytes]:
    """The numbers of the objects that they refer to; a tenth of what a regular expression takes."""
    *named, _ = dictionaries.translate(OPENING_TO_SPACE).split(REFERENCE)
    return {before[before.rfind(b" ") + 1 :] for before in named}


@lru_cache(REMEMBERED)
def _numbers(last: int) -> frozenset[bytes]:
    return frozenset([b"%d" % number for number in range(1, last + 1)])


def _stream_end(data: bytes, at: int) -> int:
    """Where the data of the stream that begins at ``at`` ends; the length is the last entry of its dictionary."""
    said = data[data.rfind(LENGTH, 0, at) + len(LENGTH) : at - len(STREAM_BEGIN)]
    _require(said.isdigit(), "stream without length")
    length = int(said)
    _require(data.startswith(STREAM_END, at + length), "length of a stream")
    return at + length


def _check_content(content: bytes) -> None:
    operators = content.translate(None, OPERANDS)
    _require(OPERATORS.fullmatch(operators) is not None, "content of a page")


def _check_drawing(content: bytes) -> None:
    try:
        operators = zlib.decompress(content)
    except zlib.error as error:
        raise LetterRefused(reason="a drawing that cannot be read") from error
    _require(PAINTING.fullmatch(operators) is not None, "content of a drawing")


def _check_tail(tail: bytes, beginning: Beginning, offsets: dict[int, int], at: int) -> bytes:
    """The cross-reference table names each object where it is, and nothing else; the number of the information."""
    size = beginning.last + len(offsets) + 1
    own = range(beginning.last + 1, size)
    _require(all(number in offsets for number in own), "numbers of the objects")
    table = b"".join((b">>\nendobj\nxref\n0 %d\n" % size, beginning.table, _lines(offsets, own)))
    trailer = TRAILER.fullmatch(tail, len(table))
    if trailer is None or not tail.startswith(table):
        raise LetterRefused(reason="cross-reference table")
    said, information, table_at = map(int, trailer.groups())
    _require(said == size and information in offsets, "trailer")
    _require(table_at == at + len(b">>\nendobj\n"), "place of the cross-reference table")
    return b"%d" % information


def _lines(offsets: dict[int, int], numbers: range) -> bytes:
    return b"".join([b"%010d 00000 n \n" % offsets[number] for number in numbers])


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise LetterRefused(reason=what)
