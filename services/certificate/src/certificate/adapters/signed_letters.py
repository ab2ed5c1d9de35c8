"""Signed PDFs in signing's bucket: read here, never written."""

import hashlib

import structlog
from kernel.storage import ObjectMissing

from certificate.domain.certificate import SignedLetterDamaged
from certificate.resources import Resources

log = structlog.get_logger()


async def read_signed_letter(resources: Resources, key: str, sha256: bytes) -> bytes:
    """A letter whose bytes are those in the register.

    It is read whole (some 60 kB) rather than passed on in pieces, so that nothing leaves before the digest is checked.

    Raises:
        SignedLetterDamaged: There is no such object, or it holds other bytes.
        DependencyAway: The object store does not answer.
    """
    try:
        pdf = await resources.certificates.get(key)
    except ObjectMissing:
        log.error("signed_letter.missing", key=key)
        raise SignedLetterDamaged(retry_after=60) from None
    if hashlib.sha256(pdf).digest() != sha256:
        log.error("signed_letter.altered", key=key)
        raise SignedLetterDamaged(retry_after=60)
    return pdf
