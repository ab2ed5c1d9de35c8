"""Who gets through: forged, foreign and expired tokens, cookies from other sites."""

import base64
import json
import time
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kernel.server import free_port
from kernel.testing import Tokens


def unsigned(tokens: Tokens, header: dict[str, Any]) -> str:
    """A genuine payload under a header of the attacker's choice, without a signature."""
    payload = tokens.token("person", sub=str(uuid4()), rid=str(uuid4())).split(".")[1]
    return f"{base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b'=').decode()}.{payload}."


def forgeries(tokens: Tokens) -> dict[str, str]:
    """Tokens that must not count."""
    person = {"sub": str(uuid4()), "rid": str(uuid4()), "sid": str(uuid4())}
    now = int(time.time())
    genuine = {"iss": "zhengxin", "aud": "person", "iat": now, "exp": now + 900} | person
    other_key = Ed25519PrivateKey.generate()
    head, payload, signature = tokens.token("person", **person).split(".")
    return {
        "alg none": unsigned(tokens, {"alg": "none", "kid": "test"}),
        "alg HS256": jwt.encode(genuine, "secret" * 8, algorithm="HS256", headers={"kid": "test"}),
        "another's key": jwt.encode(genuine, other_key, algorithm="EdDSA", headers={"kid": "test"}),
        "unknown kid": jwt.encode(genuine, other_key, algorithm="EdDSA", headers={"kid": "mine"}),
        "jku": jwt.encode(
            genuine, other_key, algorithm="EdDSA", headers={"kid": "test", "jku": "https://evil.example/jwks"}
        ),
        "wrong audience": tokens.token("other", **person),
        "a member of staff's": tokens.token("staff", sub="reviewer", roles=["reviewer"]),
        "wrong issuer": tokens.token("person", **person, iss="somebody"),
        "expired": tokens.token("person", **person, iat=now - 2000, exp=now - 1000),
        "altered": f"{head}.{payload[:-2]}AA.{signature}",
        "not a token": "hello",
        "empty": "",
    }


async def test_forged_tokens_are_refused(edge: Any, tokens: Tokens) -> None:
    async with edge() as gateway:
        for name, token in forgeries(tokens).items():
            async with gateway.client.get("/api/me", headers={"Authorization": f"Bearer {token}"}) as answer:
                assert answer.status == 401, name
                assert answer.headers["WWW-Authenticate"] == "Bearer"
                assert (await answer.json())["code"] == "gateway.token.invalid"
        assert gateway.upstream.seen == []


async def test_each_audience_has_its_own_routes(edge: Any, tokens: Tokens) -> None:
    person, staff = tokens.person(), tokens.staff("reviewer")
    async with edge() as gateway:
        for path, headers, status in (
            ("/api/me", person, 200),
            ("/api/me", staff, 401),
            ("/api/staff/applications", staff, 200),
            ("/api/staff/applications", person, 401),
            ("/api/me", {}, 401),
            ("/api/me", {"Authorization": "Basic YTpi"}, 401),
        ):
            async with gateway.client.get(path, headers=headers) as answer:
                assert answer.status == status, (path, headers)
        for headers in (person, staff):
            async with gateway.client.delete("/api/sessions/current", headers=headers) as answer:
                assert answer.status == 200


async def test_the_token_is_handed_on_and_the_cookie_is_not(edge: Any, tokens: Tokens) -> None:
    token = tokens.person()["Authorization"].removeprefix("Bearer ")
    async with edge() as gateway:
        cookie = {"Cookie": f"other=1; zhengxin_access={token}"}
        async with gateway.client.get("/api/me", headers=cookie) as answer:
            assert answer.status == 200
        arrived = gateway.upstream.last.headers
        assert arrived["Authorization"] == f"Bearer {token}"
        assert "Cookie" not in arrived


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"Origin": "self"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "self", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({}, 403),
    ],
)
async def test_an_unsafe_request_with_a_cookie_comes_from_our_pages(
    edge: Any, tokens: Tokens, sent: dict[str, str], status: int
) -> None:
    token = tokens.person()["Authorization"].removeprefix("Bearer ")
    async with edge() as gateway:
        headers = {name: gateway.url if value == "self" else value for name, value in sent.items()}
        headers["Cookie"] = f"zhengxin_access={token}"
        async with gateway.client.post("/api/me/applications/a1/withdrawal", headers=headers) as answer:
            assert answer.status == status
            if status == 403:
                assert (await answer.json())["code"] == "gateway.origin.foreign"
        async with gateway.client.get("/api/me", headers=headers) as answer:
            assert answer.status == 200, "safe requests need no origin"


async def test_with_a_bearer_token_the_origin_does_not_matter(edge: Any, tokens: Tokens) -> None:
    async with edge() as gateway:
        headers = tokens.person() | {"Origin": "https://evil.example", "Cookie": "zhengxin_access=whatever"}
        async with gateway.client.post("/api/me/applications/a1/withdrawal", headers=headers) as answer:
            assert answer.status == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"Origin": "self"}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({}, 200),  # a program with a cookie jar
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "self", "Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
async def test_a_refresh_takes_its_cookie_along_but_not_from_elsewhere(
    edge: Any, sent: dict[str, str], status: int
) -> None:
    async with edge() as gateway:
        headers = {name: gateway.url if value == "self" else value for name, value in sent.items()}
        headers["Cookie"] = "zhengxin_refresh=r"
        async with gateway.client.post("/api/sessions/refresh", headers=headers) as answer:
            assert answer.status == status
            if status == 403:
                assert (await answer.json())["code"] == "gateway.origin.foreign"
        assert [each.headers["Cookie"] for each in gateway.upstream.seen] == (
            ["zhengxin_refresh=r"] if status == 200 else []
        )


async def test_identity_is_told_that_a_browser_asks(edge: Any) -> None:
    async with edge() as gateway:
        headers = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
        async with gateway.client.post("/api/sessions", json={}, headers=headers) as answer:
            assert answer.status == 200
        arrived = gateway.upstream.last.headers
        assert {name: arrived[name] for name in headers} == headers


async def test_while_the_keys_are_away_nobody_is_turned_away_for_good(edge: Any, tokens: Tokens) -> None:
    async with (
        edge(jwks_url=f"http://127.0.0.1:{free_port()}/jwks") as gateway,
        gateway.client.get("/api/me", headers=tokens.person()) as answer,
    ):
        assert answer.status == 503
        assert answer.headers["Retry-After"]
        assert (await answer.json())["code"] == "gateway.keys.away"
        async with gateway.client.get("/api/agreements/current") as public:
            assert public.status == 200


async def test_internal_paths_of_the_sandbox_are_asked_with_the_internal_token(edge: Any) -> None:
    async with edge() as gateway:
        for method, path, target in (
            ("GET", "/sandbox/captchas/c1", "/internal/sandbox/captchas/c1"),
            ("GET", "/sandbox/sms?phone=13800138000", "/internal/sandbox/sms?phone=13800138000"),
            ("PUT", "/sandbox/face-sessions/t1/outcome", "/internal/sandbox/face-sessions/t1/outcome"),
        ):
            async with gateway.client.request(method, path, headers={"Authorization": "Bearer mine"}) as answer:
                assert answer.status == 200
            assert gateway.upstream.last.raw_path == target
            assert gateway.upstream.last.headers["Authorization"] == "Bearer internal-secret"


async def test_in_production_there_is_no_sandbox(edge: Any) -> None:
    async with edge(profile="production") as gateway:
        for path in ("/sandbox/captchas/c1", "/sandbox/sms?phone=13800138000"):
            async with gateway.client.get(path) as answer:
                assert answer.status == 404
        async with gateway.client.get("/") as answer:
            page = await answer.text()
            assert "演示" not in page
            assert "/sandbox/" not in page
        assert gateway.upstream.seen == []
