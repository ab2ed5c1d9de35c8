"""What identity's processes read from the environment."""

from pathlib import Path
from typing import Literal

from kernel.settings import DatabaseSettings, S3Settings
from pydantic import Field


class Settings(DatabaseSettings):
    """Identity's own settings."""

    public_url: str = Field(description="origin of the gateway, as people see it; QR codes lead there")
    archive_url: str = Field(description="base URL of archive's API, for look-ups in the register and exports")
    certificate_url: str = Field(description="base URL of certificate's API, for exports")
    evidence_s3: S3Settings = Field(description="bucket of ID photos and face videos")
    token_key_file: Path = Field(
        description="PEM file with the Ed25519 key that signs access tokens; further keys in it are published only, "
        "while a change of keys is under way. The sandbox makes one."
    )
    face_provider: Literal["sandbox", ""] = Field(
        default="", description="who checks faces; empty takes the sandbox's stand-in in the sandbox, refused elsewhere"
    )
    evidence_days: int = Field(default=7, ge=1, description="days that evidence without a passed check is kept")
    lookups_an_hour: int = Field(
        default=5, ge=1, description="different ID numbers that one address may register or recover within an hour"
    )
    codes_an_hour: int = Field(default=5000, ge=1, description="SMS codes within an hour, to all phones together")
    refresh_grace_seconds: int = Field(
        default=30,
        ge=0,
        le=300,
        description="seconds for which a refresh token that was just exchanged may come once more (two tabs, a lost "
        "answer); later, or with 0, its return ends the session",
    )
    close_minutes: int = Field(
        default=15,
        ge=0,
        description="minutes after signing in during which an account can be closed without the password",
    )
    picture_threads: int = Field(default=2, ge=1, description="ID photos decoded at the same time")
    password_threads: int = Field(default=2, ge=1, description="passwords hashed at the same time")
    password_queue: int = Field(default=50, ge=0, description="passwords that may wait for it; more are answered 429")

    @property
    def secure_cookies(self) -> bool:
        """Cookies travel by HTTPS only, but on the machine itself."""
        return not self.public_url.startswith(("http://127.", "http://localhost", "http://[::1]"))
