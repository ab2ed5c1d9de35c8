"""存档证明: the centre keeps this person's archive."""

from certificate.domain.certificate_type import CertificateType
from certificate.domain.rules import fees_are_paid, still_with_the_unit

CUSTODY = CertificateType(
    code="custody",
    label="存档证明",
    rules=(fees_are_paid, still_with_the_unit),
)
