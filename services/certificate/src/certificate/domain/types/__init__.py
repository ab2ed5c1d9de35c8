"""The registry of certificate types: a new one is a file beside this and a line below."""

from kernel.errors import DomainError, Kind

from certificate.domain.certificate_type import CertificateType
from certificate.domain.types.custody import CUSTODY
from certificate.domain.types.political_review import POLITICAL_REVIEW

__all__ = ["CERTIFICATE_TYPES", "CUSTODY", "POLITICAL_REVIEW", "UnknownCertificateType", "certificate_type"]

CERTIFICATE_TYPES: dict[str, CertificateType] = {
    known.code: known
    for known in (
        CUSTODY,
        POLITICAL_REVIEW,
    )
}


class UnknownCertificateType(DomainError):
    """A type that the centre does not issue."""

    code = "certificate.type.unknown"
    kind = Kind.INVALID
    message = "没有这种证明信类别"


def certificate_type(code: str) -> CertificateType:
    """The type of this code.

    Raises:
        UnknownCertificateType: The centre issues none such.
    """
    if code not in CERTIFICATE_TYPES:
        raise UnknownCertificateType(field="certificate_type")
    return CERTIFICATE_TYPES[code]
