"""The CMS container of a letter's signature (RFC 5652, EN 319 122-1): DER from parts prepared once for a key.

pyHanko builds the same from asn1crypto's objects, which costs 40 ms a letter; its validator is the oracle of the tests.
Signed attributes are the content type, the digest and signing-certificate-v2: no signing time, which PAdES forbids
(EN 319 142-1, 6.3); the time stands in the signature dictionary.
"""

import hashlib

from cryptography.hazmat.primitives.serialization import Encoding

from signing.keys.signing_key import SigningKey

INTEGER, OCTET_STRING, SEQUENCE, SET = 0x02, 0x04, 0x30, 0x31
CONTEXT_0 = 0xA0


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
SHA256 = tlv(SEQUENCE, oid("608648016503040201"))
"""Parameters absent (RFC 5754, 2)."""
SIGNATURE_ALGORITHMS = {
    "ecdsa": tlv(SEQUENCE, oid("2A8648CE3D040302")),
    "rsa": tlv(SEQUENCE, oid("2A864886F70D01010B"), bytes((0x05, 0x00))),
}
VERSION_1 = tlv(INTEGER, b"\x01")


class CmsWriter:
    """Writes detached signatures with one key."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        own = key.chain[0]
        encoded = [certificate.public_bytes(Encoding.DER) for certificate in key.chain]
        self._certificates = tlv(CONTEXT_0, *sorted(encoded))
        serial = own.serial_number
        self._issuer_and_serial = tlv(
            SEQUENCE, own.issuer.public_bytes(), tlv(INTEGER, serial.to_bytes(serial.bit_length() // 8 + 1))
        )
        certificate_id = tlv(SEQUENCE, tlv(OCTET_STRING, hashlib.sha256(encoded[0]).digest()))
        self._signing_certificate = _attribute(SIGNING_CERTIFICATE_V2, tlv(SEQUENCE, tlv(SEQUENCE, certificate_id)))
        self._algorithm = SIGNATURE_ALGORITHMS[key.algorithm.partition("-")[0]]

    def write(self, digest: bytes) -> bytes:
        """Sign the SHA-256 digest of a document; the whole ContentInfo."""
        attributes = sorted(
            (
                _attribute(CONTENT_TYPE, DATA),
                _attribute(MESSAGE_DIGEST, tlv(OCTET_STRING, digest)),
                self._signing_certificate,
            )
        )
        signature = self._key.sign(hashlib.sha256(tlv(SET, *attributes)).digest())
        signer = tlv(
            SEQUENCE,
            VERSION_1,
            self._issuer_and_serial,
            SHA256,
            tlv(CONTEXT_0, *attributes),
            self._algorithm,
            tlv(OCTET_STRING, signature),
        )
        signed_data = tlv(
            SEQUENCE, VERSION_1, tlv(SET, SHA256), tlv(SEQUENCE, DATA), self._certificates, tlv(SET, signer)
        )
        return tlv(SEQUENCE, SIGNED_DATA, tlv(CONTEXT_0, signed_data))


def _attribute(kind: bytes, value: bytes) -> bytes:
    return tlv(SEQUENCE, kind, tlv(SET, value))
