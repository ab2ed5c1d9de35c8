"""Checks a finished letter from its bytes alone; nothing here is shared with what wrote and signed it.

Byte range, digest, signed attributes, signature and certificate are each taken from the file and compared with what was
meant, so that a fault in the writer, the signer or the key never leaves the house as a certificate.
"""

import hashlib
import re
from collections.abc import Sequence

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding

BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
PERMISSIONS = re.compile(rb"/Perms\s*<<\s*/DocMDP\s+(\d+)\s+0\s+R\s*>>")
CERTIFIES = re.compile(rb"/TransformMethod\s*/DocMDP\s*/TransformParams\s*<<[^<>]*/P\s+1\b[^<>]*>>")
SET_TAG = b"\x31"
"""Signed attributes are hashed as a SET although they stand in the file as [0] (RFC 5652, 5.4)."""
ATTRIBUTES = {"content_type", "message_digest", "signing_certificate_v2"}


class SignatureWrong(Exception):
    """The file is not a letter that the pinned key has certified; says the first thing found wrong."""


def check_letter(pdf: bytes, chain: Sequence[x509.Certificate], digest: bytes) -> None:
    """Check that ``pdf`` is whole, and signed over ``digest`` by the first certificate of ``chain``.

    ``digest`` is the SHA-256 of its byte range, as recorded before it was signed.

    Raises:
        SignatureWrong: it is not.
    """
    signed, container, digest_end = _split(pdf)
    _check_certification(pdf, digest_end)
    actual = hashlib.sha256(signed).digest()
    _require(actual == digest, "the digest is not the one that was to be signed")
    _check_container(container, chain, actual)


def _split(pdf: bytes) -> tuple[bytes, bytes, int]:
    """The signed bytes, the DER of the container, and where in the file the container stands."""
    ranges = BYTE_RANGE.findall(pdf)
    _require(len(ranges) == 1, "there is not exactly one byte range")
    start, length, rest, rest_length = (int(number) for number in ranges[0])
    _require(start == 0 and length < rest and rest + rest_length == len(pdf), "the byte range does not cover the file")
    _require(pdf.count(b"%%EOF") == 1 and pdf.endswith((b"%%EOF", b"%%EOF\n")), "the file has another revision")
    gap = pdf[length:rest]
    digits = gap[1:-1]
    _require(gap[:1] == b"<" and gap[-1:] == b">", "the byte range leaves out more than the signature")
    _require(re.fullmatch(rb"(?:[0-9A-F]{2})+", digits) is not None, "the signature is not written in capital digits")
    container = bytes.fromhex(digits.decode("ascii"))
    size = _der_size(container)
    _require(not any(container[size:]), "something hides behind the signature")
    return pdf[:length] + pdf[rest:], container[:size], length


def _der_size(encoded: bytes) -> int:
    """The length of the DER element at the beginning, its head included."""
    _require(len(encoded) > 4 and encoded[0] == 0x30, "the signature is no CMS container")
    first = encoded[1]
    if first < 0x80:
        return 2 + first
    digits = first & 0x7F
    size = 2 + digits + int.from_bytes(encoded[2 : 2 + digits])
    _require(1 <= digits <= 3 and size <= len(encoded), "the signature's length is wrong")
    return size


def _check_certification(pdf: bytes, container_at: int) -> None:
    """The signature's dictionary is the one that /Perms names, and it allows no change."""
    permissions = PERMISSIONS.findall(pdf)
    _require(len(permissions) == 1, "the catalog names no certification signature")
    head = rb"(?:^|[\r\n])%b 0 obj\s" % permissions[0]
    begins = [match.start() for match in re.finditer(head, pdf) if match.start() < container_at]
    _require(len(begins) == 1, "the certification signature is missing")
    dictionary = pdf[begins[0] : pdf.find(b"endobj", container_at)]
    _require(BYTE_RANGE.search(dictionary) is not None, "the certification signature has no byte range")
    _require(b"/SubFilter /ETSI.CAdES.detached" in dictionary, "the signature is not PAdES")
    _require(CERTIFIES.search(dictionary) is not None, "the signature allows changes")
    _require(re.search(rb"/M \(D:|/M \(D\\072", dictionary) is not None, "the time of signing is missing")


def _check_container(encoded: bytes, chain: Sequence[x509.Certificate], digest: bytes) -> None:
    try:
        content = cms.ContentInfo.load(encoded, strict=True)["content"]
        (signer,) = content["signer_infos"]
        certificates = {choice.dump() for choice in content["certificates"]}
        message = SET_TAG + signer["signed_attrs"].dump()[1:]
        attributes = {attribute["type"].native: attribute["values"] for attribute in signer["signed_attrs"]}
    except (ValueError, TypeError, KeyError) as error:
        raise SignatureWrong(f"the CMS container cannot be read: {error}") from error
    pinned = chain[0].public_bytes(Encoding.DER)
    _require(certificates == {c.public_bytes(Encoding.DER) for c in chain}, "the certificates are not ours")
    _require(signer["sid"].chosen["serial_number"].native == chain[0].serial_number, "another certificate is named")
    _require(signer["digest_algorithm"]["algorithm"].native == "sha256", "the digest is not SHA-256")
    _require(not signer["unsigned_attrs"], "there are unsigned attributes")
    _require(attributes.keys() == ATTRIBUTES, f"the signed attributes are {sorted(attributes)}")
    _require(attributes["content_type"].native == ["data"], "the content type is not data")
    _require(attributes["message_digest"].native == [digest], "the signed digest is not the file's")
    (bound,) = attributes["signing_certificate_v2"].native
    _require(
        [certificate["cert_hash"] for certificate in bound["certs"]] == [hashlib.sha256(pinned).digest()],
        "the signature is bound to another certificate",
    )
    _verify(chain[0], signer["signature"].native, message)


def _verify(certificate: x509.Certificate, signature: bytes, message: bytes) -> None:
    public = certificate.public_key()
    try:
        if isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, message, ec.ECDSA(SHA256()))
        elif isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, message, padding.PKCS1v15(), SHA256())
        else:
            raise SignatureWrong("the pinned certificate is of another kind")
    except InvalidSignature as error:
        raise SignatureWrong("the signature does not verify") from error


def _require(holds: bool, wrong: str) -> None:
    if not holds:
        raise SignatureWrong(wrong)
