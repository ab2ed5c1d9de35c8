"""Requests through the gateway to a real service on loopback and back."""

import asyncio
import hashlib
import json
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from kernel.testing import Tokens
from yarl import URL

MIB = 1024 * 1024


async def problem(answer: aiohttp.ClientResponse) -> dict[str, Any]:
    assert answer.content_type == "application/problem+json"
    found: dict[str, Any] = await answer.json()
    assert found["status"] == answer.status
    assert found["request_id"] == answer.headers["X-Request-Id"]
    return found


async def raw(port: int, sent: bytes, *, seconds: float = 5) -> bytes:
    """What comes back for bytes that a client library would not send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        await writer.drain()
        return await asyncio.wait_for(reader.read(65536), seconds)
    finally:
        writer.close()
        await writer.wait_closed()


async def test_a_request_and_its_answer_pass_whole(edge: Any) -> None:
    async def register(request: web.Request) -> web.Response:
        assert await request.json() == {"id_number": "x"}
        answer = web.json_response({"registration_id": "r1"}, status=201)
        answer.headers.add("Set-Cookie", "a=1")
        answer.headers.add("Set-Cookie", "b=2")
        answer.headers["X-Zhengxin-Trace"] = "inside"
        return answer

    async with edge() as gateway:
        gateway.upstream.handlers["/api/registrations"] = register
        address = URL(f"{gateway.url}/api/registrations?a=1&b=%2F", encoded=True)
        async with gateway.client.post(address, json={"id_number": "x"}) as answer:
            assert (answer.status, await answer.json()) == (201, {"registration_id": "r1"})
            assert answer.headers.getall("Set-Cookie") == ["a=1", "b=2"]
            assert "X-Zhengxin-Trace" not in answer.headers
            assert answer.headers["Cache-Control"] == "no-store"
        assert gateway.upstream.last.raw_path == "/api/registrations?a=1&b=%2F"


async def test_a_services_own_problem_passes_unchanged(edge: Any) -> None:
    async def refuse(_: web.Request) -> web.Response:
        body = json.dumps({"code": "identity.captcha.wrong"})
        return web.Response(status=422, text=body, content_type="application/problem+json")

    async with edge() as gateway:
        gateway.upstream.handlers["/api/sessions"] = refuse
        async with gateway.client.post("/api/sessions", json={}) as answer:
            assert (answer.status, await answer.json(content_type=None)) == (422, {"code": "identity.captcha.wrong"})


async def test_spoofed_headers_do_not_arrive(edge: Any) -> None:
    spoofed = {
        "X-Zhengxin-Client-Address": "6.6.6.6",
        "X-Forwarded-For": "6.6.6.6",
        "Forwarded": "for=6.6.6.6",
        "X-Real-IP": "6.6.6.6",
        "Authorization": "Bearer internal-secret",
        "Cookie": "zhengxin_access=forged",
        "Host": "elsewhere.example",
        "X-Request-Id": "spaces are not sane",
    }
    async with edge() as gateway, gateway.client.get("/api/agreements/current", headers=spoofed) as answer:
        assert answer.status == 200
        arrived = gateway.upstream.last.headers
        assert arrived["X-Zhengxin-Client-Address"] == "127.0.0.1"
        assert arrived["X-Request-Id"] == answer.headers["X-Request-Id"] != "spaces are not sane"
        assert arrived["Host"] != "elsewhere.example"
        assert not {"X-Forwarded-For", "Forwarded", "X-Real-IP", "Authorization", "Cookie"} & set(arrived)


async def test_a_configured_proxy_is_believed(edge: Any) -> None:
    async with edge(trusted_proxies=("127.0.0.1",)) as gateway:
        forwarded = {"X-Forwarded-For": "6.6.6.6, 203.0.113.9"}
        async with gateway.client.get("/api/agreements/current", headers=forwarded):
            assert gateway.upstream.last.headers["X-Zhengxin-Client-Address"] == "203.0.113.9"


async def test_every_answer_carries_the_security_headers(edge: Any) -> None:
    async with edge() as gateway:
        for path in ("/", "/docs", "/healthz", "/api/agreements/current", "/nothing", "/api/nothing"):
            async with gateway.client.get(path) as answer:
                policy = answer.headers["Content-Security-Policy"]
                assert "default-src 'self'" in policy
                assert "unsafe-inline" not in policy
                assert "frame-ancestors 'none'" in policy
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                assert "Referrer-Policy" in answer.headers
                assert "Strict-Transport-Security" not in answer.headers
                assert "Server" not in answer.headers
    async with edge(public_url="https://letters.example.cn") as gateway, gateway.client.get("/") as answer:
        assert "Strict-Transport-Security" in answer.headers


@pytest.mark.parametrize(
    "path",
    [
        "/internal/records/1",
        "/internal/sandbox/sms?phone=13800138000",
        "/api/../internal/records/1",
        "/api/%2e%2e/internal/records/1",
        "/api/me/..%2f..%2finternal/records/1",
        "//internal/records/1",
        "/.well-known/jwks.json",
        "/metrics",
    ],
)
async def test_nothing_internal_is_reachable(edge: Any, path: str) -> None:
    async with edge() as gateway:
        got = await raw(gateway.port, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert b" 404 " in got.splitlines()[0]
        assert b"kernel.path.not_found" in got
        assert gateway.upstream.seen == []


async def test_other_methods_are_named_as_not_allowed(edge: Any) -> None:
    async with edge() as gateway:
        async with gateway.client.delete("/api/certificate-types") as answer:
            assert (answer.status, (await problem(answer))["code"]) == (405, "kernel.method.not_allowed")
            assert answer.headers["Allow"] == "GET, HEAD"
        async with gateway.client.post("/docs") as answer:
            assert answer.status == 405
        assert gateway.upstream.seen == []


async def test_a_person_in_a_browser_gets_a_page(edge: Any) -> None:
    async with edge() as gateway:
        async with gateway.client.get("/nothing", headers={"Accept": "text/html"}) as answer:
            assert (answer.status, answer.content_type) == (404, "text/html")
            assert answer.headers["X-Request-Id"] in await answer.text()
        async with gateway.client.get("/api/nothing", headers={"Accept": "text/html"}) as answer:
            assert (await problem(answer))["code"] == "kernel.path.not_found"


async def test_fifty_mebibytes_go_up_in_bounded_memory(edge: Any, tokens: Tokens) -> None:
    """Given a service that does not read yet, the client is held back; afterwards every byte arrives."""
    total, sent, may_read = 50 * MIB, 0, asyncio.Event()
    piece = bytes(range(256)) * 256

    async def pieces() -> Any:
        nonlocal sent
        while sent < total:
            yield piece
            sent += len(piece)

    async def take(request: web.Request) -> web.Response:
        await may_read.wait()
        digest = hashlib.sha256()
        async for chunk in request.content.iter_chunked(65536):
            digest.update(chunk)
        return web.json_response({"sha256": digest.hexdigest()}, status=202)

    async with edge() as gateway:
        gateway.upstream.handlers["/api/staff/archive/imports"] = take
        upload = asyncio.create_task(
            gateway.client.post("/api/staff/archive/imports", data=pieces(), headers=tokens.staff("clerk"))
        )
        await asyncio.sleep(1)
        held_back = sent
        may_read.set()
        async with await upload as answer:
            assert answer.status == 202
            assert (await answer.json())["sha256"] == hashlib.sha256(piece * (total // len(piece))).hexdigest()
    assert 0 < held_back < total // 2, "only what fits into the sockets' buffers may be under way"


async def test_fifty_mebibytes_come_down_in_bounded_memory(edge: Any, tokens: Tokens) -> None:
    total, sent = 50 * MIB, 0
    piece = bytes(range(256)) * 256

    async def give(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse(headers={"Content-Type": "application/pdf"})
        await answer.prepare(request)
        while sent < total:
            await answer.write(piece)
            sent += len(piece)
        await answer.write_eof()
        return answer

    async with edge() as gateway:
        gateway.upstream.handlers["/api/me/certificates/c1/pdf"] = give
        async with gateway.client.get("/api/me/certificates/c1/pdf", headers=tokens.person()) as answer:
            assert answer.content_type == "application/pdf"
            await asyncio.sleep(1)
            held_back = sent
            digest = hashlib.sha256()
            async for chunk in answer.content.iter_chunked(65536):
                digest.update(chunk)
        assert digest.hexdigest() == hashlib.sha256(piece * (total // len(piece))).hexdigest()
    assert 0 < held_back < total // 2, "only what fits into the sockets' buffers may be under way"


async def test_an_answer_that_breaks_off_is_seen_to_break_off(edge: Any, tokens: Tokens) -> None:
    begun = asyncio.Event()

    async def break_off(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Length": str(MIB)})
        await answer.prepare(request)
        await answer.write(b"x" * 1000)
        await begun.wait()
        assert request.transport is not None
        request.transport.abort()
        return answer

    async with edge() as gateway:
        gateway.upstream.handlers["/api/me/certificates/c1/pdf"] = break_off
        async with gateway.client.get("/api/me/certificates/c1/pdf", headers=tokens.person()) as answer:
            begun.set()
            with pytest.raises(aiohttp.ClientError):
                await answer.read()


async def test_answers_without_a_body_pass(edge: Any, tokens: Tokens) -> None:
    async def nothing(_: web.Request) -> web.Response:
        return web.Response(status=204)

    async def unchanged(_: web.Request) -> web.Response:
        return web.Response(status=304, headers={"ETag": '"a"'})

    async with edge() as gateway:
        gateway.upstream.handlers["/api/me"] = nothing
        gateway.upstream.handlers["/api/me/certificates/c1/pdf"] = unchanged
        async with gateway.client.delete("/api/me", headers=tokens.person()) as answer:
            assert (answer.status, await answer.read()) == (204, b"")
        headers = tokens.person() | {"If-None-Match": '"a"'}
        async with gateway.client.get("/api/me/certificates/c1/pdf", headers=headers) as answer:
            assert (answer.status, answer.headers["ETag"]) == (304, '"a"')
            assert gateway.upstream.last.headers["If-None-Match"] == '"a"'
