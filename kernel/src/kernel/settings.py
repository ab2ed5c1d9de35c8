"""Settings: read once at start, typed, from the environment (``ZHENGXIN_…``) or from a folder of secret files."""

import os
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "ZHENGXIN_"


class Profile(StrEnum):
    """Which promises hold: the sandbox has stand-in providers and known accounts, production refuses them."""

    SANDBOX = "sandbox"
    PRODUCTION = "production"


class S3Settings(BaseModel):
    """One bucket and how it is reached."""

    endpoint: str = Field(description="host:port of the S3 server")
    access_key: str = Field(description="access key")
    secret_key: SecretStr = Field(description="secret key")
    bucket: str = Field(description="bucket's name")
    region: str = Field(default="cn-north-1", description="bucket's region; always given, so that nobody asks for it")
    secure: bool = Field(default=False, description="whether the server is spoken to by HTTPS")


class Settings(BaseSettings):
    """What every process needs. Services add their own; nested fields are written with two underscores."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_nested_delimiter="__", extra="ignore", frozen=True)

    profile: Profile = Field(default=Profile.PRODUCTION, description="sandbox or production")
    log_level: str = Field(default="info", description="debug, info, warning or error")
    host: str = Field(default="127.0.0.1", description="address that the API and the health port listen on")
    port: int = Field(default=8000, description="port of the API")
    health_port: int = Field(default=0, description="port of /healthz, /readyz and /metrics; 0 takes a free one")
    broker_url: SecretStr = Field(description="amqp://user:password@host:port/vhost")
    event_keys: SecretStr = Field(description="keys of sealed data in events and of envelope signatures: id:base64,…")
    internal_token: SecretStr = Field(description="secret by which services know each other on internal paths")
    jwks_url: str = Field(default="", description="where identity publishes the keys of access tokens")
    grace_seconds: float = Field(default=15, description="how long work in hand may take after SIGTERM")

    @property
    def sandbox(self) -> bool:
        """Whether stand-in providers are allowed."""
        return self.profile is Profile.SANDBOX


class DatabaseSettings(Settings):
    """Added by every service that owns data."""

    database_url: SecretStr = Field(description="postgresql://user:password@host:port/database, the service's own role")
    migration_database_url: SecretStr | None = Field(
        default=None, description="the same database as its owner, for `migrate`; the service's role when empty"
    )
    database_pool: int = Field(default=10, ge=1, description="connections kept at the most, for each process")
    seal_keys: SecretStr = Field(description="keys of personal data at rest: id:base64,…; the first one seals")
    index_key: SecretStr = Field(description="key of the blind indexes: base64 of 32 bytes")


SettingsT = TypeVar("SettingsT", bound=BaseSettings)


def load(settings: type[SettingsT]) -> SettingsT:
    """Read the settings; a folder named by ``ZHENGXIN_SECRETS_DIR`` holds a file for each secret (``zhengxin_…``)."""
    secrets: dict[str, Any] = {}
    if folder := os.environ.get(f"{PREFIX}SECRETS_DIR"):
        secrets["_secrets_dir"] = folder
    return settings(**secrets)
