"""Passes a request on to a service and its answer back, both streamed, through one pool of connections."""

import asyncio
from typing import Any

import aiohttp
import structlog
from starlette.types import Message, Receive, Scope, Send
from yarl import URL

from gateway import headers
from gateway.body import RequestBody
from gateway.errors import UpstreamAway, UpstreamTimedOut
from gateway.routing import Route, Upstream
from gateway.settings import Settings

log = structlog.get_logger()

_WHOLE_ANSWER = 64 * 1024
_WITHOUT_BODY = frozenset({204, 304})
# Shorter than the services keep a connection, so that none is used that its service is just closing.
_KEEP_ALIVE_SECONDS = 15


def open_client(settings: Settings) -> aiohttp.ClientSession:
    """The pool: no cookies kept, nothing decompressed, no redirects followed, no header of its own invention."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            limit=settings.upstream_connections, keepalive_timeout=_KEEP_ALIVE_SECONDS, ttl_dns_cache=30
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        auto_decompress=False,
        skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
    )


class Proxy:
    """Speaks to the services."""

    def __init__(self, client: aiohttp.ClientSession, settings: Settings) -> None:
        self._client = client
        self._bases = settings.upstreams
        self._connect_seconds = settings.connect_seconds
        self._timeouts: dict[float, aiohttp.ClientTimeout] = {}

    async def forward(
        self,
        scope: Scope,
        receive: Receive,
        send: Send,
        *,
        route: Route,
        path: str,
        passed: dict[str, str],
        body: RequestBody,
    ) -> None:
        """Ask the route's service and give its answer to the client.

        ``path`` is percent-encoded; ``passed`` are the headers for the service.

        Raises:
            UpstreamAway: no connection, or the service broke off before it answered.
            UpstreamTimedOut: the service was silent for longer than the route allows.
            BodyTooLarge, BodyTooSlow, ClientGone: as :class:`RequestBody` says.
        """
        query = scope["query_string"]
        url = URL(f"{self._bases[route.upstream]}{path}{'?' + query.decode('latin-1') if query else ''}", encoded=True)
        data = await self._data(body, passed)
        head = scope["method"] == "HEAD"
        try:
            async with self._client.request(
                "GET" if head else scope["method"],  # the services know no HEAD
                url,
                headers=passed,
                data=data,
                allow_redirects=False,
                timeout=self._timeout(route.seconds),
            ) as answer:
                await _give_back(answer, receive, send, body, head=head)
        except (aiohttp.ClientError, TimeoutError) as error:
            if body.error is not None:
                raise body.error from None
            log.warning("upstream.failed", upstream=route.upstream.value, route=route.path, error=type(error).__name__)
            if isinstance(error, TimeoutError) and not isinstance(error, aiohttp.ConnectionTimeoutError):
                raise UpstreamTimedOut(retry_after=5) from None
            raise UpstreamAway(retry_after=2) from None

    async def ask(self, upstream: Upstream, path: str, *, seconds: float = 5, token: str | None = None) -> Any:  # noqa: ANN401 - whatever JSON the service answers
        """A service's JSON answer to a request of the gateway itself.

        Raises:
            UpstreamAway: no answer, or none with status 200.
        """
        own = {"Authorization": f"Bearer {token}"} if token else {}
        try:
            async with self._client.get(
                self._bases[upstream] + path, headers=own, timeout=self._timeout(seconds), allow_redirects=False
            ) as answer:
                if answer.status != 200:
                    raise UpstreamAway(retry_after=5)
                return await answer.json()
        except (aiohttp.ClientError, TimeoutError, ValueError):
            raise UpstreamAway(retry_after=5) from None

    async def hand_on(
        self, upstream: Upstream, path: str, body: RequestBody, content_type: str, *, seconds: float
    ) -> tuple[int, Any]:
        """Post a client's body for the gateway itself; the service's status and JSON, whatever they are.

        Raises:
            UpstreamAway: no answer.
            BodyTooLarge, BodyTooSlow, ClientGone: as :class:`RequestBody` says.
        """
        own = {"Content-Type": content_type}
        data = await self._data(body, own)
        try:
            async with self._client.post(
                self._bases[upstream] + path,
                headers=own,
                data=data,
                timeout=self._timeout(seconds),
                allow_redirects=False,
            ) as answer:
                return answer.status, await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError):
            if body.error is not None:
                raise body.error from None
            raise UpstreamAway(retry_after=5) from None

    def _timeout(self, seconds: float) -> aiohttp.ClientTimeout:
        if (known := self._timeouts.get(seconds)) is None:
            known = aiohttp.ClientTimeout(total=None, sock_connect=self._connect_seconds, sock_read=seconds)
            self._timeouts[seconds] = known
        return known

    @staticmethod
    async def _data(body: RequestBody, passed: dict[str, str]) -> Any:  # noqa: ANN401 - bytes or an async iterator
        if not body.present:
            return None
        if body.small:
            return await body.whole()
        if body.length is not None:
            passed["Content-Length"] = str(body.length)
        return body.pieces()


async def _give_back(
    answer: aiohttp.ClientResponse, receive: Receive, send: Send, body: RequestBody, *, head: bool
) -> None:
    passed = headers.from_upstream(answer.raw_headers)
    if answer.status in _WITHOUT_BODY:
        passed = [(name, value) for name, value in passed if name != b"content-length"]
    if not any(name == b"cache-control" for name, _ in passed):
        passed.append((b"cache-control", b"no-store"))
    start: Message = {"type": "http.response.start", "status": answer.status, "headers": passed}
    length = answer.content_length
    if head:
        answer.close()
        await send(start)
        await send({"type": "http.response.body", "body": b""})
        return
    if answer.status in _WITHOUT_BODY or (length is not None and length <= _WHOLE_ANSWER):
        content = await answer.read()
        await send(start)
        await send({"type": "http.response.body", "body": content})
        return
    await send(start)
    await _stream(answer, receive, send, body)


async def _stream(answer: aiohttp.ClientResponse, receive: Receive, send: Send, body: RequestBody) -> None:
    """Pass the answer on as it comes; stop when the client has gone, break off when the service does."""
    watching = body.ended or not body.present
    gone = asyncio.ensure_future(_until_gone(receive)) if watching else None
    try:
        async for piece in answer.content.iter_any():
            if gone is not None and gone.done():
                answer.close()
                return
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    except (aiohttp.ClientError, TimeoutError) as error:
        # The status is out already: without the last piece the server closes the connection, and the client sees it.
        log.warning("upstream.broke_off", error=type(error).__name__)
        return
    finally:
        if gone is not None:
            gone.cancel()
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
