"""What a day's letters of a type have in common: the file's beginning, written once, with its hash and its offsets."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from signing.pdf.colour import output_intent_object, profile_object
from signing.pdf.content import FixedFonts
from signing.pdf.font import OBJECTS as FONT_OBJECTS
from signing.pdf.syntax import HEADER, number, obj, stream
from signing.pdf.validation import ValidationMaterial, validation_objects
from signing.typesetting.page import PAGE_HEIGHT, PAGE_WIDTH
from signing.typesetting.seal import RADIUS

if TYPE_CHECKING:
    from hashlib import _Hash

MEDIA_BOX = b"0 0 %b %b" % (number(PAGE_WIDTH), number(PAGE_HEIGHT))
SEAL_BOX = b"-%b -%b %b %b" % (4 * (number(RADIUS),))
CATALOG, OUTPUT_INTENT, PROFILE, FIRST_FONT = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class LetterForm:
    """The beginning of every letter of a type that is issued on one day.

    Attributes:
        prefix: header and static objects, with the catalog among them.
        state: SHA-256 after the prefix; copied for each letter.
        entries: the static objects' lines of the cross-reference table.
        fonts: the fixed fonts as entries of a page's resources; ``count`` of them.
        appearance: number of the seal's object, which is how the signature's field appears.
        watermark: number of the watermark's object; None without one.
        first: number of the first object that is a letter's own; from there stand page tree, metadata, information,
            widget, signature.
        expires_at: when its validation material must be read anew; None when it never has any.
    """

    title: str
    body: FixedFonts
    heading: FixedFonts
    prefix: bytes = field(repr=False)
    state: "_Hash" = field(repr=False)
    entries: bytes = field(repr=False)
    fonts: bytes = field(repr=False)
    count: int
    appearance: int
    watermark: int | None
    first: int
    expires_at: datetime | None = None

    @property
    def pages(self) -> int:
        """Number of the page tree."""
        return self.first

    @property
    def metadata(self) -> int:
        """Number of the XMP packet."""
        return self.first + 1

    @property
    def information(self) -> int:
        """Number of the Info dictionary."""
        return self.first + 2

    @property
    def widget(self) -> int:
        """Number of the signature field, which is its own widget."""
        return self.first + 3

    @property
    def signature(self) -> int:
        """Number of the signature dictionary."""
        return self.first + 4


def make_form(
    *,
    title: str,
    body: FixedFonts,
    heading: FixedFonts,
    seal: bytes,
    watermark: bytes | None,
    validation: ValidationMaterial | None = None,
) -> LetterForm:
    """Write the beginning; ``seal``, about the origin, and ``watermark`` are path operators. Takes 10 ms."""
    subsets = (*body.subsets, *heading.subsets)
    fonts = {subset: FIRST_FONT + FONT_OBJECTS * place for place, subset in enumerate(subsets)}
    appearance = FIRST_FONT + FONT_OBJECTS * len(fonts)
    store_at = appearance + 1 + (watermark is not None)
    store = validation_objects(store_at, validation) if validation else []
    first = store_at + len(store)
    catalog = _catalog(first, store_at if store else None)
    objects = [catalog, output_intent_object(OUTPUT_INTENT, PROFILE), profile_object(PROFILE)]
    for subset, first_object in fonts.items():
        objects += subset.objects(first_object, compact=True)
    objects.append(_drawing(appearance, SEAL_BOX, seal))
    if watermark is not None:
        objects.append(_drawing(appearance + 1, MEDIA_BOX, watermark))
    objects += store
    prefix = HEADER + b"".join(objects)
    return LetterForm(
        title=title,
        body=body,
        heading=heading,
        prefix=prefix,
        state=hashlib.sha256(prefix),
        entries=entries(objects, at=len(HEADER))[0],
        fonts=b"".join(b"/%b %d 0 R" % (subset.resource, first_object) for subset, first_object in fonts.items()),
        count=len(fonts),
        appearance=appearance,
        watermark=None if watermark is None else appearance + 1,
        first=first,
        expires_at=validation.expires_at if validation else None,
    )


def entries(objects: Sequence[bytes], *, at: int) -> tuple[bytes, int]:
    """Cross-reference lines of objects that follow each other from the offset ``at``, and the offset after them."""
    lines = []
    for one in objects:
        lines.append(b"%010d 00000 n \n" % at)
        at += len(one)
    return b"".join(lines), at


def _catalog(first: int, store: int | None) -> bytes:
    """``store`` is the number of the document security store, if there is one."""
    pages, metadata, _, widget, signature = range(first, first + 5)
    return obj(
        CATALOG,
        b"<</Type/Catalog/Pages %d 0 R/Lang(zh-CN)/Metadata %d 0 R/OutputIntents[%d 0 R]"
        b"/AcroForm<</Fields[%d 0 R]/SigFlags 3>>/Perms<</DocMDP %d 0 R>>%b>>"
        % (pages, metadata, OUTPUT_INTENT, widget, signature, b"" if store is None else b"/DSS %d 0 R" % store),
    )


def _drawing(object_number: int, box: bytes, operators: bytes) -> bytes:
    """Path operators as a form XObject (8.10)."""
    head = b"/Type/XObject/Subtype/Form/BBox[%b]/Resources<</ProcSet[/PDF]>>/Filter/FlateDecode" % box
    return stream(object_number, head, zlib.compress(operators, 9))
