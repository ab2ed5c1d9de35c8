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

from signing.keys.file_key import FileKey, PrivateKey
from signing.keys.signing_key import SANDBOX_UNIT, KeyUnusable

Algorithm = Literal["ecdsa-p256", "rsa-2048"]
CA, CA_KEY = "ca.pem", "ca-key.pem"
CLOCKS = timedelta(days=1)
"""Before it is made, a certificate is valid already: clocks differ, and the sandbox plays with time."""
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


def next_sandbox_key(keys: Path, algorithm: Algorithm, *, issuer: str) -> Path:
    """The PEM file of another key from the sandbox's own CA."""
    first = sandbox_key_file(keys, algorithm, issuer=issuer)
    folder = keys / f"{first.parent.name}-{secrets.token_hex(4)}"
    make_sandbox_key(folder, algorithm, issuer=issuer, authority=first.parent)
    return folder / "signer.pem"


def make_sandbox_key(
    folder: Path,
    algorithm: Algorithm,
    *,
    issuer: str,
    now: datetime | None = None,
    life: timedelta = SIGNER_LIFE,
    authority: Path | None = None,
) -> None:
    """Make a signer's certificate, and a CA unless ``authority`` is the folder of one that the sandbox made before.

    Does nothing when another process was faster; raises KeyUnusable when the folder cannot be written.
    """
    now = now or datetime.now(UTC)
    issuer_key, root = _opened(authority) if authority else _new_authority(issuer, now)
    signer = _private(algorithm)
    subject = _name(issuer, issuer)
    own = _certificate(subject, root.subject, signer, issuer_key, now, life, is_authority=False)
    aside = folder.with_name(f".{folder.name}-{secrets.token_hex(4)}")
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside.mkdir(mode=0o700)
        write_private(aside / "signer.pem", FileKey(signer, (own, root)).to_pem())
        if authority is None:
            write_private(aside / CA_KEY, _pem(issuer_key))
        write_private(aside / CA, root.public_bytes(serialization.Encoding.PEM))
        aside.rename(folder)
    except OSError as error:
        if not folder.exists():
            raise KeyUnusable(f"{folder}: no key can be made: {error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _new_authority(issuer: str, now: datetime) -> tuple[PrivateKey, x509.Certificate]:
    key = _private("ecdsa-p256")
    name = _name(issuer, "Zhengxin sandbox CA")
    return key, _certificate(name, name, key, key, now, CA_LIFE, is_authority=True)


def _opened(folder: Path) -> tuple[PrivateKey, x509.Certificate]:
    try:
        key = serialization.load_pem_private_key((folder / CA_KEY).read_bytes(), None)
        certificate = x509.load_pem_x509_certificate((folder / CA).read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise KeyUnusable(f"{folder}: the sandbox's CA cannot be read: {error}") from error
    if not isinstance(key, PrivateKey):
        raise KeyUnusable(f"{folder}: the sandbox's CA is of another kind")
    return key, certificate


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
        .not_valid_before(now - CLOCKS)
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


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner reads, and have it on the disk."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
