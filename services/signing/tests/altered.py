"""Drafts taken apart and put together again, so that nothing is wrong with them but what a test has changed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from signing.lint import LetterLint
from signing.pdf.draft import Draft

OBJECT = re.compile(rb"(\d+) 0 obj\n")
END = b"\nendobj\n"
SIGNATURE_END = b">>\nendobj\n"
SIGNATURE = re.compile(rb"\d+ 0 obj\n<</Type/Sig/")
HEADER = re.compile(rb"%PDF-1\.4\n%[^\n]+\n")


@dataclass(slots=True)
class AlteredDraft:
    """A draft as its objects by number, in the order of the file.

    Attributes:
        first: the objects of the beginning; ``own`` are the letter's.
        signature: the signature dictionary up to its byte range.
        trailer: from ``/Root`` on, up to ``startxref``.
        behind: what stands behind the place of the table.
        pages: so many pages the letter is said to have.
    """

    header: bytes
    first: dict[int, bytes]
    own: dict[int, bytes]
    signature: bytes
    trailer: bytes
    behind: bytes
    room: int
    pages: int

    @classmethod
    def of(cls, draft: Draft) -> Self:
        """Take a draft apart."""
        header = HEADER.match(draft.prefix)
        assert header is not None
        signature_at = [match.start() for match in SIGNATURE.finditer(draft.own)][-1]
        trailer = re.search(rb"trailer\n<</Size \d+(.*)\nstartxref\n\d+\n(.*)\Z", draft.tail, re.DOTALL)
        assert trailer is not None
        return cls(
            header=header[0],
            first=dict(_objects(draft.prefix[header.end() :])),
            own=dict(_objects(draft.own[:signature_at])),
            signature=draft.own[signature_at : draft.own.rindex(b"/ByteRange")],
            trailer=trailer[1],
            behind=trailer[2],
            room=draft.room,
            pages=draft.pages,
        )

    def number_of(self, text: bytes) -> int:
        """The first object that holds the text."""
        return next(number for number, body in (self.first | self.own).items() if text in body)

    def change(self, text: bytes, old: bytes, new: bytes) -> None:
        """In the first object that holds ``text``, write ``new`` for ``old``; a stream's length is set right."""
        number = self.number_of(text)
        objects = self.first if number in self.first else self.own
        assert old in objects[number]
        objects[number] = with_length(objects[number].replace(old, new, 1))

    def add(self, body: bytes) -> int:
        """Add an object of the letter's own and return its number."""
        number = max(*self.own, self.signature_number) + 1
        self.own[number] = with_length(body)
        return number

    @property
    def signature_number(self) -> int:
        """The signature dictionary's."""
        return int(self.signature.split()[0])

    def parts(self) -> tuple[bytes, bytes, bytes]:
        """Beginning, own part and tail; all lengths and offsets fit."""
        offsets: dict[int, int] = {}
        prefix = self.header + _written(self.first, len(self.header), offsets)
        own = _written(self.own, len(prefix), offsets)
        offsets[self.signature_number] = len(prefix) + len(own)
        range_size = len(b"/ByteRange[0 %-8d %-8d %-8d]/Contents" % (0, 0, 0))
        length = len(prefix) + len(own) + len(self.signature) + range_size
        table_at = length + self.room + 2 + len(SIGNATURE_END)
        lines = b"".join(b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets))
        size = len(offsets) + 1
        tail = SIGNATURE_END + b"xref\n0 %d\n0000000000 65535 f \n" % size + lines
        tail += b"trailer\n<</Size %d%b\nstartxref\n%d\n%b" % (size, self.trailer, table_at, self.behind)
        byte_range = b"/ByteRange[0 %-8d %-8d %-8d]/Contents" % (length, length + self.room + 2, len(tail))
        return prefix, own + self.signature + byte_range, tail

    def unsigned(self) -> bytes:
        """The letter as a whole file without signature, field and seal."""
        catalog = re.sub(rb"/AcroForm<<.*?>>/Perms<<.*?>>", b"", self.first[1])
        own = {number: re.sub(rb"/Annots\[.*?\]", b"", body) for number, body in self.own.items()}
        del own[self.number_of(b"/Subtype/Widget")]
        offsets: dict[int, int] = {}
        body = self.header + _written(self.first | {1: catalog} | own, len(self.header), offsets)
        size = max(offsets) + 1
        lines = [b"%010d %b \n" % (offsets.get(number, 0), b"00000 n" if number in offsets else b"65535 f")
                 for number in range(size)]  # fmt: skip
        end = (size, b"".join(lines), size, self.trailer, len(body))
        return body + b"xref\n0 %d\n%btrailer\n<</Size %d%b\nstartxref\n%d\n%%%%EOF\n" % end

    def lint(self) -> None:
        """Look through it."""
        LetterLint().check(*self.parts(), pages=self.pages, room=self.room)


def with_length(body: bytes) -> bytes:
    """An object's body whose stream is as long as it says."""
    if b"\nstream\n" not in body:
        return body
    data = body[body.index(b"\nstream\n") + 8 : body.rindex(b"\nendstream")]
    return re.sub(rb"/Length \d+>>\nstream", b"/Length %d>>\nstream" % len(data), body, count=1)


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        match = OBJECT.match(data, at)
        assert match is not None
        end = data.index(END, _data_end(data, match.end()))
        yield int(match[1]), data[match.end() : end]
        at = end + len(END)


def _data_end(data: bytes, at: int) -> int:
    """Behind the data of the object that begins at ``at``, if it is a stream."""
    head = re.compile(rb"[^\n]*/Length (\d+)>>\nstream\n").match(data, at)
    return at if head is None else head.end() + int(head[1])


def _written(objects: dict[int, bytes], at: int, offsets: dict[int, int]) -> bytes:
    written = b""
    for number, body in objects.items():
        offsets[number] = at + len(written)
        written += b"%d 0 obj\n%b%b" % (number, body, END)
    return written
