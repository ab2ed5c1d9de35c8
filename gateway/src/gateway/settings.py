"""What the gateway is told by its environment."""

from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from kernel.settings import Settings as KernelSettings
from pydantic import BaseModel, Field, SecretStr

from gateway.routing import Upstream

SANDBOX_FACTOR = 1000


class RateSettings(BaseModel):
    """Requests taken from one address; every request counts as general, some against a second limit too.

    The sandbox profile multiplies each by 1,000, as tests come from one address.
    """

    general: int = Field(default=1200, ge=1, description="requests a minute in all")
    credentials: int = Field(default=30, ge=1, description="sign-ins, codes and passwords a minute")
    messages: int = Field(default=60, ge=1, description="requests an hour that may send an SMS")
    in_flight: int = Field(default=100, ge=1, description="requests handled at once, slow ones included")
    captchas: int = Field(default=60, ge=1, description="captchas a minute")
    uploads: int = Field(default=60, ge=1, description="uploads a minute")
    verifications: int = Field(default=120, ge=1, description="verifications a minute")


class Settings(KernelSettings):
    """The gateway's settings beside every process's own."""

    broker_url: SecretStr = Field(description="amqp://user:password@host:port/vhost, the gateway's own user")
    identity_url: str = Field(description="base URL of identity's API")
    archive_url: str = Field(description="base URL of archive's API")
    certificate_url: str = Field(description="base URL of certificate's API")
    notification_url: str = Field(description="base URL of notification's API")
    public_url: str = Field(default="http://127.0.0.1:8080", description="origin by which people reach the gateway")
    web_dir: Path = Field(default=Path(__file__).parents[2] / "web" / "dist", description="folder of the built pages")
    issuer: str = Field(default="示例人才交流服务中心", description="name of the centre, on every page")
    service_phone: str = Field(default="", description="where people who are stuck call, as printed")
    service_hours: str = Field(default="", description="when they may call, as printed")
    service_address: str = Field(default="", description="where they may go, as printed")
    trusted_proxies: tuple[str, ...] = Field(
        default=(), description="addresses or networks whose X-Forwarded-For is believed, as a JSON list"
    )
    rates: RateSettings = RateSettings()
    requests_in_flight: int = Field(default=2000, ge=1, description="requests handled at once before 503 is answered")
    upstream_connections: int = Field(default=512, ge=1, description="pooled connections to all services together")
    connect_seconds: float = Field(default=2, gt=0, description="how long a service may take to accept a connection")
    header_seconds: float = Field(default=10, gt=0, description="how long a client may take to send its headers")
    header_bytes: int = Field(default=32 * 1024, ge=1024, description="the longest request line and headers taken")
    body_idle_seconds: float = Field(default=15, gt=0, description="the longest pause within a client's body")
    body_seconds: float = Field(default=300, gt=0, description="how long a client's body may take in all")

    @property
    def https(self) -> bool:
        """Whether people reach the gateway by HTTPS."""
        return self.public_url.startswith("https://")

    @cached_property
    def public_origin(self) -> str:
        """Scheme, host and port of the public address, as browsers write an origin."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    @cached_property
    def upstreams(self) -> dict[Upstream, str]:
        """Base URLs without a slash at the end."""
        return {
            Upstream.IDENTITY: self.identity_url.rstrip("/"),
            Upstream.ARCHIVE: self.archive_url.rstrip("/"),
            Upstream.CERTIFICATE: self.certificate_url.rstrip("/"),
            Upstream.NOTIFICATION: self.notification_url.rstrip("/"),
        }
