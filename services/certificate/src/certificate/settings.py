"""What this service needs to be told."""

from typing import Annotated

from kernel.settings import DatabaseSettings, S3Settings
from pydantic import AfterValidator, Field, PositiveInt

from certificate.domain.types import CERTIFICATE_TYPES


def _known(days: dict[str, int]) -> dict[str, int]:
    if unknown := days.keys() - CERTIFICATE_TYPES.keys():
        raise ValueError(f"no such types of certificates: {', '.join(sorted(unknown))}")
    return days


class CertificateSettings(DatabaseSettings):
    """Settings of the certificate service."""

    archive_url: str = Field(description="base URL of the archive service")
    public_url: str = Field(description="origin of the gateway, as people see it; certificates are checked there")
    letters_s3: S3Settings = Field(description="bucket of the introduction letters, written and read here")
    certificates_s3: S3Settings = Field(description="bucket of the signed certificates, written by signing")
    issuer: str = Field(default="示例人才交流服务中心", description="name of the centre, told to receivers")
    claim_seconds: int = Field(default=900, ge=1, description="how long a reviewer's claim on an application counts")
    unsigned_seconds: int = Field(
        default=60, ge=1, description="how long an approved application may be without its letter before an alarm"
    )
    arrears_before: str = Field(
        default="2014-12",
        pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
        description="month; individual archives whose fees end before it are in arrears",
    )
    valid_days: Annotated[dict[str, PositiveInt], AfterValidator(_known)] = Field(
        default={"political_review": 90},
        description="how long certificates of a type may be relied on, in China's days; for ever where none is set",
    )
    four_eyes: bool | None = Field(
        default=None, description="whether a second person confirms revocations; by default outside the sandbox"
    )
    expiry_seconds: float = Field(default=300, gt=0, description="pause between looks for certificates that expired")
    picture_threads: int = Field(default=2, ge=1, description="introduction letters decoded at the same time")
    page_cache_mib: int = Field(default=32, ge=1, description="pictures of certificates' pages kept in memory")

    @property
    def revoked_by_two(self) -> bool:
        """Whether a revocation needs a second member of staff."""
        return not self.sandbox if self.four_eyes is None else self.four_eyes
