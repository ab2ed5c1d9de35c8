"""HTTP: the application factory, what every route depends on, and the error answers (with ``kernel.problems``).

The commit happens when the transaction dependency ends, which is before the answer is sent (``scope="function"``): an
answered request is a committed one.
"""

import re
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Any, Final

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from pydantic import BaseModel, ConfigDict
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kernel import problems
from kernel.auth import (
    PERSON,
    STAFF,
    NotSignedIn,
    PersonClaims,
    StaffClaims,
    TokenVerifier,
    person_claims,
    staff_claims,
)
from kernel.client import REQUEST_ID_HEADER
from kernel.db import Transaction
from kernel.error_answers import answer_errors, form_where_asked
from kernel.errors import DomainError
from kernel.health import PROBES, probe_routes
from kernel.ids import new_id
from kernel.settings import Settings
from kernel.telemetry import REQUESTS

log = structlog.get_logger()

PUBLIC: Final = {"x-public": True}
"""``openapi_extra`` of a route that needs no authentication; a test finds routes that have neither."""

INTERNAL: Final = {"x-internal": True}
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}", re.ASCII)


class Body(BaseModel):
    """A request's body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=False, hide_input_in_errors=True)


class Answer(BaseModel):
    """An answer's body."""

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)


def resources(request: Request) -> Any:  # noqa: ANN401 - each service annotates its own type
    """The service's resources, as its ``open`` made them."""
    return request.app.state.resources


async def transaction(request: Request) -> AsyncIterator[Transaction]:
    """One transaction for the request. Always ``Depends(transaction, scope="function")``: see the module."""
    async with request.app.state.resources.database.transaction() as tx:
        yield tx


Tx = Annotated[Transaction, Depends(transaction, scope="function")]


def bearer(request: Request) -> str:
    """The access token of a request.

    Raises:
        NotSignedIn: there is none.
    """
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise NotSignedIn
    return token


async def person(request: Request) -> PersonClaims:
    """The signed-in person.

    Raises:
        NotSignedIn: nobody is signed in as a person.
    """
    return person_claims(await request.app.state.verifier.verify(bearer(request), PERSON))


PersonDep = Annotated[PersonClaims, Depends(person)]


def staff(*roles: str) -> Callable[[Request], Awaitable[StaffClaims]]:
    """A dependency: the signed-in member of staff with one of the roles (any role when none is named)."""

    async def signed_in(request: Request) -> StaffClaims:
        claims = staff_claims(await request.app.state.verifier.verify(bearer(request), STAFF))
        if roles:
            claims.require(*roles)
        return claims

    return signed_in


def internal(request: Request) -> None:
    """A dependency of internal routes: the caller is one of our services.

    Raises:
        NotSignedIn: it is not.
    """
    token = request.app.state.settings.internal_token.get_secret_value()
    if not secrets.compare_digest(bearer(request).encode(), token.encode()):
        raise NotSignedIn


def client_address(request: Request) -> str:
    """The address of whoever asked the gateway (which sets the header and strips it from outside)."""
    return request.headers.get("X-Zhengxin-Client-Address") or (request.client.host if request.client else "")


def refusals(*errors: type[DomainError]) -> dict[int | str, dict[str, Any]]:
    """``responses=`` of a route: the refusals it documents, by status, each with its code and message.

    Those of things that are not found come in the order of the path's places: a place that cannot be an id at all is
    refused in the same way.
    """
    documented: dict[int | str, dict[str, Any]] = {}
    for error in errors:
        entry = documented.setdefault(
            problems.STATUS[error.kind],
            {"model": problems.Problem, "description": "", "content": {problems.MEDIA_TYPE: {"examples": {}}}},
        )
        entry["description"] = f"{entry['description']}\n- `{error.code}` {error.message}".strip()
        example = {"code": error.code, "detail": error.message}
        entry["content"][problems.MEDIA_TYPE]["examples"][error.code] = {"value": example}
    return documented


def create_app(
    name: str,
    settings: Settings,
    open_resources: Callable[[Any], AbstractAsyncContextManager[Any]],
    routers: Sequence[APIRouter],
) -> FastAPI:
    """The HTTP application of a service, with health, problems, request ids and its resources opened for its life."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_resources(settings) as opened:
            app.state.resources = opened
            app.state.verifier = getattr(opened, "verifier", None) or TokenVerifier(settings.jwks_url)
            yield

    app = FastAPI(
        title=f"zhengxin-{name}",
        lifespan=lifespan,
        dependencies=[Depends(form_where_asked)],
        docs_url=None,
        redoc_url=None,
    )
    app.state.settings = settings
    for router in routers:
        app.include_router(router)
    for route in probe_routes(lambda: app.state.resources):
        app.router.routes.append(route)
    answer_errors(app)
    app.add_middleware(RequestContext)
    return app


class RequestContext:
    """Outermost: request id, access log, metrics, and a problem for whatever was not foreseen."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (or the application's life)."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(REQUEST_ID_HEADER, "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(new_id())
        began = time.monotonic()
        status = 500
        started = False

        async def send_with_id(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                started = True
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = request_id
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                log.exception("request.failed", method=scope["method"], route=_route_of(scope))
                if not started:
                    answer = problems.respond(500, "kernel.request.failed", "系统出现错误，请稍后再试")
                    await answer(scope, receive, send_with_id)
            finally:
                seconds = time.monotonic() - began
                REQUESTS.labels(scope["method"], str(status)).observe(seconds)
                record = log.debug if scope["path"] in PROBES else log.info
                record(
                    "request.answered",
                    method=scope["method"],
                    route=_route_of(scope),
                    status=status,
                    milliseconds=round(seconds * 1000, 1),
                )


def _route_of(scope: Scope) -> str:
    """The route's pattern, never the path itself: paths may hold tokens."""
    return str(getattr(scope.get("route"), "path", "unmatched"))


__all__ = [
    "INTERNAL",
    "PUBLIC",
    "APIRouter",
    "Answer",
    "Body",
    "JSONResponse",
    "PersonDep",
    "Tx",
    "client_address",
    "create_app",
    "internal",
    "person",
    "refusals",
    "resources",
    "staff",
    "transaction",
]
