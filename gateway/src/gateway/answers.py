"""What the gateway itself may answer, as the API's description says it: its refusals on every path, its own paths."""

from typing import Any, Final

from kernel.errors import DomainError, FormExpected, RequestUnreadable
from kernel.problems import MEDIA_TYPE, STATUS, FieldProblem, Problem

from gateway.errors import (
    BodyTooLarge,
    BodyTooSlow,
    KeysAway,
    OriginForeign,
    Overloaded,
    SessionRevoked,
    TokenInvalid,
    TokenMissing,
    TooManyRequests,
    UpstreamAway,
    UpstreamTimedOut,
)
from gateway.routing import Audience, Route

Json = dict[str, Any]

_REF = "#/components/schemas/"
_SCHEMA: Final[Json] = {"$ref": f"{_REF}Problem"}

_INVALID = ("kernel.request.invalid", "提交的内容有误，请检查后重试")

PROBLEM_SCHEMAS: Final[Json] = {
    "Problem": {
        key: value for key, value in Problem.model_json_schema(ref_template=_REF + "{model}").items() if key != "$defs"
    },
    "FieldProblem": FieldProblem.model_json_schema(),
}
"""One shape for the errors of all services, as it is the kernel's."""


def with_own_refusals(operation: Json, route: Route, method: str) -> Json:
    """The operation with what the gateway may answer in the service's stead, each under its status."""
    responses: Json = {status: _mended(answer) for status, answer in operation["responses"].items()}
    if operation.get("parameters") or operation.get("requestBody"):
        _document(responses, 422, *_INVALID)
    if operation.get("requestBody"):
        _document(responses, 422, RequestUnreadable.code, RequestUnreadable.message)
    if _takes_only_a_form(operation):
        _document(responses, 422, FormExpected.code, FormExpected.message)
    for error in _refusals(route, method):
        _document(responses, STATUS[error.kind], error.code, error.message)
    return {**operation, "responses": dict(sorted(responses.items()))}


def _takes_only_a_form(operation: Json) -> bool:
    media_types = set(operation.get("requestBody", {}).get("content", {}))
    return bool(media_types) and media_types <= {"multipart/form-data", "application/x-www-form-urlencoded"}


def _refusals(route: Route, method: str) -> list[type[DomainError]]:
    found: list[type[DomainError]] = [TooManyRequests, Overloaded, UpstreamAway, UpstreamTimedOut]
    if method in {"post", "put", "patch"}:
        found += [BodyTooLarge, BodyTooSlow]
    if route.audience in {Audience.PERSON, Audience.STAFF, Audience.SIGNED_IN}:
        found += [TokenMissing, TokenInvalid, SessionRevoked, KeysAway]
        if method != "get":
            found.append(OriginForeign)
    elif route.cookies:
        found.append(OriginForeign)
    return found


def _document(responses: Json, status: int, code: str, message: str) -> None:
    entry = responses.setdefault(str(status), {"description": "", "content": {}})
    line = f"- `{code}` {message}"
    described = entry.get("description", "")
    entry["description"] = f"{described}\n{line}" if described.startswith("- ") else line
    content = entry.setdefault("content", {}).setdefault(MEDIA_TYPE, {"schema": _SCHEMA})
    content.setdefault("examples", {})[code] = {"value": {"code": code}}


def _mended(answer: Json) -> Json:
    """A refusal under the media type it has; the services' framework describes it as plain JSON, or in its shape."""
    content: Json = answer.get("content", {})
    plain = content.get("application/json", {}).get("schema", {}).get("$ref", "").rsplit(".", 1)[-1].rsplit("/", 1)[-1]
    if plain not in {"Problem", "HTTPValidationError"}:
        return {**answer, "content": content} if content else dict(answer)
    problem = {**content.get(MEDIA_TYPE, {}), "schema": _SCHEMA}
    described = "" if plain == "HTTPValidationError" else answer["description"]
    return {**answer, "description": described, "content": {MEDIA_TYPE: problem}}


def _own(path: str, summary: str, answers: dict[str, str], media_type: str, **more: object) -> Json:
    return {
        "get": {
            "operationId": f"gateway_{path.strip('/').split('/')[0].replace('.', '_') or 'start'}",
            "summary": summary,
            "tags": ["gateway"],
            **more,
            "responses": {
                status: {"description": meaning, "content": {media_type: {}}} for status, meaning in answers.items()
            },
        }
    }


def _parameter(name: str, where: str) -> Json:
    return {"name": name, "in": where, "required": True, "schema": {"type": "string"}}


OWN_PATHS: Final[Json] = {
    path: _own(path, summary, answers, media_type, **more)
    for path, summary, answers, media_type, more in (
        (
            "/verify/{number}",
            "A page that says whether a letter is genuine",
            {"200": "The page", "429": "`gateway.rate.exceeded`", "503": "`gateway.upstream.away`"},
            "text/html",
            {"parameters": [_parameter("number", "path"), _parameter("c", "query")]},
        ),
        ("/healthz", "Liveness", {"200": "The gateway serves"}, "application/json", {}),
        (
            "/readyz",
            "Readiness with each dependency's state",
            {"200": "All are there", "503": "Some are away"},
            "application/json",
            {},
        ),
        ("/docs", "This description as a page", {"200": "The page"}, "text/html", {}),
        ("/openapi.json", "This description", {"200": "OpenAPI 3.1"}, "application/json", {}),
    )
}
