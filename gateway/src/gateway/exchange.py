"""One request and its answer."""

import logging
import time
from dataclasses import dataclass

import structlog
from kernel.errors import DomainError, MethodNotAllowed, PathNotFound
from kernel.telemetry import REQUESTS
from starlette.datastructures import Headers as HeaderView
from starlette.responses import JSONResponse, Response
from starlette.types import Message, Receive, Scope, Send

from gateway import headers, verification
from gateway.access import Access
from gateway.addresses import ClientAddress, counting_key
from gateway.body import ClientGone, RequestBody, drain, has_pending_body
from gateway.errors import Overloaded
from gateway.headers import Headers
from gateway.limits import AddressLimits
from gateway.pages import Pages, wants_page
from gateway.probes import PROBES, Probes
from gateway.resources import Resources
from gateway.routing import Audience, Match, Rate, Route, safe_path
from gateway.verification import VerificationPage
from kernel import problems

log = structlog.get_logger()

_OWN_METHODS = ("GET", "HEAD")
_CLIENT_GONE = 499
_UNMATCHED = "unmatched"


@dataclass(slots=True)
class Parts:
    """What every request needs."""

    resources: Resources
    access: Access
    addresses: ClientAddress
    limits: AddressLimits
    pages: Pages
    probes: Probes
    verification: VerificationPage
    security_headers: Headers
    in_flight: int = 0


class Exchange:
    """Handles one request; made anew for each."""

    def __init__(self, parts: Parts, scope: Scope, receive: Receive, send: Send) -> None:
        self._parts = parts
        self._scope = scope
        self._receive = receive
        self._send_out = send
        self._method: str = scope["method"]
        self._raw_headers: Headers = scope["headers"]
        # Of a header sent twice the first one counts, for the checks here as for what is passed on.
        self._headers = dict(reversed(self._raw_headers))
        self._request_id = headers.request_id(self._raw_headers)
        self._own: Headers = [*parts.security_headers, (b"x-request-id", self._request_id.encode())]
        client = scope.get("client")
        self._address = parts.addresses.of(client[0] if client else "", self._raw_headers)
        self._pattern = _UNMATCHED
        self._status = 0

    async def run(self) -> None:
        """Answer the request, whatever happens."""
        began = time.monotonic()
        self._parts.in_flight += 1
        with structlog.contextvars.bound_contextvars(request_id=self._request_id):
            try:
                await self._serve()
            except ClientGone:
                self._status = _CLIENT_GONE
            except DomainError as error:
                await self._refuse(problems.from_domain(error), str(error))
            except Exception:
                log.exception("request.failed", method=self._method, route=self._pattern)
                detail = "系统出现错误，请稍后再试"
                await self._refuse(problems.respond(500, "gateway.request.failed", detail), detail)
            finally:
                self._parts.in_flight -= 1
                self._record(time.monotonic() - began)

    async def _serve(self) -> None:
        parts = self._parts
        if parts.in_flight > parts.resources.settings.requests_in_flight:
            raise Overloaded(retry_after=1)
        path = safe_path(self._scope["raw_path"])
        if path is None:
            raise PathNotFound
        key = counting_key(self._address)
        if path != "/healthz":
            parts.limits.count(Rate.GENERAL, key)
        with parts.limits.in_flight.place(key):
            match = parts.resources.table.find(path)
            if match is None:
                await self._serve_own(path, key)
                return
            route = self._route(match)
            if route.rate is not Rate.GENERAL:
                parts.limits.count(route.rate, key)
            token = await parts.access.token(route, self._method, self._headers)
            await self._forward(route, route.target_path(path, match.places), token)

    def _route(self, match: Match) -> Route:
        self._pattern = next(iter(match.routes.values())).path
        route = match.routes.get("GET" if self._method == "HEAD" else self._method)
        if route is None:
            allowed = [*match.routes, "HEAD"] if "GET" in match.routes else match.routes
            self._own.append((b"allow", ", ".join(allowed).encode()))
            raise MethodNotAllowed
        return route

    async def _serve_own(self, path: str, key: str) -> None:
        """The gateway's own pages, files and probes."""
        self._pattern = path
        answer = self._parts.pages.answer(path, HeaderView(scope=self._scope))
        if answer is None and (asked := verification.question(path, self._scope["query_string"])):
            self._pattern = verification.PATTERN
            self._parts.limits.count(Rate.VERIFICATIONS, key)
            if self._method == "POST":
                await (await self._check_file(asked))(self._scope, self._receive, self._send)
                return
            answer = await self._parts.verification.answer(asked)
        if answer is None:
            answer = await self._parts.probes.answer(path)
        if answer is None and path == "/openapi.json":
            answer = JSONResponse(await self._parts.resources.description.get())
        if answer is None:
            self._pattern = _UNMATCHED
            raise PathNotFound
        if self._method not in _OWN_METHODS:
            self._own.append((b"allow", b"GET, HEAD, POST" if self._pattern == verification.PATTERN else b"GET, HEAD"))
            raise MethodNotAllowed
        await answer(self._scope, self._receive, self._send)

    async def _check_file(self, asked: verification.Question) -> Response:
        content_type = self._headers.get(b"content-type", b"").decode("latin-1")
        return await self._parts.verification.answer_file(asked, self._body(verification.FILE_BYTES), content_type)

    def _body(self, limit: int) -> RequestBody:
        settings = self._parts.resources.settings
        return RequestBody(
            self._receive,
            self._raw_headers,
            limit=limit,
            idle=settings.body_idle_seconds,
            total=settings.body_seconds,
        )

    async def _forward(self, route: Route, path: str, token: str | None) -> None:
        settings = self._parts.resources.settings
        body = self._body(route.body)
        passed = headers.for_upstream(self._raw_headers, cookies=route.cookies)
        passed["X-Request-Id"] = self._request_id
        passed["X-Zhengxin-Client-Address"] = self._address
        if route.audience is Audience.SANDBOX:
            token = settings.internal_token.get_secret_value()
        if token is not None:
            passed["Authorization"] = f"Bearer {token}"
        await self._parts.resources.proxy.forward(
            self._scope, self._receive, self._send, route=route, path=path, passed=passed, body=body
        )

    async def _send(self, message: Message) -> None:
        """Every answer goes out here: with the gateway's own headers, which win over the answer's."""
        if message["type"] == "http.response.start":
            self._status = message["status"]
            message["headers"] = [*message["headers"], *self._own]
        await self._send_out(message)

    async def _refuse(self, problem: JSONResponse, detail: str) -> None:
        if self._status:  # an answer is under way; breaking it off is all that is left
            return
        answer: Response = problem
        if wants_page(self._scope["path"], HeaderView(scope=self._scope).get("accept", "")):
            answer = self._parts.pages.error(detail, status=problem.status_code, request_id=self._request_id)
        answer.headers["cache-control"] = "no-store"
        if not has_pending_body(self._raw_headers):
            await answer(self._scope, self._receive, self._send)
            return
        # The answer first, so that the client can read it; then what it still sends, for a while; then the end.
        answer.headers["connection"] = "close"
        await self._send({"type": "http.response.start", "status": answer.status_code, "headers": answer.raw_headers})
        await self._send({"type": "http.response.body", "body": bytes(answer.body), "more_body": True})
        await drain(self._receive)
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    def _record(self, seconds: float) -> None:
        REQUESTS.labels(self._method, str(self._status)).observe(seconds)
        log.log(
            logging.DEBUG if self._pattern in PROBES else logging.INFO,
            "request.answered",
            method=self._method,
            route=self._pattern,
            status=self._status,
            milliseconds=round(seconds * 1000, 1),
        )
