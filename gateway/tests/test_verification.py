"""The page for receivers, without JavaScript: form, verdicts, and what people type."""

from typing import Any

import pytest
from aiohttp import web
from gateway.verification import question

GENUINE = {
    "status": "valid",
    "certificate_type": "custody",
    "label": "存档证明",
    "issuer": "示例人才交流服务中心",
    "issued_on": "2026-11-22",
    "valid_until": "2027-05-21",
    "holder_masked": "冯**",
    "facts_still_hold": True,
    "sha256": "ab" * 32,
}
NOT_FOUND = {"status": "not_found"}
PATH = "/api/verifications/ZX-2026-00000123"


def answering(verdict: dict[str, Any]) -> Any:
    async def answer(_: web.Request) -> web.Response:
        return web.json_response(verdict)

    return answer


async def page(gateway: Any, path: str) -> str:
    async with gateway.client.get(path) as answer:
        assert answer.status == 200
        assert answer.content_type == "text/html"
        assert answer.headers["Cache-Control"] == "no-store"
        text: str = await answer.text()
    assert "<script" not in text
    return text


async def test_a_genuine_letter(edge: Any) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering(GENUINE)
        text = await page(gateway, "/verify/ZX-2026-00000123?c=7K3MQ9XR2TBA")
        assert gateway.upstream.last.query["code"] == "7K3MQ9XR2TBA"
        for wanted in (
            "真实有效",
            "证信〔2026〕00000123号",
            "存档证明",
            "冯**",
            "2026年11月22日",
            "2027年5月21日",
            "ab" * 32,
        ):
            assert wanted in text
        assert "与档案登记现状一致" in text


@pytest.mark.parametrize(("status", "title"), [("revoked", "已撤销"), ("superseded", "已换发"), ("expired", "已过期")])
async def test_a_letter_that_holds_no_longer(edge: Any, status: str, title: str) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering({**GENUINE, "status": status, "facts_still_hold": False})
        text = await page(gateway, "/verify/ZX-2026-00000123?c=7K3MQ9XR2TBA")
        assert title in text
        assert "真实有效" not in text
        assert "档案登记已有变化" in text


async def test_a_letter_that_nobody_knows(edge: Any) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering(NOT_FOUND)
        assert "查无此证明信" in await page(gateway, "/verify/ZX-2026-00000123?c=wrong")
        asked = len(gateway.upstream.seen)
        assert "查无此证明信" in await page(gateway, "/verify/nothing-like-a-number?c=x")
        assert len(gateway.upstream.seen) == asked, "what is no number is not asked about"


async def test_the_form_asks_for_number_and_code(edge: Any) -> None:
    async with edge() as gateway:
        for path in ("/verify", "/verify/ZX-2026-00000123", "/verify?number=ZX-2026-00000123"):
            text = await page(gateway, path)
            assert 'name="number"' in text
            assert 'name="c"' in text
            assert "查无此证明信" not in text
        assert gateway.upstream.seen == []
        gateway.upstream.handlers[PATH] = answering(GENUINE)
        filled = "/verify?number=%E8%AF%81%E4%BF%A1%E3%80%942026%E3%80%9500000123%E5%8F%B7&c=7k3m+q9xr-2tba"
        assert "真实有效" in await page(gateway, filled)
        assert gateway.upstream.last.query["code"] == "7k3m q9xr-2tba"


async def test_what_was_typed_is_shown_as_text(edge: Any) -> None:
    async with edge() as gateway:
        text = await page(gateway, "/verify?number=%3Cimg%20src=x%3E%22&c=%22%3E%3Cb%3E%00")
        assert "<img" not in text
        assert "<b>" not in text
        assert "&lt;img" in text


async def test_certificate_away_is_said_on_a_page(edge: Any) -> None:
    path = "/verify/ZX-2026-00000123?c=7K3MQ9XR2TBA"
    async with (
        edge(certificate_url="http://127.0.0.1:1") as gateway,
        gateway.client.get(path, headers={"Accept": "text/html"}) as answer,
    ):
        assert answer.status == 503
        assert "服务暂时不可用" in await answer.text()


async def test_guesses_are_counted_by_address(edge: Any) -> None:
    async with edge(profile="production", rates={"verifications": 2}) as gateway:
        gateway.upstream.handlers[PATH] = answering(NOT_FOUND)
        statuses = []
        for _ in range(3):
            async with gateway.client.get("/verify/ZX-2026-00000123?c=x") as answer:
                statuses.append(answer.status)
        assert statuses == [200, 200, 429]


async def test_the_page_is_only_read(edge: Any) -> None:
    async with edge() as gateway, gateway.client.post("/verify", data={"number": "x"}) as answer:
        assert answer.status == 405


@pytest.mark.parametrize(
    ("path", "query", "number"),
    [
        ("/verify/ZX-2026-00000123", b"", "ZX-2026-00000123"),
        ("/verify/zx-2026-00000123", b"", "ZX-2026-00000123"),
        ("/verify", "number=证信〔2026〕00000123号".encode(), "ZX-2026-00000123"),
        ("/verify", "number=ＺＸ－２０２６－００００００１２３".encode(), "ZX-2026-000000123"),
        ("/verify", b"number=%FF%FE", None),
        ("/verify/x", b"", None),
    ],
)
def test_numbers_as_people_type_them(path: str, query: bytes, number: str | None) -> None:
    asked = question(path, query)
    assert asked is not None
    assert asked.canonical_number == number


def test_other_paths_are_not_this_page() -> None:
    for path in ("/verify/", "/verify/a/b", "/verifyx", "/api/verifications/x"):
        asked = question(path, b"")
        assert asked is None or not asked.complete
