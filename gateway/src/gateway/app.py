"""The gateway as one ASGI application: find the row, check limits and token, pass on, answer."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import structlog
from starlette.types import Receive, Scope, Send

from gateway import headers
from gateway.access import Access
from gateway.addresses import ClientAddress
from gateway.exchange import Exchange, Parts
from gateway.limits import AddressLimits
from gateway.pages import Pages
from gateway.probes import Probes
from gateway.resources import Resources, open_resources
from gateway.settings import Settings
from gateway.verification import VerificationPage

log = structlog.get_logger()


class Gateway:
    """Serves one origin. Pure ASGI, as a framework's middlewares cost more than all that is done here."""

    def __init__(
        self,
        settings: Settings,
        open_: Callable[[Settings], AbstractAsyncContextManager[Resources]] = open_resources,
    ) -> None:
        self._settings = settings
        self._open = open_
        self._parts: Parts | None = None

    @property
    def resources(self) -> Resources:
        """What is open while the application lives."""
        return self._living.resources

    @property
    def _living(self) -> Parts:
        if self._parts is None:
            raise RuntimeError("the application has not been started")
        return self._parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the application's life or one request."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http":
            await Exchange(self._living, scope, receive, send).run()

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with self._open(self._settings) as resources:
            self._parts = assemble(resources)
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})


def assemble(resources: Resources) -> Parts:
    """What every request needs, made once."""
    settings = resources.settings
    pages = Pages(settings)
    return Parts(
        resources=resources,
        access=Access(resources.verifier, resources.revoked, public_origin=settings.public_origin),
        addresses=ClientAddress(settings.trusted_proxies),
        limits=AddressLimits(settings),
        pages=pages,
        probes=Probes(resources.checks()),
        verification=VerificationPage(pages, resources.proxy, public_origin=settings.public_origin),
        security_headers=headers.security(https=settings.https),
    )
