"""Serving the gateway until a signal, with its health port beside it."""

from kernel.health import health_app
from kernel.server import Server, server, stop_requested, until_stopped

from gateway.app import Gateway
from gateway.protocol import bounded
from gateway.settings import Settings


def edge_server(app: Gateway, settings: Settings) -> Server:
    """The server that clients speak to."""
    edge = server(app, settings, port=settings.port, lifespan=True)
    edge.config.http = bounded(header_seconds=settings.header_seconds, header_bytes=settings.header_bytes)
    return edge


async def serve(settings: Settings) -> None:
    """Serve the origin and the health port until a signal; requests in hand are finished first."""
    stop = stop_requested()
    app = Gateway(settings)
    health = server(health_app(lambda: app.resources), settings, port=settings.health_port, lifespan=False)
    await until_stopped(stop, edge_server(app, settings), health)
