"""What notification's processes read from the environment."""

from typing import Self

from kernel.settings import DatabaseSettings
from pydantic import Field, model_validator

SANDBOX_SIGNATURE = "示例人才交流服务中心"


class Settings(DatabaseSettings):
    """Notification's own settings."""

    identity_url: str = Field(description="base URL of identity's API, asked for phones at the time of sending")
    sms_provider: str = Field(
        default="",
        description="who sends messages; empty takes the sandbox's stand-in in the sandbox, refused elsewhere",
    )

    sms_signature: str = Field(
        default=SANDBOX_SIGNATURE,
        min_length=2,
        max_length=16,
        description="name of the centre, in 【】 at the end of each message",
    )
    message_days: int = Field(default=365, ge=30, description="days that the log of messages goes back")
    sandbox_sms_days: int = Field(default=7, ge=1, description="days that the sandbox's provider keeps what it took")

    @property
    def provider(self) -> str:
        """The provider's name."""
        return self.sms_provider or "sandbox"

    @model_validator(mode="after")
    def _no_stand_in_in_production(self) -> Self:
        if not self.sandbox and self.provider == "sandbox":
            raise ValueError("ZHENGXIN_SMS_PROVIDER: the sandbox provider sends nothing; name a real one")
        if not self.sandbox and self.sms_signature == SANDBOX_SIGNATURE:
            raise ValueError("ZHENGXIN_SMS_SIGNATURE: the sandbox's centre signs; give the name of yours")
        return self
