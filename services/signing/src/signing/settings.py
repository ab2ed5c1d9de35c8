"""What this service needs to be told."""

from pathlib import Path
from typing import Annotated, Literal, Self

from kernel.settings import PREFIX, DatabaseSettings, Profile, S3Settings
from pydantic import BaseModel, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from signing.fonts.folder import usual_folder

SANDBOX_ISSUER = "示例人才交流服务中心"


class FontSettings(BaseSettings):
    """Where the letters' fonts are, for the worker and for ``python -m signing fonts``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    fonts_dir: Path = Field(
        default_factory=usual_folder, description="folder of the prepared fonts: python -m signing fonts prepare"
    )


class FolderSource(BaseModel):
    """The data folder: the key that ``keys rotate`` made current; in the sandbox otherwise the one it makes itself."""

    source: Literal["folder"] = "folder"


class FileSource(BaseModel):
    """A PKCS#12 or PEM file; the password is its own."""

    source: Literal["file"]
    path: Path = Field(description="the file")


class TokenSource(BaseModel):
    """A PKCS#11 token; the password is the user's PIN."""

    source: Literal["token"]
    library: Path = Field(description="the PKCS#11 library")
    token: str = Field(description="the token's label")
    name: str = Field(description="the label of the private key")
    chain_file: Path | None = Field(
        default=None, description="PEM file of the certificates, the signer's first; else they are read from the token"
    )


class ServerSource(BaseModel):
    """A seal server spoken to by HTTP; the password is the bearer token."""

    source: Literal["server"]
    url: str = Field(description="address before /v1/keys/…; HTTPS unless it is on this machine")
    name: str = Field(description="the key's name there")
    ca_file: Path | None = Field(default=None, description="PEM file of the CA behind its TLS, if not a public one")
    timeout: float = Field(default=10, gt=0, le=60, description="seconds for a request")


KeySource = Annotated[FolderSource | FileSource | TokenSource | ServerSource, Field(discriminator="source")]


class KeySettings(BaseSettings):
    """Which key signs, for the worker and for ``python -m signing keys``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore", frozen=True)

    profile: Profile = Field(default=Profile.PRODUCTION, description="sandbox or production")
    data_dir: Path = Field(description="folder that survives restarts; keys are in keys/")
    issuer: str = Field(
        default=SANDBOX_ISSUER, max_length=28, description="the centre's name: letter, seal, certificate"
    )
    key: KeySource = Field(
        default=FolderSource(),
        description="where the key is: KEY__SOURCE is folder, file (KEY__PATH), token (KEY__LIBRARY, KEY__TOKEN, "
        "KEY__NAME, KEY__CHAIN_FILE) or server (KEY__URL, KEY__NAME, KEY__CA_FILE, KEY__TIMEOUT)",
    )
    key_file: Path | None = Field(default=None, description="short for KEY__SOURCE=file and KEY__PATH")
    key_password: SecretStr | None = Field(
        default=None,
        description="password of the file or of imported keys, PIN of the token, bearer token of the server",
    )
    sandbox_key_algorithm: Literal["ecdsa-p256", "rsa-2048"] = Field(
        default="ecdsa-p256", description="kind of the key that the sandbox makes for itself"
    )

    @property
    def keys_dir(self) -> Path:
        """Where imported keys and the sandbox's are."""
        return self.data_dir / "keys"

    @property
    def key_source(self) -> KeySource:
        """Where the key is, ``key_file`` taken into account."""
        return self.key if self.key_file is None else FileSource(source="file", path=self.key_file)

    @property
    def key_secret(self) -> str | None:
        """The password, PIN or bearer token."""
        return self.key_password.get_secret_value() if self.key_password else None

    @model_validator(mode="after")
    def _names_one_source(self) -> Self:
        if self.key_file is not None and "key" in self.model_fields_set:
            raise ValueError("KEY_FILE and KEY__SOURCE both name a key")
        return self

    @model_validator(mode="after")
    def _is_real_in_production(self) -> Self:
        if self.profile is Profile.PRODUCTION and self.issuer == SANDBOX_ISSUER:
            raise ValueError("production needs the issuer's real name")
        return self


class SigningSettings(KeySettings, FontSettings, DatabaseSettings):
    """Settings of the signing service."""

    certificates_s3: S3Settings = Field(description="bucket of the signed certificates, written here")
    public_url: str = Field(description="the gateway's origin, printed on letters and in their QR codes")
    seal_number: str = Field(default="", max_length=16, description="number below the star of the seal")
    reason: str = Field(default="签发证明信", description="reason in the signature")
    location: str = Field(default="中国", description="place in the signature")
    texts_dir: Path | None = Field(default=None, description="folder of the centre's own letter texts")
    lanes: int = Field(
        default=1, ge=1, le=64, description="letters made at the same time: one in a thread, more in processes"
    )
    rotation_check_seconds: float = Field(
        default=10, gt=0, le=60, description="seconds after which a key made current by `keys rotate` is taken up"
    )
    daily_cap: int = Field(
        default=100_000, ge=1, description="letters signed on one day of China's calendar at the most"
    )
    tsa_url: str = Field(
        default="", description="RFC 3161 time-stamp authority; letters are signed without a time stamp when empty"
    )
    tsa_ca_file: Path | None = Field(
        default=None, description="PEM file of the certificates that the authority's must come from"
    )
    tsa_policy: str = Field(
        default="", description="OID of the policy that time stamps must be made by; any when empty"
    )
    tsa_timeout: float = Field(default=10, gt=0, le=60, description="seconds for a time stamp")
    validation_files: tuple[Path, ...] = Field(
        default=(),
        description="JSON list of files of CRLs and OCSP responses (DER, PEM) about the key chain: letters carry them",
    )

    @model_validator(mode="after")
    def _pins_its_authority(self) -> Self:
        if self.tsa_url and self.tsa_ca_file is None:
            raise ValueError("TSA_URL needs TSA_CA_FILE")
        return self
