"""Second opinions on a sample of the finished letters: pyHanko on the signature, pdfium on the text."""

from collections import Counter
from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from signing.checks import SignatureWrong


class LetterOracle:
    """Asks others. Each opinion takes some 10 ms."""

    def __init__(self, chain: Sequence[x509.Certificate], authorities: Sequence[asn1.Certificate] = ()) -> None:
        """``chain`` ends with the certificate that is trusted; ``authorities`` are trusted for time stamps."""
        self._trusted = [_asn1(chain[-1])]
        self._authorities = list(authorities)

    def validate(self, pdf: bytes) -> None:
        """Validate as a receiver would who trusts the chain's last certificate.

        Raises:
            SignatureWrong: pyHanko does not call the letter valid, trusted and wholly covered.
        """
        signatures = PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures
        if len(signatures) != 1:
            raise SignatureWrong("pyHanko does not see exactly one signature")
        status = validate_pdf_signature(
            signatures[0],
            ValidationContext(trust_roots=self._trusted, allow_fetching=False),
            ts_validation_context=ValidationContext(trust_roots=self._authorities, allow_fetching=False),
        )
        whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
        if not (status.bottom_line and status.docmdp_ok and whole):
            raise SignatureWrong(f"pyHanko: {status.summary()}")

    def read(self, pdf: bytes, pages: Sequence[str]) -> None:
        """Extract the text of each page, as one does who searches or copies.

        Raises:
            SignatureWrong: it is not, character by character, what was to be printed.
        """
        document = pypdfium2.PdfDocument(pdf)
        try:
            extracted = [page.get_textpage().get_text_bounded() for page in document]
        finally:
            document.close()
        if [_characters(text) for text in extracted] != [_characters(text) for text in pages]:
            raise SignatureWrong("the letter's text is not what was to be printed")


def _characters(text: str) -> Counter[str]:
    """The characters without spaces and line ends; readers order the lines of a page as they like."""
    return Counter("".join(text.split()))


def _asn1(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))
