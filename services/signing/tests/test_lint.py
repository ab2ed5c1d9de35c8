"""The lint: real drafts pass, and whatever is put into one that a letter must not hold is refused."""

import zlib
from collections.abc import Callable

import pytest
from altered import AlteredDraft
from samples import make_facts, now
from signing.domain.errors import LetterRefused
from signing.lint import LetterLint
from signing.pdf.draft import Draft
from signing.press import LetterPress

Alteration = Callable[[AlteredDraft], object]
CATALOG, PAGE, WIDGET = b"/Type/Catalog", b"/Type/Page/", b"/Subtype/Widget"
CONTENT = b"\nstream\n/W Do\nBT"
SCRIPT = b"<</S/JavaScript/JS(app.alert)>>"
LINK = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://example.com)>>>>"


@pytest.fixture(scope="module")
def draft(plain_press: LetterPress) -> Draft:
    """A letter of one page with a font of its own."""
    return plain_press.draft(make_facts(name="张𬭎"), signed_at=now())


@pytest.mark.parametrize("purpose", ["", "办理购房贷款手续", "用途" * 200])
@pytest.mark.parametrize("certificate_type", ["custody", "political_review"])
def test_what_is_written_passes(plain_press: LetterPress, certificate_type: str, purpose: str) -> None:
    facts = make_facts(certificate_type=certificate_type, purpose=purpose)
    letter = plain_press.draft(facts, signed_at=now())
    LetterLint().check(letter.prefix, letter.own, letter.tail, pages=letter.pages, room=letter.room)
    again = AlteredDraft.of(letter)
    assert again.parts() == (letter.prefix, letter.own, letter.tail)


def entry(where: bytes, text: bytes) -> Alteration:
    """Puts an entry at the end of the dictionary of the first object that holds ``where``."""

    def alter(draft: AlteredDraft) -> None:
        number = draft.number_of(where)
        objects = draft.first if number in draft.first else draft.own
        head, mark, rest = objects[number].partition(b">>\nstream")
        objects[number] = (head if mark else head[:-2]) + text + (mark + rest if mark else b">>")

    return alter


def swap(where: bytes, old: bytes, new: bytes) -> Alteration:
    """Writes ``new`` for ``old``."""
    return lambda draft: draft.change(where, old, new)


def content(operators: bytes) -> Alteration:
    """Puts operators behind the page's text."""
    return swap(CONTENT, b"ET\n", b"ET\n" + operators)


def in_text(operators: bytes) -> Alteration:
    """Puts operators into the page's text."""
    return swap(CONTENT, b"BT\n", b"BT\n" + operators)


def annotation(body: bytes) -> Alteration:
    """An object that the page names as an annotation."""

    def alter(draft: AlteredDraft) -> None:
        number = draft.add(body)
        draft.change(PAGE, b"/Annots[", b"/Annots[%d 0 R " % number)

    return alter


def second_widget(draft: AlteredDraft) -> None:
    number = draft.add(draft.own[draft.number_of(WIDGET)])
    draft.change(CATALOG, b"/Fields[", b"/Fields[%d 0 R " % number)
    draft.change(PAGE, b"/Annots[", b"/Annots[%d 0 R " % number)


def unchecked_content(draft: AlteredDraft) -> None:
    """The page names another stream as its content than the one behind it."""
    number = draft.add(b"<</Length 0>>\nstream\n0 0 9 9 re f\nendstream")
    page = draft.number_of(PAGE)
    draft.change(PAGE, b"/Contents %d 0 R" % (page + 1), b"/Contents %d 0 R" % number)


def unused_font(draft: AlteredDraft) -> None:
    """All objects of a font that no page names."""
    font = draft.number_of(b"/Type0/")
    own = next(number for number, body in draft.own.items() if b"/Type0/" in body)
    assert font in draft.first
    last = max(draft.own)
    for number in range(own, own + 6):
        body = draft.own[number]
        for reference in range(own, own + 6):
            body = body.replace(b" %d 0 R" % reference, b" %d 0 R" % (reference - own + last + 1))
        draft.own[last + 1 + number - own] = body


def unembedded_font(draft: AlteredDraft) -> None:
    number = draft.add(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
    draft.change(PAGE, b"/Font<<", b"/Font<</F9 %d 0 R" % number)


def image(body: bytes) -> Alteration:
    """A picture that the page may draw."""

    def alter(draft: AlteredDraft) -> None:
        number = draft.add(body)
        draft.change(PAGE, b"/XObject<<", b"/XObject<</Q %d 0 R" % number)

    return alter


def drawing(operators: bytes) -> Alteration:
    """Puts operators into the watermark."""

    def alter(draft: AlteredDraft) -> None:
        number = [number for number, body in draft.first.items() if b"/Subtype/Form" in body][-1]
        head, _, rest = draft.first[number].partition(b"\nstream\n")
        data = zlib.compress(zlib.decompress(rest.removesuffix(b"\nendstream")) + operators)
        draft.first[number] = head.rsplit(b"/Length", 1)[0] + b"/Length %d>>\nstream\n%b\nendstream" % (len(data), data)

    return alter


def trailer(old: bytes, new: bytes) -> Alteration:
    def alter(draft: AlteredDraft) -> None:
        assert old in draft.trailer
        draft.trailer = draft.trailer.replace(old, new)

    return alter


def signature(old: bytes, new: bytes) -> Alteration:
    def alter(draft: AlteredDraft) -> None:
        assert old in draft.signature
        draft.signature = draft.signature.replace(old, new)

    return alter


def behind(text: bytes) -> Alteration:
    def alter(draft: AlteredDraft) -> None:
        draft.behind += text

    return alter


def pages(draft: AlteredDraft) -> None:
    draft.pages += 1


ALTERATIONS: dict[str, Alteration] = {
    "open action": entry(CATALOG, b"/OpenAction" + SCRIPT),
    "additional actions": entry(CATALOG, b"/AA<</WC" + SCRIPT + b">>"),
    "named scripts": entry(CATALOG, b"/Names<</JavaScript<</Names[(a)" + SCRIPT + b"]>>>>"),
    "embedded files": entry(CATALOG, b"/Names<</EmbeddedFiles<</Names[(a)<</EF<<>>>>]>>>>"),
    "associated files": entry(CATALOG, b"/AF[1 0 R]"),
    "optional content": entry(CATALOG, b"/OCProperties<</OCGs[1 0 R]/D<<>>>>"),
    "another version": entry(CATALOG, b"/Version/1.7"),
    "extensions": entry(CATALOG, b"/Extensions<<>>"),
    "a form's appearance is made by the reader": swap(CATALOG, b"/SigFlags 3", b"/SigFlags 3/NeedAppearances true"),
    "a dynamic form": swap(CATALOG, b"/SigFlags 3", b"/SigFlags 3/XFA 1 0 R"),
    "changes may be appended": swap(CATALOG, b"/SigFlags 3", b"/SigFlags 1"),
    "no permissions": swap(CATALOG, b"/Perms<</DocMDP", b"/Perms<</UR3"),
    "no output intent": swap(CATALOG, b"/OutputIntents[", b"/OutputIntentz["),
    "an escaped name": entry(CATALOG, b"/#4fpenAction" + SCRIPT),
    "two fields": second_widget,
    "an action of the page": entry(PAGE, b"/AA<</O" + SCRIPT + b">>"),
    "a transparency group": entry(PAGE, b"/Group<</S/Transparency/CS/DeviceRGB>>"),
    "a soft mask": swap(PAGE, b"/Font<<", b"/ExtGState<</G<</SMask/None/ca .5>>>>/Font<<"),
    "an optional part": swap(PAGE, b"/Font<<", b"/Properties<</A 1 0 R>>/Font<<"),
    "a turned page": entry(PAGE, b"/Rotate 180"),
    "a crop": entry(PAGE, b"/CropBox[0 0 9 9]"),
    "contents in pieces": swap(PAGE, b"/Contents ", b"/Contents[1 0 R]/B "),
    "a link": annotation(LINK),
    "a sticky note": annotation(b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(x)>>"),
    "an attachment": annotation(b"<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</EF<<>>>>>>"),
    "an action of the field": entry(WIDGET, b"/A<</S/URI/URI(http://example.com)>>"),
    "actions of the field": entry(WIDGET, b"/AA<</U" + SCRIPT + b">>"),
    "a hidden field": swap(WIDGET, b"/F 132", b"/F 2"),
    "a field that is not printed": swap(WIDGET, b"/F 132", b"/F 128"),
    "a field of text": swap(WIDGET, b"/FT/Sig", b"/FT/Tx"),
    "a field without appearance": swap(WIDGET, b"/AP<</N", b"/AP<</D"),
    "a font that is not embedded": unembedded_font,
    "a font without its file": swap(b"/FontDescriptor/FontName", b"/FontFile2", b"/FontFileX"),
    "a font without CIDSet": swap(b"/FontDescriptor/FontName", b"/CIDSet", b"/CIDZet"),
    "a font without ToUnicode": swap(b"/Type0/", b"/ToUnicode", b"/ToUnicodX"),
    "a font without its tag": swap(b"/Type0/", b"+", b""),
    "another encoding": swap(b"/Type0/", b"/Identity-H", b"/UniGB-UTF16-H"),
    "a file elsewhere": entry(b"/Length1", b"/F(http://example.com/font)"),
    "another filter": swap(b"/Length1", b"/FlateDecode", b"/LZWDecode"),
    "packed metadata": swap(b"/Type/Metadata", b"/Subtype/XML", b"/Subtype/XML/Filter/FlateDecode"),
    "an author in plain letters": swap(b"/Title<", b"/Author", b"/Author(x)/Z"),
    "a picture in colours": image(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8/Length 3>>"
        b"\nstream\nabc\nendstream"
    ),
    "a second stencil": image(
        b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ImageMask true/BitsPerComponent 1/Decode[1 0]/Length 1>>"
        b"\nstream\n\xff\nendstream"
    ),
    "a picture with a mask": swap(b"/ImageMask true", b"/ImageMask true", b"/SMask 1 0 R"),
    "another Postscript object": image(b"<</Type/XObject/Subtype/PS/Length 1>>\nstream\nx\nendstream"),
    "an empty object": lambda draft: draft.add(b"null"),
    "an empty dictionary": lambda draft: draft.add(b"<<>>"),
    "a launch": lambda draft: draft.add(b"<</S/Launch/F(x)>>"),
    "an unused stream": lambda draft: draft.add(b"<</Length 1>>\nstream\nx\nendstream"),
    "an unused font": unused_font,
    "an object that is not there": swap(WIDGET, b"/P ", b"/P 9"),
    "a stream of objects": lambda draft: draft.add(b"<</Type/ObjStm/N 1/First 4/Length 6>>\nstream\n1 0 1 \nendstream"),
    "a second signature": lambda draft: draft.add(b"<</Type/Sig/Filter/Adobe.PPKLite>>"),
    "content that is not looked at": unchecked_content,
    "a content that is no content": swap(PAGE, b"/Contents ", b"/Contents 1"),
    "a drawing of its own": image(
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</ProcSet[/PDF]>>/Filter/FlateDecode/Length 1>>"
        b"\nstream\nx\nendstream"
    ),
    "a stream where none is": swap(WIDGET, b">>>>", b">>>>\nstream\nx\nendstream"),
    "an inline image": content(b"q BI /W 1 /H 1 /BPC 1 /IM true ID \xff EI Q\n"),
    "a painted box": content(b"0 0 600 800 re f\n"),
    "a colour": content(b"1 g\n"),
    "another picture": content(b"q 9 0 0 9 0 0 cm /X Do Q\n"),
    "a graphics state": content(b"/G gs\n"),
    "a shading": content(b"/S sh\n"),
    "marked content": content(b"/OC /A BDC EMC\n"),
    "more text": content(b"BT /F0 9 Tf <0001> Tj ET\n"),
    "a comment": content(b"% hidden\n"),
    "a clip": content(b"W n\n"),
    "unseen text": in_text(b"3 Tr\n"),
    "raised text": in_text(b"9 Ts\n"),
    "text in plain letters": in_text(b"(hidden) Tj\n"),
    "text on the next line": in_text(b"(hidden) '\n"),
    "text in pieces": in_text(b"[<0001>] TJ\n"),
    "spread text": in_text(b"9 Tz\n"),
    "a picture in the watermark": drawing(b"q BI /W 1 /H 1 /BPC 1 /IM true ID \xff EI Q\n"),
    "a state in the watermark": drawing(b"/G gs\n"),
    "text in the watermark": drawing(b"BT /F0 9 Tf <0001> Tj ET\n"),
    "changes allowed": signature(b"/P 1/", b"/P 2/"),
    "another format": signature(b"ETSI.CAdES.detached", b"adbe.pkcs7.detached"),
    "an approval": signature(b"/Type/SigRef/TransformMethod/DocMDP", b"/Type/SigRef/TransformMethod/FieldMDP"),
    "a name in the signature": signature(b"/Reason", b"/Name(x)/Reason"),
    "encrypted": trailer(b"/Info", b"/Encrypt 1 0 R/Info"),
    "an earlier revision": trailer(b"/Info", b"/Prev 9/Info"),
    "a hybrid file": trailer(b"/Info", b"/XRefStm 9/Info"),
    "another root": trailer(b"/Root 1 0 R", b"/Root 2 0 R"),
    "no information": trailer(b"/Info ", b"/Info 9"),
    "no identifier": trailer(b"/ID[", b"/IX["),
    "a byte behind the end": behind(b"\n"),
    "another revision behind the end": behind(b"1 0 obj\nnull\nendobj\n%%EOF\n"),
    "another number of pages": pages,
}


@pytest.mark.parametrize("name", ALTERATIONS)
def test_what_a_letter_must_not_hold_is_refused(draft: Draft, name: str) -> None:
    altered = AlteredDraft.of(draft)
    ALTERATIONS[name](altered)
    with pytest.raises(LetterRefused) as refusal:
        altered.lint()
    assert refusal.value.code == "signing.letter.refused"


def moved(data: bytes, mark: bytes) -> bytes:
    """The first number of ten digits from ``mark`` on, one larger."""
    at = data.index(mark) + len(mark)
    return data[:at] + b"%010d" % (int(data[at : at + 10]) + 1) + data[at + 10 :]


def test_offsets_and_lengths_are_right_or_it_is_refused(draft: Draft) -> None:
    prefix, own, tail = draft.prefix, draft.own, draft.tail
    last = tail.rindex(b" 00000 n \n") - 10
    start = int(tail.split(b"startxref\n")[1].split()[0])
    length = own.index(b"/Length ") + len(b"/Length ")
    digits = own[length : own.index(b">>", length)]
    wrong = {
        "an offset of the beginning": (prefix, own, moved(tail, b"65535 f \n")),
        "an own offset": (prefix, own, tail[:last] + b"%010d" % (int(tail[last : last + 10]) - 1) + tail[last + 10 :]),
        "an entry that is free": (prefix, own, tail[:last] + tail[last:].replace(b" n \n", b" f \n", 1)),
        "an entry missing": (prefix, own, tail[:last] + tail[last + 20 :]),
        "the place of the table": (prefix, own, tail.replace(b"\n%d\n%%%%EOF" % start, b"\n%d\n%%%%EOF" % (start + 1))),
        "a length too long": (prefix, own.replace(b"/Length " + digits, b"/Length %d" % (int(digits) + 1), 1), tail),
        "a length too short": (prefix, own.replace(b"/Length " + digits, b"/Length %d" % (int(digits) - 1), 1), tail),
        "the byte range": (prefix, own.replace(b"/ByteRange[0 ", b"/ByteRange[1 "), tail),
        "no header": (prefix[1:], own, tail),
        "a comment between objects": (prefix, b"% hidden\n" + own, tail),
        "a beginning that is cut off": (prefix[:-8], own, tail),
        "a tail that is cut off": (prefix, own, tail[:-1]),
    }
    for name, parts in wrong.items():
        assert parts != (prefix, own, tail), name
        with pytest.raises(LetterRefused):
            LetterLint().check(*parts, pages=draft.pages, room=draft.room)
    with pytest.raises(LetterRefused, match="byte range"):
        LetterLint().check(prefix, own, tail, pages=draft.pages, room=draft.room - 2)


def test_a_beginning_is_looked_through_once_but_never_another_one(draft: Draft) -> None:
    lint = LetterLint()
    lint.check(draft.prefix, draft.own, draft.tail, pages=1, room=draft.room)
    altered = AlteredDraft.of(draft)
    entry(CATALOG, b"/OpenAction" + SCRIPT)(altered)
    prefix, own, tail = altered.parts()
    for _ in range(2):
        with pytest.raises(LetterRefused):
            lint.check(prefix, own, tail, pages=1, room=draft.room)
