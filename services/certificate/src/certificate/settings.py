"""What this service needs to be told."""

from kernel.settings import DatabaseSettings, S3Settings
from pydantic import Field


class CertificateSettings(DatabaseSettings):
    """Settings of the certificate service."""

    archive_url: str = Field(description="base URL of the archive service")
    letters_s3: S3Settings = Field(description="bucket of the introduction letters, written and read here")
    certificates_s3: S3Settings = Field(description="bucket of the signed certificates, written by signing")
    issuer: str = Field(default="示例人才交流服务中心", description="name of the centre, told to receivers")
    arrears_before: str = Field(
        default="2014-12",
        pattern=r"^\d{4}-(0[1-9]|1[0-2])$",
        description="month; individual archives whose fees end before it are in arrears",
    )
    certificate_valid_days: int = Field(default=365, ge=1, description="how long a certificate may be relied on")
    picture_threads: int = Field(default=2, ge=1, description="introduction letters decoded at the same time")
