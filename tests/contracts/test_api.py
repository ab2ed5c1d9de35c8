"""What the services say about their HTTP API, merged as the gateway serves it, against the public contract."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

import catalogue
import pytest
from certificate.domain.check_code import verify_url
from contracts.api import CONTRACT, Call
from fastapi import FastAPI
from fastapi.routing import APIRoute
from gateway.description import merge
from gateway.routes import ROUTES, SANDBOX
from gateway.routing import RouteTable, Upstream
from signing.typesetting.qr import verify_address

Json = dict[str, Any]
PLACE = re.compile(r"\{\w+\}")
FORMS = ("application/json", "multipart/form-data", "application/x-www-form-urlencoded")


@cache
def described() -> Json:
    documents = {upstream: application(upstream.value).openapi() for upstream in Upstream}
    return merge((*ROUTES, *SANDBOX), documents)


def application(name: str) -> FastAPI:
    app = FastAPI()
    for router in catalogue.services()[name].routers:
        app.include_router(router)
    return app


@cache
def operations() -> dict[tuple[str, str], Json]:
    return {
        (method.upper(), PLACE.sub("{}", path)): operation
        for path, item in described()["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    }


def operation(call: Call) -> Json:
    found = operations().get((call.method, PLACE.sub("{}", call.path)))
    assert found is not None, f"{call} is not described"
    return found


def alternatives(schema: Json) -> Iterator[Json]:
    """The schemas that one stands for: references followed, unions taken apart."""
    if "$ref" in schema:
        yield from alternatives(described()["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]])
        return
    parts = [part for key in ("anyOf", "oneOf", "allOf") for part in schema.get(key, [])]
    for part in parts:
        yield from alternatives(part)
    if not parts:
        yield schema


def inner(schema: Json, step: str) -> list[Json]:
    """The schemas of a field, or of the elements of a list."""
    if step == "[]":
        return [part["items"] for part in alternatives(schema) if "items" in part]
    return [part["properties"][step] for part in alternatives(schema) if step in part.get("properties", {})]


def at(schema: Json, path: str) -> list[Json]:
    found = [schema]
    for step in path.replace("[]", ".[]").split("."):
        found = [deeper for each in found for deeper in inner(each, step)]
    return found


def types(schemas: list[Json]) -> set[str]:
    found = set()
    for schema in schemas:
        for part in alternatives(schema):
            found.add(str(part.get("type") or ("string" if "enum" in part or "const" in part else "any")))
    return found


def success(call: Call) -> Json:
    answers = operation(call)["responses"]
    assert str(call.status) in answers, f"{call} answers {sorted(answers)}"
    answer: Json = answers[str(call.status)]
    return answer


@pytest.mark.parametrize("call", CONTRACT, ids=str)
def test_success_is_described(call: Call) -> None:
    content = success(call).get("content", {})
    assert (call.media in content) if call.media else not content, f"{call} answers {sorted(content)}"


@pytest.mark.parametrize("call", [call for call in CONTRACT if call.fields], ids=str)
def test_fields_of_the_answer(call: Call) -> None:
    schema = success(call)["content"][call.media]["schema"]
    wrong = []
    for entry in call.fields.split():
        path, _, kind = entry.removesuffix("?").partition(":")
        wanted = {kind or "string"} | ({"null"} if entry.endswith("?") else set())
        found = types(at(schema, path))
        if not found or not found - {"null"} <= wanted:
            wrong.append(f"{entry} is {sorted(found) or 'not there'}")
    assert wrong == []


@pytest.mark.parametrize("call", [call for call in CONTRACT if call.asks], ids=str)
def test_fields_of_the_request(call: Call) -> None:
    content = operation(call).get("requestBody", {}).get("content", {})
    schemas = [content[media]["schema"] for media in FORMS if media in content]
    missing = [name for name in call.asks.split() if not any(at(schema, name) for schema in schemas)]
    assert missing == []


@pytest.mark.parametrize("call", [call for call in CONTRACT if call.codes], ids=str)
def test_codes_that_clients_rely_on(call: Call) -> None:
    text = "\n".join(answer.get("description", "") for answer in operation(call)["responses"].values())
    assert [code for code in call.codes.split() if f"`{code}`" not in text] == []


def test_every_code_that_is_documented_is_an_error_of_ours() -> None:
    known = {error.code for error in catalogue.errors()} | {"kernel.request.invalid"}
    text = "\n".join(
        answer.get("description", "") for each in operations().values() for answer in each["responses"].values()
    )
    assert set(re.findall(r"^- `([a-z_.]+)`", text, re.MULTILINE)) <= known


def upstream_of(table: RouteTable, method: str, path: str) -> str | None:
    """The service to which the gateway passes a request."""
    match = table.find(path.replace("{", "").replace("}", ""))
    route = match.routes.get(method) if match else None
    return route.upstream.value if route else None


def test_every_public_route_of_a_service_is_on_the_gateway() -> None:
    table = RouteTable((*ROUTES, *SANDBOX))
    public = {
        (name, method, route.path)
        for name, service in catalogue.services().items()
        for router in service.routers
        for route in router.routes
        if isinstance(route, APIRoute) and route.path.startswith("/api/")
        for method in route.methods - {"HEAD"}
    }
    assert len(public) > 80
    hidden = [each for each in sorted(public) if upstream_of(table, *each[1:]) != each[0]]
    assert hidden == []


def test_each_id_in_a_path_has_its_own_answer_when_it_is_unknown() -> None:
    """What cannot be an id at all is answered with the code that stands at its place."""
    silent = [
        (name, route.path, place.name)
        for name, service in catalogue.services().items()
        for router in service.routers
        for route in router.routes
        if isinstance(route, APIRoute) and route.path.startswith("/api/") and route.include_in_schema
        for position, place in enumerate(route.dependant.path_params)
        if place.field_info.annotation is UUID and position >= len(not_found(route))
    ]
    assert silent == []


def not_found(route: APIRoute) -> Json:
    """The codes that a route documents for what it does not find."""
    content = route.responses.get(404, {}).get("content", {})
    examples: Json = content.get("application/problem+json", {}).get("examples", {})
    return examples


def test_where_only_a_form_is_taken_it_is_said_how_anything_else_is_refused() -> None:
    taking = {
        (method, path)
        for (method, path), each in operations().items()
        if any("`kernel.request.not_a_form`" in answer.get("description", "") for answer in each["responses"].values())
    }
    assert ("POST", "/api/me/applications") in taking
    assert ("POST", "/api/staff/archive/imports") in taking
    assert ("POST", "/api/verifications") not in taking, "a digest is sent as JSON"


def test_where_a_body_is_taken_it_is_said_what_becomes_of_one_that_cannot_be_read() -> None:
    for (method, path), each in operations().items():
        described = each["responses"].get("422", {}).get("description", "")
        assert ("`kernel.request.unreadable`" in described) == ("requestBody" in each), (method, path)


def test_the_address_handed_to_people_is_the_one_in_the_qr_code() -> None:
    place = ("https://zhengxin.example", "ZX-2026-00000123", "7K3M9QXZ0123")
    assert verify_url(*place) == verify_address(*place)


def test_refusals_are_problems() -> None:
    for (method, path), each in operations().items():
        for status, answer in each["responses"].items():
            if status >= "400" and answer.get("content") and path not in {"/readyz", "/verify/{}"}:
                assert set(answer["content"]) == {"application/problem+json"}, (method, path, status)
