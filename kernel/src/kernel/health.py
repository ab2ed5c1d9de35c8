"""Liveness, readiness with each dependency's state, and metrics."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Check = Callable[[], Awaitable[None]]
_CHECK_SECONDS = 3.0
PROBES = frozenset({"/healthz", "/readyz"})


async def readiness(checks: Mapping[str, Check]) -> tuple[bool, dict[str, str]]:
    """Run the checks side by side; each is ``ok`` or ``away``."""

    async def run(check: Check) -> str:
        try:
            await asyncio.wait_for(check(), _CHECK_SECONDS)
        except Exception:  # noqa: BLE001 - whatever is wrong with it, it is not ready
            return "away"
        return "ok"

    states = await asyncio.gather(*(run(check) for check in checks.values()))
    return all(state == "ok" for state in states), dict(zip(checks, states, strict=True))


def checks_of(resources: Any) -> dict[str, Check]:  # noqa: ANN401 - any service's resources
    """A service's checks: its database and whatever its resources add."""
    checks: dict[str, Check] = {}
    if (database := getattr(resources, "database", None)) is not None:
        checks["database"] = database.ping
    if (own := getattr(resources, "checks", None)) is not None:
        checks |= own()
    return checks


def probe_routes(resources: Callable[[], Any], extra: Callable[[], Mapping[str, Check]] = dict) -> list[Route]:
    """``/healthz`` and ``/readyz``."""

    async def healthz(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_: Request) -> Response:
        ready, states = await readiness(checks_of(resources()) | dict(extra()))
        return JSONResponse({"status": "ready" if ready else "not_ready", "checks": states}, 200 if ready else 503)

    return [
        Route("/healthz", healthz, include_in_schema=False),
        Route("/readyz", readyz, include_in_schema=False),
    ]


def health_app(resources: Callable[[], Any], extra: Callable[[], Mapping[str, Check]] = dict) -> Starlette:
    """The application of the health port: the probes and ``/metrics``."""

    async def metrics(_: Request) -> Response:
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[*probe_routes(resources, extra), Route("/metrics", metrics)])
