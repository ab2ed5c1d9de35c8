"""``/healthz`` and ``/readyz`` of the public origin."""

import asyncio
import time
from collections.abc import Mapping

from kernel.health import Check, readiness
from starlette.responses import JSONResponse, Response

PROBES = ("/healthz", "/readyz")
_FRESH_SECONDS = 1.0


class Probes:
    """Readiness asks every service, so its answer is kept for a second: askers cannot multiply that work."""

    def __init__(self, checks: Mapping[str, Check]) -> None:
        self._checks = checks
        self._lock = asyncio.Lock()
        self._stale_at = 0.0
        self._ready = False
        self._states: dict[str, str] = {}

    async def answer(self, path: str) -> Response | None:
        """The answer to a probe, if the path is one."""
        if path == "/healthz":
            return JSONResponse({"status": "ok"})
        if path != "/readyz":
            return None
        async with self._lock:
            if time.monotonic() >= self._stale_at:
                self._ready, self._states = await readiness(self._checks)
                self._stale_at = time.monotonic() + _FRESH_SECONDS
        status = "ready" if self._ready else "not_ready"
        return JSONResponse({"status": status, "checks": self._states}, 200 if self._ready else 503)
