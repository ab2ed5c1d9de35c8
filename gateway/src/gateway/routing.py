"""What a row of the routes table says, and how a request finds its row."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

_PLAIN_PATH = re.compile(rb"/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/]|%[0-9A-Fa-f]{2})*")
_UNSAFE_ESCAPE = re.compile(rb"%(?:2[fF]|5[cC]|2[eE]|[01][0-9A-Fa-f]|7[fF])")
_PLACE = re.compile(r"\{(\w+)\}")


class Upstream(StrEnum):
    """The services that answer over HTTP."""

    IDENTITY = "identity"
    ARCHIVE = "archive"
    CERTIFICATE = "certificate"
    NOTIFICATION = "notification"


class Audience(StrEnum):
    """Who may ask. The services check roles and ownership themselves."""

    PUBLIC = "public"
    PERSON = "person"
    STAFF = "staff"
    SIGNED_IN = "signed in"
    SANDBOX = "sandbox"


class Rate(StrEnum):
    """Which of the limits per address a route counts against; see ``settings.RateSettings``."""

    GENERAL = "general"
    CREDENTIALS = "credentials"
    MESSAGES = "messages"
    CAPTCHAS = "captchas"
    UPLOADS = "uploads"
    VERIFICATIONS = "verifications"


@dataclass(frozen=True, slots=True)
class Route:
    """One row of the routes table.

    Attributes:
        methods: separated by spaces.
        path: with ``{places}`` that stand for a whole segment or for its part before a suffix.
        upstream: the service that answers.
        audience: whose token is asked for.
        body: the largest request body taken, in bytes.
        seconds: how long the upstream may stay silent.
        rate: the limit per address that applies beside the general one.
        cookies: whether the upstream sees the request's cookies (it reads refresh tokens from them).
        target: the upstream's path where it is another one, with the same places.
    """

    methods: str
    path: str
    upstream: Upstream
    audience: Audience
    body: int = 64 * 1024
    seconds: float = 15
    rate: Rate = Rate.GENERAL
    cookies: bool = False
    target: str | None = None

    def target_path(self, raw_path: str, places: dict[str, str]) -> str:
        """The path to ask the upstream for, percent-encoded as it came."""
        return self.target.format(**places) if self.target else raw_path


@dataclass(slots=True)
class _Node:
    fixed: dict[str, "_Node"] = field(default_factory=dict)
    places: list[tuple[str, str, "_Node"]] = field(default_factory=list)
    routes: dict[str, Route] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Match:
    """The rows of a path by method, and what stands in its places."""

    routes: dict[str, Route]
    places: dict[str, str]


class RouteTable:
    """Finds rows by path, segment by segment; a fixed segment wins over a place."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._root = _Node()
        for route in self.routes:
            self._add(route)

    def _add(self, route: Route) -> None:
        node = self._root
        for segment in route.path.split("/")[1:]:
            place = _PLACE.match(segment)
            node = _child(node, segment) if place is None else _place(node, place[1], segment[place.end() :])
        for method in route.methods.split():
            if method in node.routes:
                raise ValueError(f"two rows for {method} {route.path}")
            node.routes[method] = route

    def find(self, path: str) -> Match | None:
        """The rows for a path as it was sent (percent-encoded); fixed segments match only in plain letters."""
        places: dict[str, str] = {}
        routes = _find(self._root, path.split("/")[1:], 0, places)
        return None if routes is None else Match(routes, places)


def _child(node: _Node, segment: str) -> _Node:
    return node.fixed.setdefault(segment, _Node())


def _place(node: _Node, name: str, suffix: str) -> _Node:
    for _, known, child in node.places:
        if known == suffix:
            return child
    child = _Node()
    node.places.append((name, suffix, child))
    node.places.sort(key=lambda place: -len(place[1]))
    return child


def _find(node: _Node, segments: list[str], at: int, places: dict[str, str]) -> dict[str, Route] | None:
    if at == len(segments):
        return node.routes or None
    segment = segments[at]
    if (child := node.fixed.get(segment)) and (found := _find(child, segments, at + 1, places)):
        return found
    for name, suffix, child in node.places:
        value = segment.removesuffix(suffix)
        if value and segment.endswith(suffix) and (found := _find(child, segments, at + 1, places)):
            places[name] = value
            return found
    return None


def safe_path(raw_path: bytes) -> str | None:
    """The path as text if nobody on the way can read it differently, else nothing.

    Refused: dot segments, empty segments, backslashes, control characters, and escapes that hide a slash, a backslash
    or a dot. What is passed on is exactly what was matched.
    """
    if not _PLAIN_PATH.fullmatch(raw_path) or _UNSAFE_ESCAPE.search(raw_path):
        return None
    path = raw_path.decode("ascii")
    segments = path.split("/")[1:]
    if any(segment in {".", ".."} for segment in segments) or "" in segments[:-1]:
        return None
    return path
