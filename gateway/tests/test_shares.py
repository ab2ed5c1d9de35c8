"""What one address may use up, and HEAD."""

import asyncio
from typing import Any

import pytest
from aiohttp import web
from gateway.errors import TooManyRequests
from gateway.limits import DistinctValues, InFlight

STRANGER = "identity.id_number.not_in_register"


def answering(status: int, code: str = "x") -> Any:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response({"code": code}, status=status)

    return answer


async def register(gateway: Any, id_number: str, **request: Any) -> int:
    sent = request or {"json": {"id_number": id_number, "phone": "13800138000"}}
    async with gateway.client.post("/api/registrations", **sent) as answer:
        status: int = answer.status
        return status


async def test_one_address_asks_about_few_id_numbers(edge: Any) -> None:
    async with edge(profile="production", rates={"id_numbers": 2}) as gateway:
        gateway.upstream.handlers["/api/registrations"] = answering(404, STRANGER)
        assert [await register(gateway, number) for number in ("a", "b", "a", "b", "c", "d", "a")] == [
            404, 404, 404, 404, 429, 429, 404,
        ]  # fmt: skip
        assert len(gateway.upstream.seen) == 5

        async def in_pieces() -> Any:
            yield b'{"id_number": '
            yield b'"e"}'

        assert await register(gateway, "", data=in_pieces()) == 429, "a body of unknown length is looked into as well"
        assert await register(gateway, "", data=b"no JSON") == 404, "what is no JSON is the service's to refuse"


async def test_a_wrong_captcha_tells_nothing_and_does_not_count(edge: Any) -> None:
    async with edge(profile="production", rates={"id_numbers": 1}) as gateway:
        gateway.upstream.handlers["/api/registrations"] = answering(422)
        for number in ("a", "b", "c"):
            assert await register(gateway, number) == 422
        gateway.upstream.handlers["/api/registrations"] = answering(404, STRANGER)
        assert await register(gateway, "d") == 404
        assert await register(gateway, "e") == 429


def test_values_are_counted_for_each_address() -> None:
    values = DistinctValues(1)
    values.ask("1.1.1.1", "a")
    values.ask("2.2.2.2", "b")
    with pytest.raises(TooManyRequests) as refused:
        values.ask("1.1.1.1", "b")
    assert refused.value.retry_after is not None
    assert 1 <= refused.value.retry_after <= 3600


async def test_messages_have_a_budget_for_all(edge: Any) -> None:
    async with edge(profile="production", rates={"messages_in_all": 2, "messages": 100}) as gateway:
        statuses = []
        for path in ("/api/sessions/codes", "/api/password-resets", "/api/registrations/r1/codes"):
            async with gateway.client.post(path, json={}) as answer:
                statuses.append(answer.status)
        assert statuses == [200, 200, 429]


async def test_one_address_holds_few_places_at_once(edge: Any) -> None:
    waiting, full = asyncio.Event(), asyncio.Barrier(3)

    async def wait(_: web.Request) -> web.Response:
        await full.wait()
        await waiting.wait()
        return web.Response()

    path = "/api/agreements/current"
    async with edge(profile="production", rates={"in_flight": 2}, trusted_proxies=["127.0.0.1"]) as gateway:
        gateway.upstream.handlers[path] = wait
        held = [asyncio.create_task(gateway.client.get(path)) for _ in range(2)]
        await full.wait()
        async with gateway.client.get(path) as answer:
            assert (answer.status, (await answer.json())["code"]) == (429, "gateway.rate.exceeded")
        async with gateway.client.get("/healthz", headers={"X-Forwarded-For": "192.0.2.7"}) as answer:
            assert answer.status == 200, "another address has its own"
        waiting.set()
        for each in held:
            async with await each as answer:
                assert answer.status == 200


def test_places_are_given_back() -> None:
    places = InFlight(1)
    for _ in range(3):
        with places.place("1.1.1.1"), pytest.raises(TooManyRequests), places.place("1.1.1.1"):
            pass


async def test_head_is_answered_as_get_without_the_body(edge: Any) -> None:
    async with edge() as gateway:
        async with gateway.client.head("/api/agreements/current") as answer:
            assert answer.status == 200
            assert answer.content_type == "application/json"
            assert await answer.read() == b""
        assert gateway.upstream.last.method == "GET"
        async with gateway.client.head("/api/sessions") as answer:
            assert answer.status == 405
        async with gateway.client.head("/") as answer:
            assert (answer.status, await answer.read()) == (200, b"")
