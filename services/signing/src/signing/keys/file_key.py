"""A key from a PKCS#12 or PEM file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from signing.keys.signing_key import PREHASHED, KeyUnusable, algorithm_of, key_id_of, ordered_chain, require_suitable

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey
PKCS12_SUFFIXES = frozenset({".p12", ".pfx"})
KDF_ROUNDS = 200_000


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key read from a file once and kept in memory.

    ECDSA is deterministic (RFC 6979): signing the same letter again gives the same bytes, so that a job taken up after
    a crash stores the same object.
    """

    private: PrivateKey
    chain: tuple[x509.Certificate, ...]

    @classmethod
    def load(cls, path: Path, password: str | None = None) -> Self:
        """Read the file; OpenSSL checks the key here and never again.

        Raises:
            KeyUnusable: not readable, wrong password, certificate missing or not the key's, unsuitable algorithm.
        """
        try:
            content = path.read_bytes()
            secret = password.encode() if password else None
            if path.suffix.lower() in PKCS12_SUFFIXES:
                private, certificate, others = pkcs12.load_key_and_certificates(content, secret)
                certificates = [certificate, *others] if certificate else []
            else:
                private = serialization.load_pem_private_key(content, secret)
                certificates = list(x509.load_pem_x509_certificates(content))
        except (OSError, ValueError, TypeError) as error:
            raise KeyUnusable(f"{path}: {type(error).__name__}: {error}") from error
        if not isinstance(private, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
            raise KeyUnusable(f"{path}: holds no RSA or ECDSA key")
        try:
            return cls(private, ordered_chain(require_suitable(private.public_key()), certificates))
        except KeyUnusable as error:
            raise KeyUnusable(f"{path}: {error}") from error

    @property
    def key_id(self) -> str:
        """SHA-256 of the signer's certificate, 16 hexadecimal digits."""
        return key_id_of(self.chain[0])

    @property
    def algorithm(self) -> str:
        """``ecdsa-p256`` or ``rsa-`` with the modulus' length."""
        return algorithm_of(self.private.public_key())

    def sign(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(digest, padding.PKCS1v15(), PREHASHED)
        return self.private.sign(digest, ec.ECDSA(PREHASHED, deterministic_signing=True))

    def to_pem(self) -> bytes:
        """Key, without a password, and chain."""
        private = self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return private + b"".join(c.public_bytes(serialization.Encoding.PEM) for c in self.chain)

    def to_pkcs12(self, password: str) -> bytes:
        """Key and chain under the password (AES-256)."""
        encryption = (
            serialization.PrivateFormat.PKCS12.encryption_builder()
            .kdf_rounds(KDF_ROUNDS)
            .key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC)
            .build(password.encode())
        )
        own, *issuers = self.chain
        return pkcs12.serialize_key_and_certificates(None, self.private, own, issuers, encryption)
