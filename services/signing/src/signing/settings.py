"""What this service needs to be told."""

from pathlib import Path
from typing import Literal, Self

from kernel.settings import PREFIX, DatabaseSettings, Profile, S3Settings
from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

SANDBOX_ISSUER = "示例人才交流服务中心"
UMING = Path("/usr/share/fonts/truetype/arphic/uming.ttc")
HANAZONO = Path("/usr/share/fonts/truetype/hanazono")


class FontFace(BaseModel):
    """A face of a TrueType font file."""

    path: Path = Field(description="the font file")
    index: int = Field(default=0, description="the face's place in a collection")
    without: str = Field(default="", description="characters left to the next face")


class KeySettings(BaseSettings):
    """Which key signs, for the worker and for ``python -m signing keys``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore", frozen=True)

    profile: Profile = Field(default=Profile.PRODUCTION, description="sandbox or production")
    data_dir: Path = Field(description="folder that survives restarts; the sandbox's keys are in keys/")
    issuer: str = Field(
        default=SANDBOX_ISSUER, max_length=28, description="the centre's name: letter, seal, certificate"
    )
    key_file: Path | None = Field(
        default=None, description="PKCS#12 or PEM file of the signing key; not in the sandbox"
    )
    key_password: SecretStr | None = Field(default=None, description="password of the key file")
    sandbox_key_algorithm: Literal["ecdsa-p256", "rsa-2048"] = Field(
        default="ecdsa-p256", description="kind of the key that the sandbox makes for itself"
    )

    @property
    def keys_dir(self) -> Path:
        """Where the sandbox keeps its keys."""
        return self.data_dir / "keys"

    @model_validator(mode="after")
    def _is_real_in_production(self) -> Self:
        if self.profile is Profile.PRODUCTION and (self.key_file is None or self.issuer == SANDBOX_ISSUER):
            raise ValueError("production needs a key file and the issuer's real name")
        return self


class SigningSettings(KeySettings, DatabaseSettings):
    """Settings of the signing service."""

    certificates_s3: S3Settings = Field(description="bucket of the signed certificates, written here")
    public_url: str = Field(description="the gateway's origin, printed on letters and in their QR codes")
    seal_number: str = Field(default="", max_length=16, description="number below the star of the seal")
    reason: str = Field(default="签发证明信", description="reason in the signature")
    location: str = Field(default="中国", description="place in the signature")
    texts_dir: Path | None = Field(default=None, description="folder of the centre's own letter texts")
    fonts: tuple[FontFace, ...] = Field(
        # AR PL UMing sets the full stop and the enumeration comma in the middle, as is done in Taiwan.
        default=(
            FontFace(path=UMING, without="。、"),
            FontFace(path=HANAZONO / "HanaMinA.ttf"),
            FontFace(path=HANAZONO / "HanaMinB.ttf"),
        ),
        description="faces tried in turn for each character",
    )
    daily_cap: int = Field(
        default=100_000, ge=1, description="letters signed on one day of China's calendar at the most"
    )
