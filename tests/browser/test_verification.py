"""The page for receivers in a browser: with script only the digest of a PDF is sent, without it the PDF itself."""

import hashlib
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp
import pypdfium2
import pytest
import pytest_asyncio
import zxingcpp
from browser.conftest import DESKTOP, OpenPage, sound
from cast import registered, staff
from playwright.async_api import FilePayload, Page, Request, expect

from conftest import System

pytestmark = pytest.mark.journey


@dataclass(frozen=True, slots=True)
class Letter:
    """An issued letter; ``path`` is what its QR code leads to."""

    certificate_id: str
    number: str
    path: str
    pdf: bytes

    @property
    def file(self) -> FilePayload:
        return {"name": "存档证明.pdf", "mimeType": "application/pdf", "buffer": self.pdf}


def scan(pdf: bytes) -> str:
    """What the QR code printed on a letter says."""
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil()
    return next(found.text for found in zxingcpp.read_barcodes(picture) if "/verify/" in found.text)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def letters(system: System) -> list[Letter]:
    """Two letters; the second one is revoked."""
    async with aiohttp.ClientSession(system.address, cookie_jar=aiohttp.DummyCookieJar()) as http:
        reviewer = await staff(http, "reviewer")
        issued = []
        for person in await registered(http, 2, archive_type="individual"):
            application = await person.apply("custody")
            await reviewer.decide(application["application_id"])
            certificate_id = await person.wait_issued(application["application_id"])
            pdf = await person.download(certificate_id)
            address = urlsplit(scan(pdf))
            number = address.path.rsplit("/", 1)[1]
            issued.append(Letter(certificate_id, number, f"{address.path}?{address.query}", pdf))
        path = f"/api/staff/certificates/{issued[1].certificate_id}/revocation"
        await reviewer.call("POST", path, json={"reason": "试用撤销"})
        return issued


def verdict(page: Page, title: str) -> Awaitable[None]:
    return expect(page.locator("#verdict")).to_have_text(title)


async def test_the_qr_code_leads_to_the_state(letters: list[Letter], open_page: OpenPage) -> None:
    for options in ({}, DESKTOP, {"java_script_enabled": False}):
        page = await open_page(letters[0].path, **options)
        await verdict(page, "真实有效")
        top = await page.locator("#verdict").bounding_box()
        assert top is not None
        assert top["y"] < 250, "seen without scrolling"
        if "java_script_enabled" not in options:
            await page.locator("summary").click()
            await expect(page.get_by_text(hashlib.sha256(letters[0].pdf).hexdigest())).to_be_visible()
            await sound(page)
    await page.goto(letters[1].path)
    await verdict(page, "已撤销")
    page = await open_page(letters[1].path)
    await sound(page)


async def test_number_and_code_as_people_type_them(
    letters: list[Letter], open_page: OpenPage, tab_to: Callable[..., Awaitable[None]]
) -> None:
    page = await open_page("/verify")
    await sound(page)
    year, serial = letters[0].number.split("-")[1:]
    code = letters[0].path.rsplit("=", 1)[1]
    await tab_to(page, "证明信编号")
    await page.keyboard.type(f"证信〔{year}〕{serial}号")
    await tab_to(page, "查验码")
    await page.keyboard.type(f"{code[:4]} {code[4:8]}-{code[8:]}".lower())
    await page.keyboard.press("Enter")
    await verdict(page, "真实有效")
    await page.goto(f"/verify/{letters[0].number}?c=AAAABBBBCCCC")
    await verdict(page, "未找到")
    await expect(page.get_by_label("查验码")).to_have_value("AAAABBBBCCCC")
    await sound(page)


async def test_a_pdf_is_hashed_here_and_not_sent(letters: list[Letter], open_page: OpenPage) -> None:
    genuine, revoked = letters
    page = await open_page(genuine.path)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    changed: FilePayload = {**genuine.file, "buffer": genuine.pdf + b"\n"}
    for file, title in ((genuine.file, "文件为原件"), (revoked.file, "文件不符"), (changed, "文件不符")):
        await page.locator("#pdf").set_input_files(file)
        await expect(page.locator("[data-answer] h2")).to_have_text(title)
        await sound(page)
    assert [request.post_data_json for request in sent] == [
        {"sha256": hashlib.sha256(content).hexdigest()} for content in (genuine.pdf, revoked.pdf, genuine.pdf + b"\n")
    ]
    await page.goto("/verify")
    await page.locator("#pdf").set_input_files(revoked.file)
    await expect(page.locator("[data-answer] h2")).to_have_text("原件，但已撤销")
    await page.route("**/api/verifications", lambda route: route.abort())
    await page.locator("#pdf").set_input_files(genuine.file)
    await expect(page.get_by_text("网络连接中断")).to_be_visible()


async def test_a_pdf_is_dropped_on_the_page(letters: list[Letter], open_page: OpenPage) -> None:
    page = await open_page("/verify", **DESKTOP)
    dropped = await page.evaluate_handle(
        """bytes => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], "证明信.pdf", { type: "application/pdf" }));
            return transfer;
        }""",
        list(letters[0].pdf),
    )
    await page.locator(".drop").dispatch_event("drop", {"dataTransfer": dropped})
    await expect(page.locator("[data-answer] h2")).to_have_text("文件为原件")
    await expect(page.locator("[data-answer]")).to_contain_text(re.compile(r"证信〔\d{4}〕\d{8}号"))


async def test_without_script_the_pdf_is_uploaded(letters: list[Letter], open_page: OpenPage) -> None:
    genuine, revoked = letters
    page = await open_page(genuine.path, java_script_enabled=False)
    for file, title in ((genuine.file, "文件为原件"), (revoked.file, "文件不符")):
        await page.locator("#pdf").set_input_files(file)
        await page.get_by_role("button", name="上传核对").click()
        await expect(page.get_by_role("heading", name=title)).to_be_visible()
        await verdict(page, "真实有效")
