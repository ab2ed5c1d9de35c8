"""CRLs and OCSP responses from files: they prove that no certificate of the chain was revoked (PAdES B-LT).

They are looked at as a validator will who has nothing else: whether they are whole, of now, signed by who may, and
about each certificate of the chain but the one that is trusted.
"""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeAlias

import structlog
from asn1crypto import pem
from asn1crypto import x509 as asn1
from asn1crypto.crl import CertificateList
from asn1crypto.ocsp import OCSPResponse
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import PathError, ValidationError

from kernel import clock
from signing.pdf.validation import ValidationMaterial

log = structlog.get_logger()

LARGEST = 128 * 1024
"""Bytes of all files at the most: every letter carries them."""
AGAIN = timedelta(hours=1)
"""After which files that could not be used are looked at again."""

Evidence: TypeAlias = CertificateList | OCSPResponse


class ValidationUnusable(Exception):
    """A CRL or OCSP response cannot be read, has expired, or leaves open whether a certificate was revoked."""


class ValidationFiles:
    """The configured files; read anew for the forms of each day."""

    def __init__(self, paths: Sequence[Path], chain: Sequence[x509.Certificate]) -> None:
        """``chain`` ends with the certificate that is trusted. Raises ValidationUnusable."""
        self._paths = paths
        self._chain = chain
        self._latest = read_material(paths, chain, now=clock.now()) if paths else None

    def material(self) -> ValidationMaterial | None:
        """What the files say now; None when there are none.

        When they cannot be used any more, an alarm is logged and what was read before is taken for as long as it holds,
        after that nothing: a letter without them is valid, too.
        """
        if self._latest is None:
            return None
        now = clock.now()
        try:
            self._latest = read_material(self._paths, self._chain, now=now)
        except ValidationUnusable as error:
            log.error("validation.unusable", reason=str(error))
            if self._latest.expires_at <= now:
                self._latest = ValidationMaterial(expires_at=now + AGAIN)
        return self._latest


def read_material(paths: Iterable[Path], chain: Sequence[x509.Certificate], *, now: datetime) -> ValidationMaterial:
    """Read the files, DER or PEM, and have the chain validated by them; 20 ms.

    Raises:
        ValidationUnusable: see there.
    """
    found = [(path, evidence) for path in paths for evidence in _read(path)]
    ends = [_end(path, evidence, now) for path, evidence in found]
    if sum(len(evidence.dump()) for _, evidence in found) > LARGEST:
        raise ValidationUnusable(
            f"CRLs and OCSP responses have more than {LARGEST} bytes, and every letter carries them"
        )
    crls = [evidence for _, evidence in found if isinstance(evidence, CertificateList)]
    ocsps = [evidence for _, evidence in found if isinstance(evidence, OCSPResponse)]
    certificates = tuple(certificate.public_bytes(Encoding.DER) for certificate in chain)
    _validate(certificates, crls, ocsps, now)
    return ValidationMaterial(
        expires_at=min(ends),
        certificates=certificates,
        crls=tuple(crl.dump() for crl in crls),
        ocsps=tuple(ocsp.dump() for ocsp in ocsps),
    )


def _read(path: Path) -> list[Evidence]:
    try:
        content = path.read_bytes()
        parts = [der for _, _, der in pem.unarmor(content, multiple=True)] if pem.detect(content) else [content]
        return [_parsed(der) for der in parts]
    except (OSError, ValueError, TypeError) as error:
        raise ValidationUnusable(f"{path}: {type(error).__name__}: {error}") from error


def _parsed(der: bytes) -> Evidence:
    """Read to the last field, as asn1crypto does so only when it is asked."""
    try:
        crl = CertificateList.load(der, strict=True)
        crl.native  # noqa: B018
        return crl
    except (ValueError, TypeError):
        ocsp = OCSPResponse.load(der, strict=True)
        if (status := ocsp["response_status"].native) != "successful":
            raise ValueError(f"the responder answered {status}") from None
        ocsp.native  # noqa: B018
        return ocsp


def _end(path: Path, evidence: Evidence, now: datetime) -> datetime:
    """When newer evidence must be there."""
    if isinstance(evidence, CertificateList):
        ends = [evidence["tbs_cert_list"]["next_update"].native]
    else:
        ends = [each["next_update"].native for each in evidence.response_data["responses"]]
    if not ends or None in ends:
        raise ValidationUnusable(f"{path}: does not say when the next one comes")
    end: datetime = min(ends)
    if end <= now:
        raise ValidationUnusable(f"{path}: expired on {clock.rfc3339(end)}")
    return end


def _validate(
    chain: Sequence[bytes], crls: Sequence[CertificateList], ocsps: Sequence[OCSPResponse], now: datetime
) -> None:
    own, *issuers = [asn1.Certificate.load(der) for der in chain]
    context = ValidationContext(
        trust_roots=[(issuers or [own])[-1]],
        crls=crls,
        ocsps=ocsps,
        revocation_mode="require",
        allow_fetching=False,
        moment=now,
    )
    validator = CertificateValidator(own, issuers, context)
    try:
        asyncio.run(validator.async_validate_path())
    except (PathError, ValidationError) as error:
        raise ValidationUnusable(f"CRLs and OCSP responses do not prove the chain good: {error}") from error
