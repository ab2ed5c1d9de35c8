"""The CMS container of a letter's signature (RFC 5652, EN 319 122-1): DER from parts prepared once for a key.

pyHanko builds the same from asn1crypto's objects, which costs 40 ms a letter; its validator is the oracle of the tests.
Signed attributes are the content type, the digest and signing-certificate-v2: no signing time, which PAdES forbids
(EN 319 142-1, 6.3); the time stands in the signature dictionary.
"""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

INTEGER, OCTET_STRING, SEQUENCE, SET = 0x02, 0x04, 0x30, 0x31
CONTEXT_0, CONTEXT_1 = 0xA0, 0xA1
LONGEST_P256 = 72
"""Bytes of the longest ECDSA signature in DER; most are shorter."""


def tlv(tag: int, *parts: bytes) -> bytes:
    """One DER element holding the parts."""
    content = b"".join(parts)
    length = len(content)
    if length < 0x80:
        return bytes((tag, length)) + content
    digits = length.to_bytes((length.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(digits))) + digits + content


def oid(hexadecimal: str) -> bytes:
    """An object identifier from the hexadecimal digits of its content."""
    return tlv(0x06, bytes.fromhex(hexadecimal))


SIGNED_DATA = oid("2A864886F70D010702")
DATA = oid("2A864886F70D010701")
CONTENT_TYPE = oid("2A864886F70D010903")
MESSAGE_DIGEST = oid("2A864886F70D010904")
SIGNING_CERTIFICATE_V2 = oid("2A864886F70D010910022F")
SIGNATURE_TIME_STAMP = oid("2A864886F70D010910020E")
SHA256 = tlv(SEQUENCE, oid("608648016503040201"))
"""Parameters absent (RFC 5754, 2)."""
SIGNATURE_ALGORITHMS = {
    "ecdsa": tlv(SEQUENCE, oid("2A8648CE3D040302")),
    "rsa": tlv(SEQUENCE, oid("2A864886F70D01010B"), bytes((0x05, 0x00))),
}
VERSION_1 = tlv(INTEGER, b"\x01")
DIGEST = hashlib.sha256(b"the digest").digest()
"""Holds the digest's place in what is prepared."""


class Frame(NamedTuple):
    """A container without digest and signature: what stands before, between and behind them."""

    before: bytes
    between: bytes
    behind: bytes


class CmsWriter:
    """Writes the containers of one key's signatures."""

    def __init__(self, chain: Sequence[x509.Certificate]) -> None:
        """``chain`` begins with the signer's certificate."""
        own = chain[0]
        public = own.public_key()
        encoded = [certificate.public_bytes(Encoding.DER) for certificate in chain]
        serial = own.serial_number
        identifier = tlv(
            SEQUENCE, own.issuer.public_bytes(), tlv(INTEGER, serial.to_bytes(serial.bit_length() // 8 + 1))
        )
        certificate_id = tlv(SEQUENCE, tlv(OCTET_STRING, hashlib.sha256(encoded[0]).digest()))
        attributes = sorted(
            (
                _attribute(CONTENT_TYPE, DATA),
                _attribute(MESSAGE_DIGEST, tlv(OCTET_STRING, DIGEST)),
                _attribute(SIGNING_CERTIFICATE_V2, tlv(SEQUENCE, tlv(SEQUENCE, certificate_id))),
            )
        )
        # A SET OF stands in the order of its encodings. Only the digest is open, and it is the last part of its
        # attribute: what is unlike in the attributes comes before it, so that the order is settled.
        self._signed_before, _, self._signed_behind = tlv(SET, *attributes).partition(DIGEST)
        self._attributes = tlv(CONTEXT_0, *attributes)
        self._certificates = tlv(CONTEXT_0, *sorted(encoded))
        self._signer = VERSION_1 + identifier + SHA256
        self._algorithm = SIGNATURE_ALGORITHMS["rsa" if isinstance(public, rsa.RSAPublicKey) else "ecdsa"]
        self._longest = public.key_size // 8 if isinstance(public, rsa.RSAPublicKey) else LONGEST_P256
        self._frames: dict[int, Frame] = {}

    def to_be_signed(self, digest: bytes) -> bytes:
        """SHA-256 of the signed attributes over the SHA-256 digest of a document: what the key signs."""
        return hashlib.sha256(b"".join((self._signed_before, digest, self._signed_behind))).digest()

    def container(self, digest: bytes, signature: bytes, *, token: bytes | None = None) -> bytes:
        """The whole ContentInfo; ``token`` is a time-stamp token over the signature (RFC 3161)."""
        length = len(signature)
        frame = self._frames.get(length) if token is None else self._frame(length, token)
        if frame is None:
            frame = self._frames[length] = self._frame(length, None)
        return b"".join((frame.before, digest, frame.between, signature, frame.behind))

    def room(self, *, token: int = 0) -> int:
        """Bytes of the longest container; ``token`` is the length of the longest time-stamp token."""
        frame = self._frame(self._longest, bytes(token) if token else None)
        return sum(map(len, frame)) + len(DIGEST) + self._longest

    def _frame(self, length: int, token: bytes | None) -> Frame:
        """What stands around the digest and a signature of that length."""
        signature = (hashlib.sha256(b"the signature").digest() * (length // 32 + 1))[:length]
        stamp = tlv(CONTEXT_1, _attribute(SIGNATURE_TIME_STAMP, token)) if token is not None else b""
        signer = tlv(SEQUENCE, self._signer, self._attributes, self._algorithm, tlv(OCTET_STRING, signature), stamp)
        signed_data = tlv(
            SEQUENCE, VERSION_1, tlv(SET, SHA256), tlv(SEQUENCE, DATA), self._certificates, tlv(SET, signer)
        )
        before, _, rest = tlv(SEQUENCE, SIGNED_DATA, tlv(CONTEXT_0, signed_data)).partition(DIGEST)
        between, _, behind = rest.partition(signature)
        return Frame(before, between, behind)


def _attribute(kind: bytes, value: bytes) -> bytes:
    return tlv(SEQUENCE, kind, tlv(SET, value))
