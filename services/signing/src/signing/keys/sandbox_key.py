"""The sandbox's own CA and signing key, made when a worker starts for the first time.

The folder is written aside and moved into place whole: of workers that start at once, one wins and all use its key.
"""

import os
import secrets
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signing.keys.signing_key import SANDBOX_UNIT, PrivateKey

Algorithm = Literal["ecdsa-p256", "rsa-2048"]
CA_LIFE = timedelta(days=3650)
SIGNER_LIFE = timedelta(days=1095)
DOCUMENT_SIGNING = x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")
"""id-kp-documentSigning (RFC 9336)."""


def sandbox_key_file(keys: Path, algorithm: Algorithm, *, issuer: str) -> Path:
    """The PEM file of the sandbox's key and chain in the folder ``keys``, made if it is missing (mode 0600)."""
    folder = keys / f"sandbox-{algorithm}"
    if not folder.exists():
        make_sandbox_key(folder, algorithm, issuer=issuer)
    return folder / "signer.pem"


def make_sandbox_key(
    folder: Path, algorithm: Algorithm, *, issuer: str, now: datetime | None = None, life: timedelta = SIGNER_LIFE
) -> None:
    """Make a CA and a signer's certificate; does nothing when another process was faster."""
    now = now or datetime.now(UTC)
    authority, signer = _private("ecdsa-p256"), _private(algorithm)
    root_name = _name(issuer, "Zhengxin sandbox CA")
    root = _certificate(root_name, root_name, authority, authority, now, CA_LIFE, is_authority=True)
    own = _certificate(_name(issuer, issuer), root_name, signer, authority, now, life, is_authority=False)
    chain = b"".join(c.public_bytes(serialization.Encoding.PEM) for c in (own, root))
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    aside.mkdir(mode=0o700)
    try:
        _write(aside / "signer.pem", _pem(signer) + chain)
        _write(aside / "ca-key.pem", _pem(authority))
        _write(aside / "ca.pem", root.public_bytes(serialization.Encoding.PEM))
        aside.rename(folder)
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _private(algorithm: Algorithm) -> PrivateKey:
    if algorithm == "rsa-2048":
        return rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return ec.generate_private_key(ec.SECP256R1())


def _name(organization: str, common: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, SANDBOX_UNIT),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    key: PrivateKey,
    authority: PrivateKey,
    now: datetime,
    life: timedelta,
    *,
    is_authority: bool,
) -> x509.Certificate:
    """A certificate by RFC 5280 for a CA or for signing documents."""
    usage = x509.KeyUsage(
        digital_signature=not is_authority,
        content_commitment=not is_authority,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        encipher_only=False,
        decipher_only=False,
    )
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + life)
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=0 if is_authority else None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.public_key()), critical=False)
    )
    if not is_authority:
        purposes = x509.ExtendedKeyUsage([DOCUMENT_SIGNING, ExtendedKeyUsageOID.EMAIL_PROTECTION])
        builder = builder.add_extension(purposes, critical=False)
    return builder.sign(authority, hashes.SHA256())


def _pem(key: PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
