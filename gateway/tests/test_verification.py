"""The page for receivers, without JavaScript: form, verdicts, uploaded files, and what people type."""

import re
from io import BytesIO
from typing import Any

import aiohttp
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


PAGE = "/verify/ZX-2026-00000123?c=7K3MQ9XR2TBA"
VERDICT = re.compile(r'<h2 id="verdict">([^<]+)</h2>')
TEMPLATES = re.compile(r"<template.*?</template>", re.DOTALL)


async def shown(answer: aiohttp.ClientResponse) -> str:
    """The page as a browser without script shows it."""
    assert answer.status == 200
    assert answer.content_type == "text/html"
    assert answer.headers["Cache-Control"] == "no-store"
    text = await answer.text()
    assert re.findall(r"<script[^>]*>", text) == re.findall(
        r'<script src="/static/verify-[0-9a-f]{10}.js" defer>', text
    )
    assert "style=" not in text, "the policy refuses it"
    return TEMPLATES.sub("", text)


async def page(gateway: Any, path: str) -> str:
    async with gateway.client.get(path) as answer:
        return await shown(answer)


def verdict_of(text: str) -> str | None:
    found = VERDICT.search(text)
    return found and found[1]


async def test_a_genuine_letter(edge: Any) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering(GENUINE)
        text = await page(gateway, PAGE)
        assert gateway.upstream.last.query["code"] == "7K3MQ9XR2TBA"
        assert verdict_of(text) == "真实有效"
        assert '<div class="banner good">' in text
        for wanted in (
            "<title>真实有效 · 查验证明信 · 示例人才交流服务中心</title>",
            "证信〔2026〕00000123号",
            "存档证明",
            "冯**",
            "2026年11月22日",
            "2027年5月21日",
            "ab" * 32,
            "与档案登记现状一致",
            f'<strong class="host">127.0.0.1:{gateway.port}</strong>',
        ):
            assert wanted in text
        assert "已有变化" not in text


async def test_a_letter_without_end(edge: Any) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering({**GENUINE, "valid_until": None})
        text = await page(gateway, PAGE)
        assert "长期" in text
        assert "None" not in text


async def test_a_valid_letter_whose_facts_have_changed(edge: Any) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering({**GENUINE, "facts_still_hold": False})
        text = await page(gateway, PAGE)
        assert verdict_of(text) == "真实有效"
        assert "所载内容已有变化" in text


@pytest.mark.parametrize(
    ("status", "title", "tone"),
    [("revoked", "已撤销", "bad"), ("superseded", "已换发", "warn"), ("expired", "已过期", "warn")],
)
async def test_a_letter_that_holds_no_longer(edge: Any, status: str, title: str, tone: str) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering({**GENUINE, "status": status, "facts_still_hold": False})
        text = await page(gateway, PAGE)
        assert verdict_of(text) == title
        assert f'<div class="banner {tone}">' in text
        assert f"<title>{title} · " in text
        assert "真实有效" not in text
        assert "签发后档案登记已有变化" in text


async def test_a_letter_that_nobody_knows(edge: Any) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering(NOT_FOUND)
        text = await page(gateway, "/verify/ZX-2026-00000123?c=wrong")
        assert verdict_of(text) == "未找到"
        assert "编号的格式不对" not in text
        asked = len(gateway.upstream.seen)
        text = await page(gateway, "/verify/nothing-like-a-number?c=x")
        assert verdict_of(text) == "未找到"
        assert "编号的格式不对" in text
        assert len(gateway.upstream.seen) == asked, "what is no number is not asked about"


async def test_the_form_asks_for_number_and_code(edge: Any) -> None:
    async with edge() as gateway:
        for path, problem in (
            ("/verify", None),
            ("/verify/ZX-2026-00000123", "请输入印在二维码旁的查验码"),
            ("/verify?number=ZX-2026-00000123", "请输入印在二维码旁的查验码"),
            ("/verify?c=7K3MQ9XR2TBA", "请输入证明信编号"),
        ):
            text = await page(gateway, path)
            assert 'name="number"' in text
            assert 'name="c"' in text
            assert verdict_of(text) is None
            assert (problem in text) if problem else ('class="problem"' not in text)
        assert gateway.upstream.seen == []
        gateway.upstream.handlers[PATH] = answering(GENUINE)
        filled = "/verify?number=%E8%AF%81%E4%BF%A1%E3%80%942026%E3%80%9500000123%E5%8F%B7&c=7k3m+q9xr-2tba"
        assert verdict_of(await page(gateway, filled)) == "真实有效"
        assert gateway.upstream.last.query["code"] == "7k3m q9xr-2tba"


def form(content: bytes) -> aiohttp.FormData:
    data = aiohttp.FormData()
    data.add_field("pdf", BytesIO(content), filename="证明信.pdf", content_type="application/pdf")
    return data


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"issued": True, "status": "valid", "number": "ZX-2026-00000777"}, "文件为原件"),
        ({"issued": True, "status": "revoked", "number": "ZX-2026-00000777"}, "原件，但已撤销"),
        ({"issued": True, "status": "superseded", "number": "ZX-2026-00000777"}, "原件，但已换发"),
        ({"issued": True, "status": "expired", "number": "ZX-2026-00000777"}, "原件，但已过期"),
        ({"issued": False, "status": None, "number": None}, "文件不符"),
    ],
)
async def test_an_uploaded_file(edge: Any, said: dict[str, Any], title: str) -> None:
    content = b"%PDF-1.4 " + bytes(200_000)
    received = bytearray()

    async def check(request: web.Request) -> web.Response:
        async for part in await request.multipart():
            assert part.name == "pdf"
            received.extend(await part.read())
        return web.json_response({**said, "reasons": []})

    async with edge() as gateway:
        gateway.upstream.handlers["/api/verifications"] = check
        async with gateway.client.post("/verify", data=form(content)) as answer:
            text = await shown(answer)
        assert bytes(received) == content
        assert f"<h2>{title}</h2>" in text
        assert ("证信〔2026〕00000777号" in text) is bool(said["number"])


async def test_a_file_that_is_another_letter_than_the_one_asked_about(edge: Any) -> None:
    async with edge() as gateway:
        gateway.upstream.handlers[PATH] = answering(GENUINE)
        for number, title in (("ZX-2026-00000124", "文件不符"), ("ZX-2026-00000123", "文件为原件")):
            said = {"issued": True, "status": "valid", "number": number, "reasons": []}
            gateway.upstream.handlers["/api/verifications"] = answering(said)
            async with gateway.client.post(PAGE, data=form(b"%PDF-")) as answer:
                text = await shown(answer)
            assert f"<h2>{title}</h2>" in text
            assert verdict_of(text) == "真实有效", "of the letter that was asked about"


async def test_files_that_cannot_be_checked(edge: Any) -> None:
    async def too_large(_: web.Request) -> web.Response:
        return web.json_response({"detail": "待查验的文件不能超过5MB"}, status=413)

    async def missing(_: web.Request) -> web.Response:
        return web.json_response({"detail": "提交的内容有误"}, status=422)

    async with edge() as gateway:
        for handler, words in ((too_large, "待查验的文件不能超过5MB"), (missing, "请选择证明信的PDF文件")):
            gateway.upstream.handlers["/api/verifications"] = handler
            async with gateway.client.post("/verify", data=form(b"")) as answer:
                text = await shown(answer)
            assert words in text
            assert "文件不符" not in text
        async with gateway.client.post("/verify", data=form(bytes(11 * 1024 * 1024))) as answer:
            assert answer.status == 413


async def test_a_file_while_certificate_is_away_is_said_on_a_page(edge: Any) -> None:
    async with (
        edge(certificate_url="http://127.0.0.1:1") as gateway,
        gateway.client.post("/verify", data=form(b"%PDF-"), headers={"Accept": "text/html"}) as answer,
    ):
        assert answer.status == 503
        assert "服务暂时不可用" in await answer.text()


async def test_script_and_styles_are_kept_by_browsers_until_they_change(edge: Any) -> None:
    async with edge() as gateway:
        async with gateway.client.get("/verify") as answer:
            addresses = re.findall(r"/static/verify-[0-9a-f]{10}[.](?:js|css)", await answer.text())
        assert len(addresses) == 2
        for address in addresses:
            async with gateway.client.get(address) as answer:
                assert answer.status == 200
                assert "immutable" in answer.headers["Cache-Control"]
        async with gateway.client.get("/static/verify-0000000000.js") as answer:
            assert answer.status == 404


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


async def test_other_methods_are_refused(edge: Any) -> None:
    async with edge() as gateway, gateway.client.put("/verify", data={"number": "x"}) as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET, HEAD, POST"


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
