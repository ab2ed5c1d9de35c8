"""A browser for the pages as they are built and served, and what every page must keep to."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from browser.look import CHROMIUM, FLAGS
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from conftest import System

PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1440, "height": 900}}
_PATIENCE = 15_000

OpenPage = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """Debian's Chromium, with a camera that shows a test picture."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(chromium: Browser, system: System) -> AsyncIterator[OpenPage]:
    """Opens pages with a fresh profile each; at the end none of them may have complained."""
    complaints: list[str] = []
    contexts = []

    def listen(message: ConsoleMessage) -> None:
        # What the network or the API refuses is in the console too; the pages have an answer to it.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    async def open_(path: str = "/", **options: Any) -> Page:
        usual: dict[str, Any] = {"base_url": system.address, "locale": "zh-CN", "reduced_motion": "reduce"}
        context = await chromium.new_context(**(usual | PHONE | options))
        context.set_default_timeout(_PATIENCE)
        contexts.append(context)
        page = await context.new_page()
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(path)
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert complaints == []


_TRANSITIONS = """Promise.allSettled(document.getAnimations()
    .filter(each => each.effect.getTiming().iterations !== Infinity).map(each => each.finished)).then(() => null)"""


async def sound(page: Page) -> None:
    """The page as it stands: nothing that axe objects to, nothing wider than the window."""
    await page.evaluate(_TRANSITIONS)  # a colour on its way has no contrast of its own
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    wider = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wider <= 0, f"{wider} px too wide"


@pytest.fixture
def tab_to() -> Callable[..., Awaitable[None]]:
    """Reaches a control by the Tab key alone."""

    async def tab_to(page: Page, name: str, *, most: int = 30) -> None:
        for _ in range(most):
            await page.keyboard.press("Tab")
            words = await page.evaluate(
                "(e => e === document.body ? '' : "
                "e.getAttribute('aria-label') || e.labels?.[0]?.innerText || e.innerText || '')(document.activeElement)"
            )
            if name in words:
                return
        raise AssertionError(f"Tab does not reach {name}")

    return tab_to
