"""The start page, the API's description and its documentation."""

import re
from typing import Any

from aiohttp import web
from gateway.description import merge
from gateway.routes import ROUTES, SANDBOX
from gateway.routing import Upstream

ME = {"$ref": "#/components/schemas/Me"}
IDENTITY = {
    "openapi": "3.1.0",
    "paths": {
        "/api/me": {
            "get": {
                "operationId": "read_me",
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Me"}}}}
                },
            }
        },
        "/api/registrations/{registration_id}": {
            "get": {
                "operationId": "read",
                "parameters": [{"name": "registration_id", "in": "path", "required": True}],
                "responses": {},
            },
            "delete": {"operationId": "not_ours", "responses": {}},
        },
        "/internal/revoked-sessions": {"get": {"operationId": "secret", "responses": {}}},
        "/internal/sandbox/captchas/{captcha_id}": {"get": {"operationId": "peek", "responses": {}}},
        "/healthz": {"get": {"operationId": "healthz", "responses": {}}},
    },
    "components": {"schemas": {"Me": {"properties": {"next": ME}}}},
}
ARCHIVE = {
    "openapi": "3.1.0",
    "paths": {"/api/me/archive": {"get": {"operationId": "read_me", "responses": {}}}},
    "components": {"schemas": {"Me": {"properties": {}}}},
}


def test_descriptions_are_merged_without_clashes() -> None:
    merged = merge((*ROUTES, *SANDBOX), {Upstream.IDENTITY: IDENTITY, Upstream.ARCHIVE: ARCHIVE})
    assert set(merged["paths"]) == {
        "/api/me",
        "/api/me/archive",
        "/api/registrations/{registration_id}",
        "/sandbox/captchas/{captcha_id}",
        "/verify/{number}",
        "/healthz",
        "/readyz",
        "/docs",
        "/openapi.json",
    }
    assert set(merged["paths"]["/api/registrations/{registration_id}"]) == {"get"}
    me = merged["paths"]["/api/me"]["get"]
    assert me["operationId"] == "identity_read_me"
    assert merged["paths"]["/api/me/archive"]["get"]["operationId"] == "archive_read_me"
    schema = me["responses"]["200"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/identity.Me"}
    assert set(merged["components"]["schemas"]) == {"identity.Me", "Problem", "FieldProblem"}, "only what is used"
    assert merged["components"]["schemas"]["identity.Me"]["properties"]["next"] == schema
    assert {"person": []} in me["security"]
    assert "security" not in merged["paths"]["/api/registrations/{registration_id}"]["get"]


async def test_the_merged_description_is_served(edge: Any) -> None:
    async def describe(_: web.Request) -> web.Response:
        return web.json_response(IDENTITY)

    async with edge() as gateway:
        gateway.upstream.handlers["/openapi.json"] = describe
        async with gateway.client.get("/openapi.json") as answer:
            served = await answer.json()
        assert served["openapi"] == "3.1.0"
        assert "/api/me" in served["paths"]
        assert "/sandbox/captchas/{captcha_id}" in served["paths"]
        assert not [path for path in served["paths"] if path.startswith("/internal")]


async def test_a_service_that_is_away_is_left_out_of_the_description(edge: Any) -> None:
    async with edge(archive_url="http://127.0.0.1:1") as gateway:

        async def describe(_: web.Request) -> web.Response:
            return web.json_response(IDENTITY)

        gateway.upstream.handlers["/openapi.json"] = describe
        async with gateway.client.get("/openapi.json") as answer:
            assert answer.status == 200
            assert "/api/me" in (await answer.json())["paths"]


async def test_pages_load_nothing_from_elsewhere_and_hold_no_inline_script(edge: Any) -> None:
    async with edge() as gateway:
        for path in ("/sandbox", "/docs", "/verify", "/verify/ZX-2026-00000123", "/nothing"):
            async with gateway.client.get(path, headers={"Accept": "text/html"}) as answer:
                page = await answer.text()
            assert 'lang="zh-CN"' in page
            assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
            assert not re.search(r"<script(?![^>]*\bsrc=)", page)
            assert " style=" not in page
            assert "<style" not in page
            for reference in re.findall(r"(?:src|href)=\"(/(?:static|docs)/[^\"]+)\"", page):
                async with gateway.client.get(reference) as asset:
                    assert asset.status == 200
                    assert asset.content_type in {"text/css", "text/javascript"}
                    tag = asset.headers["ETag"]
                async with gateway.client.get(reference, headers={"If-None-Match": tag}) as asset:
                    assert asset.status == 304


async def test_a_page_says_what_the_sandbox_is(edge: Any) -> None:
    async with edge() as gateway, gateway.client.get("/sandbox") as answer:
        page = await answer.text()
        assert answer.content_type == "text/html"
        assert "演示环境" in page
        assert 'href="/docs"' in page
        assert 'href="/readyz"' in page


async def test_the_documentation_asks_no_validator(edge: Any) -> None:
    async with edge() as gateway, gateway.client.get("/static/docs.js") as answer:
        script = await answer.text()
        assert "validatorUrl: null" in script
        assert "://" not in script


def test_the_description_says_what_the_gateway_refuses() -> None:
    merged = merge(ROUTES, {Upstream.IDENTITY: IDENTITY})
    answers = merged["paths"]["/api/me"]["get"]["responses"]
    assert {"200", "401", "429", "503", "504"} <= set(answers)
    assert "gateway.token.missing" in answers["401"]["content"]["application/problem+json"]["examples"]
    assert answers["401"]["content"]["application/problem+json"]["schema"]["$ref"] == "#/components/schemas/Problem"


def test_a_refusal_is_described_under_its_own_media_type() -> None:
    schemas = "#/components/schemas/"
    invalid = {"application/json": {"schema": {"$ref": f"{schemas}HTTPValidationError"}}}
    refused = {
        "application/json": {"schema": {"$ref": f"{schemas}Problem"}},
        "application/problem+json": {"examples": {}},
    }
    document = {
        "paths": {
            "/api/me/archive": {
                "get": {
                    "parameters": [{"name": "limit", "in": "query"}],
                    "responses": {
                        "200": {"description": "Facts"},
                        "404": {"description": "- `archive.record.not_found`", "content": refused},
                        "422": {"description": "Validation Error", "content": invalid},
                    },
                }
            }
        },
        "components": {"schemas": {"HTTPValidationError": {}, "Problem": {}}},
    }
    merged = merge(ROUTES, {Upstream.ARCHIVE: document})
    answers = merged["paths"]["/api/me/archive"]["get"]["responses"]
    for status in ("404", "422"):
        assert set(answers[status]["content"]) == {"application/problem+json"}
        assert answers[status]["content"]["application/problem+json"]["schema"] == {"$ref": f"{schemas}Problem"}
    assert "kernel.request.invalid" in answers["422"]["description"]
    assert set(merged["components"]["schemas"]) == {"Problem", "FieldProblem"}
