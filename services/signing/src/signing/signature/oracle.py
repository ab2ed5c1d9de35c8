"""pyHanko's whole validation, as a second opinion on a sample of the finished letters."""

from collections.abc import Sequence
from io import BytesIO

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from signing.checks import SignatureWrong


def validate_wholly(pdf: bytes, chain: Sequence[x509.Certificate]) -> None:
    """Validate as a receiver would who trusts the chain's last certificate; 20 ms.

    Raises:
        SignatureWrong: pyHanko does not call the letter valid, trusted and wholly covered.
    """
    root = asn1.Certificate.load(chain[-1].public_bytes(Encoding.DER))
    signatures = PdfFileReader(BytesIO(pdf), strict=True).embedded_signatures
    if len(signatures) != 1:
        raise SignatureWrong("pyHanko does not see exactly one signature")
    context = ValidationContext(trust_roots=[root], allow_fetching=False)
    status = validate_pdf_signature(signatures[0], context)
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    if not (status.bottom_line and status.docmdp_ok and whole):
        raise SignatureWrong(f"pyHanko: {status.summary()}")
