"""A letter's own part of the file: pages, contents, fonts, metadata, signature field, signature dictionary, end.

Everything is written in one pass; all offsets are known before anything is hashed, and the signature is the only thing
that comes later.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from signing.fonts.chain import FontChain
from signing.pdf.content import PageTexts
from signing.pdf.font import OBJECTS as FONT_OBJECTS
from signing.pdf.font import Subset
from signing.pdf.form import CATALOG, MEDIA_BOX, LetterForm, entries
from signing.pdf.metadata import Information
from signing.pdf.syntax import date_string, number, obj, stream, text_string
from signing.typesetting.qr import QrCode
from signing.typesetting.seal import RADIUS
from signing.typesetting.sheet import Sheet

FIELD_NAME = b"Seal"
PRINT_AND_LOCKED = 132
FREE_ENTRY = b"0000000000 65535 f \n"
RANGES = b"/ByteRange[0 %-8d %-8d %-8d]/Contents"
RANGES_LENGTH = len(RANGES % (0, 0, 0))
IDENTIFIER_LENGTH = 2 * len(b"<>") + 64
SIGNATURE_END = b">>\nendobj\n"


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter that lacks nothing but its signature.

    Attributes:
        prefix: the file's beginning, shared with the other letters of the day.
        own: the file from there up to the signature's ``<``.
        tail: the file from behind the signature's ``>``.
        room: hexadecimal digits between ``<`` and ``>``.
        digest: SHA-256 of all this, which is what the signature covers.
        sheets: what is printed.
    """

    certificate_type: str
    prefix: bytes = field(repr=False)
    own: bytes = field(repr=False)
    tail: bytes = field(repr=False)
    room: int
    digest: bytes
    sheets: Sequence[Sheet] = field(repr=False)

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return len(self.sheets)

    @property
    def text(self) -> list[str]:
        """Each page's text, in no particular order of its lines."""
        titles = [sheet.title.text if sheet.title else "" for sheet in self.sheets]
        lines = ["".join([text.text for text in sheet.texts]) for sheet in self.sheets]
        return [title + text for title, text in zip(titles, lines, strict=True)]

    def with_signature(self, container: bytes) -> bytes:
        """The finished file; ``container`` is the DER of the CMS."""
        digits = container.hex().upper().encode("ascii")
        if len(digits) > self.room:
            raise ValueError("the signature is longer than the room for it")
        return b"".join((self.prefix, self.own, b"<", digits.ljust(self.room, b"0"), b">", self.tail))


class DraftWriter:
    """Writes drafts."""

    def __init__(
        self,
        *,
        chain: FontChain,
        author: str,
        reason: str,
        location: str,
        room: int,
    ) -> None:
        """Settle what all letters have in common.

        ``room`` is the length of the longest CMS, in bytes; readers that show the signature print ``reason`` and
        ``location``.
        """
        self._chain = chain
        self._author = author
        self._reason = text_string(reason)
        self._location = text_string(location)
        self._room = room

    def write(
        self,
        form: LetterForm,
        certificate_type: str,
        sheets: Sequence[Sheet],
        qr: QrCode,
        *,
        subject: str,
        at: datetime,
    ) -> Draft:
        """Write a letter of ``form``; ``subject`` is its number, ``at`` the time of signing.

        Raises:
            GlyphMissing: no font draws one of its characters.
        """
        texts = PageTexts(form.body, form.heading, self._chain, place=form.count)
        contents = [self._content(form, texts, sheet) for sheet in sheets]
        information = Information(f"{form.title} {subject}", form.title, self._author, at)
        first_page = form.signature + 1
        qr_number = first_page + 2 * len(sheets)
        resources = _resources(form, texts.subsets, qr_number)
        numbers = range(first_page, qr_number, 2)
        objects = [
            obj(form.pages, b"<</Type/Pages/Count %d/Kids[%b]>>" % (len(sheets), b" ".join(map(_reference, numbers)))),
            information.metadata_object(form.metadata),
            information.info_object(form.information),
            _widget(form, sheets[-1], numbers[-1]),
        ]
        own = []
        for page, content in zip(numbers, contents, strict=True):
            seal = b"/Annots[%d 0 R]" % form.widget if page == numbers[-1] else b""
            own.append(_page(page, form.pages, resources, seal))
            own.append(stream(page + 1, b"", content))
        own.append(_qr_image(qr_number, qr))
        for place, subset in enumerate(texts.subsets):
            own += subset.objects(qr_number + 1 + FONT_OBJECTS * place)
        return self._close(form, certificate_type, objects, own, sheets, at)

    def _content(self, form: LetterForm, texts: PageTexts, sheet: Sheet) -> bytes:
        watermark = b"/W Do\n" if form.watermark is not None else b""
        code = b""
        if sheet.qr is not None:
            x, y, side = map(number, sheet.qr)
            code = b"q %b 0 0 %b %b %b cm /Q Do Q\n" % (side, side, x, y)
        return watermark + texts.write(sheet.texts, sheet.title) + code

    def _close(
        self,
        form: LetterForm,
        certificate_type: str,
        objects: list[bytes],
        own: list[bytes],
        sheets: Sequence[Sheet],
        at: datetime,
    ) -> Draft:
        """Settle offsets, byte range, identifier and digest."""
        shared_lines, offset = entries(objects, at=len(form.prefix))
        own_lines, signature_at = entries(own, at=offset)
        dictionary = self._signature(form, at)
        room = 2 * self._room
        length = signature_at + len(dictionary) + RANGES_LENGTH
        rest = length + room + 2
        size = form.signature + 1 + len(own)
        signature_line = b"%010d 00000 n \n" % signature_at
        table = b"".join((b"xref\n0 %d\n" % size, FREE_ENTRY, form.entries, shared_lines, signature_line, own_lines))
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[" % (size, CATALOG, form.information)
        end = b"]>>\nstartxref\n%d\n%%%%EOF\n" % (rest + len(SIGNATURE_END))
        rest_length = len(SIGNATURE_END) + len(table) + len(trailer) + IDENTIFIER_LENGTH + len(end)
        variable = b"".join((*objects, *own, dictionary, RANGES % (length, rest, rest_length)))
        state = form.state.copy()
        state.update(variable)
        identifier = b"<%b>" % state.hexdigest()[:32].upper().encode("ascii")
        tail = b"".join((SIGNATURE_END, table, trailer, identifier, identifier, end))
        state.update(tail)
        return Draft(
            certificate_type=certificate_type,
            prefix=form.prefix,
            own=variable,
            tail=tail,
            room=room,
            digest=state.digest(),
            sheets=sheets,
        )

    def _signature(self, form: LetterForm, at: datetime) -> bytes:
        """The signature dictionary up to its byte range: a certification that allows no change (12.8.2.2)."""
        return (
            b"%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M%b/Reason%b/Location%b"
            b"/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P 1/V/1.2>>>>]"
        ) % (form.signature, date_string(at), self._reason, self._location)


def _reference(object_number: int) -> bytes:
    return b"%d 0 R" % object_number


def _page(page: int, parent: int, resources: bytes, seal: bytes) -> bytes:
    entries_of_page = b"<</Type/Page/Parent %d 0 R/MediaBox[%b]/Contents %d 0 R/Resources<<%b>>%b>>"
    return obj(page, entries_of_page % (parent, MEDIA_BOX, page + 1, resources, seal))


def _resources(form: LetterForm, subsets: Sequence[Subset], qr: int) -> bytes:
    fonts = b"".join(
        b"/%b %d 0 R" % (subset.resource, qr + 1 + FONT_OBJECTS * place) for place, subset in enumerate(subsets)
    )
    watermark = b"" if form.watermark is None else b"/W %d 0 R" % form.watermark
    entries_of_page = b"/ProcSet[/PDF/Text/ImageB]/Font<<%b%b>>/XObject<</Q %d 0 R%b>>"
    return entries_of_page % (form.fonts, fonts, qr, watermark)


def _widget(form: LetterForm, sheet: Sheet, page: int) -> bytes:
    """The signature field where the seal stands; the seal is its appearance."""
    if sheet.seal is None:
        raise ValueError("the last page carries no seal")
    x, y = sheet.seal
    box = b" ".join(map(number, (x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS)))
    return obj(
        form.widget,
        b"<</Type/Annot/Subtype/Widget/FT/Sig/T(%b)/V %d 0 R/P %d 0 R/F %d/Rect[%b]/AP<</N %d 0 R>>>>"
        % (FIELD_NAME, form.signature, page, PRINT_AND_LOCKED, box, form.appearance),
    )


def _qr_image(object_number: int, qr: QrCode) -> bytes:
    """The code as a stencil (8.9.6.2) of one bit a module, 1 for dark."""
    head = b"/Type/XObject/Subtype/Image/Width %d/Height %d/ImageMask true/BitsPerComponent 1/Decode[1 0]"
    return stream(object_number, head % (qr.side, qr.side), qr.rows)
