"""What notification's processes read from the environment."""

from typing import Self

from kernel.settings import DatabaseSettings
from pydantic import Field, model_validator


class Settings(DatabaseSettings):
    """Notification's own settings."""

    identity_url: str = Field(description="base URL of identity's API, asked for phones at the time of sending")
    sms_provider: str = Field(
        default="",
        description="who sends messages; empty takes the sandbox's stand-in in the sandbox, refused elsewhere",
    )

    @property
    def provider(self) -> str:
        """The provider's name."""
        return self.sms_provider or "sandbox"

    @model_validator(mode="after")
    def _no_stand_in_in_production(self) -> Self:
        if not self.sandbox and self.provider == "sandbox":
            raise ValueError("ZHENGXIN_SMS_PROVIDER: the sandbox provider sends nothing; name a real one")
        return self
