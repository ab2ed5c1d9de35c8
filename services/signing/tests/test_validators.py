"""The validators themselves: they agree on a letter, and each sees what is wrong with an altered one."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import validators
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding
from signing.press import LetterPress, SignedLetter
from validators import Rejected

LETTER = {"name": "张𬭎"}


@pytest.fixture(scope="module")
def pdf(issue: Callable[..., SignedLetter]) -> bytes:
    """A letter."""
    return issue(**LETTER).pdf


@pytest.fixture(scope="module")
def altered(pdf: bytes) -> bytes:
    """A letter with a bit flipped in its first font."""
    place = pdf.index(b"stream", pdf.index(b"/Length1")) + 200
    return pdf[:place] + bytes([pdf[place] ^ 1]) + pdf[place + 1 :]


def test_they_agree_on_a_letter(pdf: bytes, plain_press: LetterPress) -> None:
    validators.qpdf(pdf)
    assert validators.pdffonts(pdf)
    assert "张𬭎" in validators.pdftotext(pdf)
    signature = validators.pdfsig(pdf)
    assert signature.kind == "ETSI.CAdES.detached"
    assert signature.digest == "SHA-256"
    assert abs(signature.at - datetime.now(UTC)) < timedelta(hours=1)
    validators.openssl(pdf, plain_press.key.chain[-1])
    status = validators.pyhanko(pdf, plain_press.key.chain[-1])
    assert status.signer_reported_dt == signature.at


def test_an_altered_letter_is_seen(pdf: bytes, altered: bytes, plain_press: LetterPress) -> None:
    root = plain_press.key.chain[-1]
    for complaint, ask in (
        ("Digest Mismatch", lambda: validators.pdfsig(altered)),
        ("verification failure|digest", lambda: validators.openssl(altered, root)),
        ("valid and trusted", lambda: validators.pyhanko(altered, root)),
    ):
        with pytest.raises(Rejected, match=complaint):
            ask()
    for broken in (b"", b"no letter", pdf[:-300], pdf[: len(pdf) // 2]):
        for validator in (validators.qpdf, validators.pdfsig, validators.pdf_a):
            with pytest.raises(Rejected):
                validator(broken)
        with pytest.raises(Rejected):
            validators.pyhanko(broken, root)


def test_a_second_revision_is_seen(pdf: bytes, plain_press: LetterPress) -> None:
    longer = pdf + b"\n1 0 obj\nnull\nendobj\ntrailer\n<<>>\nstartxref\n0\n%%EOF\n"
    with pytest.raises(Rejected, match="pdfsig"):
        validators.pdfsig(longer)
    with pytest.raises(Rejected, match="pyHanko"):
        validators.pyhanko(longer, plain_press.key.chain[-1])


def test_another_signer_is_seen(pdf: bytes, press: LetterPress) -> None:
    stranger = press.key.chain[-1]
    with pytest.raises(Rejected, match=r"certificate verify error|unable to get"):
        validators.openssl(pdf, stranger)
    with pytest.raises(Rejected, match="valid and trusted"):
        validators.pyhanko(pdf, stranger)


def test_a_missing_time_stamp_is_seen(pdf: bytes, plain_press: LetterPress) -> None:
    root = plain_press.key.chain[-1]
    with pytest.raises(Rejected, match="not a time stamp"):
        validators.pyhanko(pdf, root, stamped_by=[asn1.Certificate.load(root.public_bytes(Encoding.DER))])


def test_a_font_that_is_not_embedded_is_seen() -> None:
    with pytest.raises(Rejected, match="Helvetica"):
        validators.pdffonts(
            page(b"BT /F 9 Tf (text) Tj ET", b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>")
        )


def test_preflight_passes_what_is_archival_and_names_what_is_not() -> None:
    good = page(b"")
    coloured = page(b"0 g 0 0 9 9 re f")
    transparent = page(b"", b"<</ExtGState<</G<</ca .5>>>>>>")
    mistitled = good.replace(b">A page<", b">B page<")
    results = validators.preflight([good, coloured, transparent, mistitled, b"no file"])
    assert results[0] == []
    assert [{violation.code[0] for violation in result} for result in results[1:]] == [{"2"}, {"4"}, {"7"}, {"1"}]
    validators.pdf_a(good)
    with pytest.raises(Rejected, match="file 1: 2"):
        validators.pdf_a(good, coloured)


METADATA = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">A page</rdf:li></rdf:Alt></dc:title></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def page(content: bytes, resources: bytes = b"<<>>") -> bytes:
    """A file of one page that is PDF/A-1b as long as the content is."""
    bodies = (
        b"<</Type/Catalog/Pages 2 0 R/Metadata 5 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources %b>>" % resources,
        b"<</Length %d>>\nstream\n%b\nendstream" % (len(content), content),
        b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n%b\nendstream" % (len(METADATA), METADATA),
        b"<</Title(A page)>>",
    )
    objects = (b"%d 0 obj\n%b\nendobj\n" % (number, body) for number, body in enumerate(bodies, start=1))
    pdf = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n" + b"".join(objects)
    offsets = [match.start() for match in re.finditer(rb"^\d 0 obj", pdf, re.MULTILINE)]
    table = b"0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<</Size 7/Root 1 0 R/Info 6 0 R/ID[<AA><AA>]>>\nstartxref\n%d\n%%%%EOF\n" % len(pdf)
    return pdf + b"xref\n0 7\n" + table + trailer
