"""What the gateway holds while it runs."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from kernel.auth import TokenVerifier
from kernel.errors import DependencyAway
from kernel.health import Check
from kernel.sealed import EventSealer

from gateway.description import ApiDescription
from gateway.errors import UpstreamAway
from gateway.proxy import Proxy, open_client
from gateway.revocations import RevokedSessions
from gateway.routes import ROUTES, SANDBOX
from gateway.routing import RouteTable, Upstream
from gateway.settings import Settings


@dataclass(frozen=True, slots=True)
class Resources:
    """Opened once for the process; there is no database."""

    settings: Settings
    table: RouteTable
    proxy: Proxy
    verifier: TokenVerifier
    revoked: RevokedSessions
    description: ApiDescription

    def checks(self) -> dict[str, Check]:
        """Readiness: each service behind, the link to the broker and the list of ended sessions."""
        upstreams: dict[str, Check] = {
            upstream.value: partial(_check_upstream, self.proxy, upstream) for upstream in Upstream
        }
        return {**upstreams, "broker": self.revoked.check_link, "revoked_sessions": self.revoked.check_list}


async def _check_upstream(proxy: Proxy, upstream: Upstream) -> None:
    try:
        await proxy.ask(upstream, "/readyz", seconds=3)
    except UpstreamAway:
        raise DependencyAway(upstream.value) from None


@asynccontextmanager
async def open_resources(settings: Settings) -> AsyncIterator[Resources]:
    """Open the pool of connections and begin to listen for ended sessions; neither service nor broker need be there."""
    async with open_client(settings) as client:
        proxy = Proxy(client, settings)
        token = settings.internal_token.get_secret_value()

        async def load_revoked() -> Iterable[str]:
            answer = await proxy.ask(Upstream.IDENTITY, "/internal/revoked-sessions", token=token)
            return [str(item["session_id"]) for item in answer["items"]]

        table = RouteTable((*ROUTES, *SANDBOX) if settings.sandbox else ROUTES)
        revoked = RevokedSessions(settings.broker_url, EventSealer(settings.event_keys), load_revoked)
        revoked.open()
        try:
            yield Resources(
                settings=settings,
                table=table,
                proxy=proxy,
                verifier=TokenVerifier(settings.jwks_url),
                revoked=revoked,
                description=ApiDescription(table.routes, lambda upstream: proxy.ask(upstream, "/openapi.json")),
            )
        finally:
            await revoked.close()
