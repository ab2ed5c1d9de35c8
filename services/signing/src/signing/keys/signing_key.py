"""A key that signs letters, behind one narrow interface, and its form as a file.

A token or a remote seal server joins as another class with these four members.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.serialization import pkcs12

SANDBOX_UNIT = "Zhengxin sandbox - no legal value"
"""Organizational unit of every certificate that the sandbox makes; production refuses whatever carries it."""
EXPIRY_ALARM = timedelta(days=30)
PREHASHED = Prehashed(hashes.SHA256())
PKCS12_SUFFIXES = frozenset({".p12", ".pfx"})


class KeyUnusable(Exception):
    """The key cannot sign letters: unreadable, expired, of the wrong kind or not allowed here."""


class SigningKey(Protocol):
    """What signs digests. ``chain`` begins with the signer's certificate and ends with the root, where known."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Certificates, the signer's first."""

    @property
    def key_id(self) -> str:
        """SHA-256 of the signer's certificate, 16 hexadecimal digits."""

    @property
    def algorithm(self) -> str:
        """``ecdsa-p256`` or ``rsa-2048`` …; always with SHA-256."""

    def sign(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest: DER for ECDSA, PKCS#1 v1.5 for RSA."""


PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key read from a PKCS#12 or PEM file once and kept in memory.

    ECDSA is deterministic (RFC 6979): signing the same letter again gives the same bytes, so that a job taken up after
    a crash stores the same object.
    """

    private: PrivateKey
    chain: tuple[x509.Certificate, ...]

    @classmethod
    def load(cls, path: Path, password: str | None = None) -> "FileKey":
        """Read the file; OpenSSL checks the key here and never again.

        Raises:
            KeyUnusable: not readable, wrong password, certificate missing or not the key's, unsuitable algorithm.
        """
        try:
            content = path.read_bytes()
            secret = password.encode() if password else None
            if path.suffix in PKCS12_SUFFIXES:
                private, certificate, others = pkcs12.load_key_and_certificates(content, secret)
                certificates = [certificate, *others] if certificate else []
            else:
                private = serialization.load_pem_private_key(content, secret)
                certificates = list(x509.load_pem_x509_certificates(content))
        except (OSError, ValueError, TypeError) as error:
            raise KeyUnusable(f"{path}: {type(error).__name__}: {error}") from error
        return cls(_suitable(private, path), _ordered(private, certificates, path))

    @property
    def key_id(self) -> str:
        """SHA-256 of the signer's certificate, 16 hexadecimal digits."""
        return self.chain[0].fingerprint(hashes.SHA256()).hex()[:16]

    @property
    def algorithm(self) -> str:
        """``ecdsa-p256`` or ``rsa-`` with the modulus' length."""
        return f"rsa-{self.private.key_size}" if isinstance(self.private, rsa.RSAPrivateKey) else "ecdsa-p256"

    def sign(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest."""
        if isinstance(self.private, rsa.RSAPrivateKey):
            return self.private.sign(digest, padding.PKCS1v15(), PREHASHED)
        return self.private.sign(digest, ec.ECDSA(PREHASHED, deterministic_signing=True))


def is_sandbox(certificate: x509.Certificate) -> bool:
    """Whether the certificate was made by the sandbox."""
    units = certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)
    return any(unit.value == SANDBOX_UNIT for unit in units)


def expires_soon(key: SigningKey, now: datetime) -> bool:
    """Whether a certificate of the chain ends within 30 days."""
    return any(certificate.not_valid_after_utc - now < EXPIRY_ALARM for certificate in key.chain)


def check_validity(key: SigningKey, *, now: datetime) -> None:
    """Raises KeyUnusable unless every certificate of the chain is valid at the moment."""
    for certificate in key.chain:
        if certificate.not_valid_after_utc <= now:
            raise KeyUnusable(
                f"the certificate expired on {certificate.not_valid_after_utc:%Y-%m-%d}: {_name(certificate)}"
            )
        if certificate.not_valid_before_utc > now:
            raise KeyUnusable(f"the certificate is not valid yet: {_name(certificate)}")


def check_key(key: SigningKey, *, production: bool, now: datetime | None = None) -> None:
    """Check the chain, and sign and verify a canary.

    Raises:
        KeyUnusable: expired or not yet valid, a sandbox key in production, or the canary does not verify.
    """
    check_validity(key, now=now or datetime.now(UTC))
    if production and any(is_sandbox(certificate) for certificate in key.chain):
        raise KeyUnusable("a key made by the sandbox must not sign in production")
    digest = hashlib.sha256(b"canary").digest()
    signature = key.sign(digest)
    public = key.chain[0].public_key()
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, digest, padding.PKCS1v15(), PREHASHED)
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, digest, ec.ECDSA(PREHASHED))
        else:
            raise KeyUnusable("the certificate's algorithm is neither RSA nor ECDSA")
    except InvalidSignature as error:
        raise KeyUnusable("the key does not belong to its certificate") from error


def _suitable(private: object, path: Path) -> PrivateKey:
    if isinstance(private, rsa.RSAPrivateKey) and private.key_size >= 2048:
        return private
    if isinstance(private, ec.EllipticCurvePrivateKey) and isinstance(private.curve, ec.SECP256R1):
        return private
    raise KeyUnusable(f"{path}: only RSA of at least 2048 bits and ECDSA P-256 can sign letters")


def _ordered(private: object, certificates: list[x509.Certificate], path: Path) -> tuple[x509.Certificate, ...]:
    """Signer's certificate first, then its issuers."""
    public = _suitable(private, path).public_key()
    own = [certificate for certificate in certificates if certificate.public_key() == public]
    if not own:
        raise KeyUnusable(f"{path}: holds no certificate for its key")
    chain = [own[0]]
    while chain[-1].issuer != chain[-1].subject:
        issuers = [certificate for certificate in certificates if certificate.subject == chain[-1].issuer]
        if not issuers:
            break
        chain.append(issuers[0])
    return tuple(chain)


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()
