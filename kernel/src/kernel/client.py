"""One service asking another: JSON over HTTP on internal paths, with a time limit and a few quick retries."""

from typing import Any

import aiohttp
import structlog
from pydantic import SecretStr
from tenacity import retry, retry_if_exception_type, stop_after_attempt, stop_after_delay, wait_random_exponential

from kernel.errors import DependencyAway

REQUEST_ID_HEADER = "X-Request-Id"


class NotThere(Exception):
    """The other service has no such thing (404)."""


class ServiceClient:
    """A client of one service; make it on the event loop, close it at the end."""

    def __init__(self, base_url: str, token: SecretStr, *, name: str, seconds: float = 3.0) -> None:
        """``name`` is the other service's, for logs; ``seconds`` limits each try."""
        self._base_url = base_url.rstrip("/")
        self._token = token.get_secret_value()
        self._name = name
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=seconds, connect=1.0),
            connector=aiohttp.TCPConnector(limit=50, keepalive_timeout=15),
        )

    async def get(self, path: str) -> dict[str, Any]:
        """GET a JSON object.

        Raises:
            NotThere: the answer is 404.
            DependencyAway: no good answer within the limits.
        """
        return await self._ask("GET", path, None)

    async def post(self, path: str, json: dict[str, Any]) -> dict[str, Any]:
        """POST a JSON object and read one; errors as :meth:`get`. Only for requests that may be repeated."""
        return await self._ask("POST", path, json)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()

    @retry(
        retry=retry_if_exception_type(DependencyAway),
        stop=stop_after_attempt(3) | stop_after_delay(4),
        wait=wait_random_exponential(multiplier=0.1, max=1),
        reraise=True,
    )
    async def _ask(self, method: str, path: str, json: dict[str, Any] | None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"}
        if request_id := structlog.contextvars.get_contextvars().get("request_id"):
            headers[REQUEST_ID_HEADER] = request_id
        try:
            async with self._session.request(method, self._base_url + path, json=json, headers=headers) as response:
                if response.status == 404:  # the status is the protocol here, not an answer to a person
                    raise NotThere(path)
                response.raise_for_status()
                answer: dict[str, Any] = await response.json()
                return answer
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise DependencyAway(self._name) from error
