"""A key that signs letters, behind one narrow interface, and what every such key must prove.

Where keys are: ``file_key`` (PKCS#12 or PEM), ``token_key`` (PKCS#11), ``remote_key`` (a seal server by HTTP).

SM2 with SM3 joins here: its name in :func:`algorithm_of`, its check in :func:`verify`, its curve in
:func:`require_suitable`. ``sign`` then takes the SM3 digest, which is made with the signer's identity and public key
(GB/T 32918.2), so whoever hashes asks ``algorithm`` first; the CMS needs the algorithm's identifiers (GM/T 0006).
"""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from kernel.errors import DependencyAway

SANDBOX_UNIT = "Zhengxin sandbox - no legal value"
"""Organizational unit of every certificate that the sandbox makes; production refuses whatever carries it."""
EXPIRY_ALARM = timedelta(days=30)
PREHASHED = Prehashed(hashes.SHA256())
RSA_BITS = 2048
"""The least length of a modulus."""

PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class KeyUnusable(Exception):
    """The key cannot sign letters: unreadable, expired, of the wrong kind, not allowed here; somebody must look."""


class KeyAway(DependencyAway):
    """The token or the seal server does not answer right now; nothing was signed, and trying again will help."""

    def __init__(self, reason: str) -> None:
        """``reason`` goes to the log."""
        super().__init__(f"signing key: {reason}")
        self.reason = reason


class SigningKey(Protocol):
    """What signs digests; one thread at a time uses it. Opened where it is used: no key crosses processes."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The signer's certificate, then its issuers, up to the root where it is known."""

    @property
    def key_id(self) -> str:
        """SHA-256 of the signer's certificate, 16 hexadecimal digits."""

    @property
    def algorithm(self) -> str:
        """``ecdsa-p256`` or ``rsa-2048`` …; always with SHA-256."""

    def sign(self, digest: bytes) -> bytes:
        """Sign a SHA-256 digest: DER for ECDSA, PKCS#1 v1.5 for RSA. Blocks for as long as it takes.

        Raises:
            KeyAway: what holds the key does not answer.
            KeyUnusable: it refuses, or answers with something that is no signature of this key.
        """


def key_id_of(certificate: x509.Certificate) -> str:
    """SHA-256 of the certificate, 16 hexadecimal digits."""
    return certificate.fingerprint(hashes.SHA256()).hex()[:16]


def algorithm_of(public: PublicKey) -> str:
    """``ecdsa-p256`` or ``rsa-`` with the modulus' length."""
    return f"rsa-{public.key_size}" if isinstance(public, rsa.RSAPublicKey) else "ecdsa-p256"


def require_suitable(public: PublicKeyTypes) -> PublicKey:
    """The public key, if letters may be signed with it.

    Raises:
        KeyUnusable: neither RSA of at least 2048 bits nor ECDSA P-256.
    """
    if isinstance(public, rsa.RSAPublicKey) and public.key_size >= RSA_BITS:
        return public
    if isinstance(public, ec.EllipticCurvePublicKey) and isinstance(public.curve, ec.SECP256R1):
        return public
    raise KeyUnusable("only RSA of at least 2048 bits and ECDSA P-256 can sign letters")


def public_key_of(certificate: x509.Certificate) -> PublicKey:
    """The certificate's key; raises KeyUnusable unless letters may be signed with it."""
    try:
        return require_suitable(certificate.public_key())
    except ValueError as error:
        raise KeyUnusable(f"the certificate's key cannot be read: {error}") from error


def verify(public: PublicKey, signature: bytes, digest: bytes) -> None:
    """Raises KeyUnusable unless ``signature`` over the SHA-256 ``digest`` is by this key."""
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, digest, padding.PKCS1v15(), PREHASHED)
        else:
            public.verify(signature, digest, ec.ECDSA(PREHASHED))
    except InvalidSignature as error:
        raise KeyUnusable("the signature is not by the certificate's key") from error


def ordered_chain(public: PublicKey, certificates: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """The certificate of the key first, then each one's issuer, as far as they are among ``certificates``.

    Raises:
        KeyUnusable: none is the key's.
    """
    own = [certificate for certificate in certificates if certificate.public_key() == public]
    if not own:
        raise KeyUnusable("there is no certificate for the key")
    chain = [max(own, key=lambda certificate: certificate.not_valid_after_utc)]
    while chain[-1].issuer != chain[-1].subject:
        issuer = next((certificate for certificate in certificates if _issued(certificate, chain[-1])), None)
        if issuer is None or issuer in chain:
            break
        chain.append(issuer)
    return tuple(chain)


def _issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


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
        KeyUnusable: expired or not yet valid, not meant for signatures, a sandbox key in production, or the canary does
            not verify.
        KeyAway: what holds the key does not answer.
    """
    check_validity(key, now=now or datetime.now(UTC))
    if production and any(is_sandbox(certificate) for certificate in key.chain):
        raise KeyUnusable("a key made by the sandbox must not sign in production")
    own = key.chain[0]
    if not _may_sign(own):
        raise KeyUnusable(f"the certificate's key usage does not allow signatures: {_name(own)}")
    digest = hashlib.sha256(b"canary").digest()
    verify(public_key_of(own), key.sign(digest), digest)


def _may_sign(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    except ValueError as error:
        raise KeyUnusable(f"the certificate's extensions cannot be read: {error}") from error
    return usage.digital_signature or usage.content_commitment


def _name(certificate: x509.Certificate) -> str:
    return certificate.subject.rfc4514_string()
