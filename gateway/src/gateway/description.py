"""The public API's description, merged from what each service says about itself.

Only what the routes table names is taken over; components and operation ids get the service's name in front, so that
equal names of different services do not clash.
"""

import asyncio
import re
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import Any

import structlog

from gateway.answers import OWN_PATHS, PROBLEM_SCHEMAS, with_own_refusals
from gateway.errors import UpstreamAway
from gateway.routing import Audience, Route, Upstream

log = structlog.get_logger()

Json = dict[str, Any]

_FRESH_SECONDS = 60.0
_INCOMPLETE_SECONDS = 3.0
_PLACE = re.compile(r"\{\w+\}")
_REF = "#/components/"
_SECURITY: dict[Audience, list[Json]] = {
    Audience.PERSON: [{"person": []}, {"cookie": []}],
    Audience.STAFF: [{"staff": []}, {"cookie": []}],
    Audience.SIGNED_IN: [{"person": []}, {"staff": []}, {"cookie": []}],
}
_SCHEMES = {
    "person": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "存档人员的访问令牌"},
    "staff": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "工作人员的访问令牌"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "zhengxin_access", "description": "登录后由浏览器携带"},
}


class ApiDescription:
    """Asks the services for their descriptions when it is asked itself, and keeps the merged one for a minute."""

    def __init__(self, routes: Iterable[Route], fetch: Callable[[Upstream], Awaitable[Json]]) -> None:
        self._routes = tuple(routes)
        self._fetch = fetch
        self._merged: Json = {}
        self._stale_at = 0.0
        self._lock = asyncio.Lock()

    async def get(self) -> Json:
        """The merged description; a service that is away is left out until it is back."""
        async with self._lock:
            if time.monotonic() >= self._stale_at:
                await self._refresh()
            return self._merged

    async def _refresh(self) -> None:
        upstreams = sorted({route.upstream for route in self._routes})
        answers = await asyncio.gather(*(self._ask(upstream) for upstream in upstreams))
        described = {upstream: answer for upstream, answer in zip(upstreams, answers, strict=True) if answer}
        self._merged = merge(self._routes, described)
        complete = len(described) == len(upstreams)
        self._stale_at = time.monotonic() + (_FRESH_SECONDS if complete else _INCOMPLETE_SECONDS)

    async def _ask(self, upstream: Upstream) -> Json | None:
        try:
            return await self._fetch(upstream)
        except UpstreamAway:
            log.warning("description.incomplete", upstream=upstream.value)
            return None


def merge(routes: Iterable[Route], described: dict[Upstream, Json]) -> Json:
    """One OpenAPI document for the paths of the routes table, in its order."""
    paths: Json = {}
    components: dict[str, Json] = {"securitySchemes": dict(_SCHEMES)}
    shapes = {upstream: _by_shape(document) for upstream, document in described.items()}
    for route in routes:
        operations = shapes.get(route.upstream, {}).get(_shape(route.target or route.path))
        if operations is None:
            continue
        its_path, item = operations
        entry = paths.setdefault(_with_names(route.path, its_path), {})
        for method in route.methods.lower().split():
            if method in item:
                entry[method] = with_own_refusals(_operation(item[method], route), route, method)
        if "parameters" in item:
            entry["parameters"] = _renamed(item["parameters"], route.upstream)
    for upstream, document in described.items():
        _add_components(components, document, upstream)
    components["schemas"] = {**components.get("schemas", {}), **PROBLEM_SCHEMAS}
    paths = {path: item for path, item in paths.items() if item} | OWN_PATHS
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "证信 Zhengxin",
            "version": "1",
            "description": "存档证明信在线申请、审核、签发与查验。错误一律为 RFC 9457 的 application/problem+json。",
        },
        "paths": paths,
        "components": _referred_to(paths, components),
    }


def _by_shape(document: Json) -> dict[str, tuple[str, Json]]:
    return {_shape(path): (path, item) for path, item in document.get("paths", {}).items()}


def _shape(path: str) -> str:
    return _PLACE.sub("{}", path)


def _with_names(path: str, its_path: str) -> str:
    """Our path with the service's names for the places, as its parameters are described by them."""
    names = iter(_PLACE.findall(its_path))
    return _PLACE.sub(lambda _: next(names), path)


def _operation(operation: Json, route: Route) -> Json:
    renamed: Json = _renamed(operation, route.upstream)
    if "operationId" in renamed:
        renamed["operationId"] = f"{route.upstream}_{renamed['operationId']}"
    renamed.pop("security", None)
    if route.audience in _SECURITY:
        renamed["security"] = _SECURITY[route.audience]
    if route.audience is Audience.SANDBOX:
        renamed["tags"] = ["sandbox"]
    return renamed


def _add_components(components: dict[str, Json], document: Json, upstream: Upstream) -> None:
    for kind, named in document.get("components", {}).items():
        if kind != "securitySchemes":
            kept = components.setdefault(kind, {})
            kept.update({f"{upstream}.{name}": _renamed(schema, upstream) for name, schema in named.items()})


def _renamed(value: Any, upstream: Upstream) -> Any:  # noqa: ANN401 - any part of a JSON document
    """The same with every reference into the components pointing at the prefixed name."""
    if isinstance(value, dict):
        return {
            key: _reference(inner, upstream) if key == "$ref" else _renamed(inner, upstream)
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_renamed(inner, upstream) for inner in value]
    return value


def _reference(target: Any, upstream: Upstream) -> Any:  # noqa: ANN401 - a property may be called $ref
    if not isinstance(target, str) or not target.startswith(_REF):
        return _renamed(target, upstream)
    kind, _, name = target.removeprefix(_REF).partition("/")
    return target if name in PROBLEM_SCHEMAS else f"{_REF}{kind}/{upstream}.{name}"


def _referred_to(paths: Json, components: dict[str, Json]) -> dict[str, Json]:
    """The components that some path leads to, directly or through others; the ways to sign in are kept."""
    kept: dict[str, Json] = {"securitySchemes": components["securitySchemes"]}
    open_ends = list(_targets(paths))
    while open_ends:
        kind, _, name = open_ends.pop().removeprefix(_REF).partition("/")
        found = components.get(kind, {}).get(name)
        if found is not None and name not in kept.setdefault(kind, {}):
            kept[kind][name] = found
            open_ends += _targets(found)
    return {kind: dict(sorted(named.items())) for kind, named in kept.items()}


def _targets(value: Any) -> Iterator[str]:  # noqa: ANN401 - any part of a JSON document
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _targets(inner)
