"""政审证明: the archive has been read and holds no record of violations."""

from certificate.domain.certificate_type import CertificateType
from certificate.domain.rules import fees_are_paid, still_with_the_unit

POLITICAL_REVIEW = CertificateType(
    code="political_review",
    label="政审证明",
    rules=(fees_are_paid, still_with_the_unit),
    archive_must_be_read=True,
)
