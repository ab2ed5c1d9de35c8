"""The pictures of the manuals, taken of the real pages while invented people use them: ``make manual``.

Without ``ZHENGXIN_TEST_SYSTEM``, which names the data folder of a running stack, a stack is started and dropped again.
A picture that has not changed to the eye keeps its file, so that history holds no copies of it.
"""

import asyncio
import contextlib
import io
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from browser import manual_persons, manual_staff
from browser.look import CHROMIUM, FLAGS
from PIL import Image, ImageChops
from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from conftest import ROOT, System, started

PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 2_500_000
DESKTOP = {"viewport": {"width": 1200, "height": 800}}
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
_PATIENCE = 20_000
_COLOURS = 64
_MARGIN = 16  # px around what a picture is of
_SAME = 48  # the largest difference of a channel that quantising and smoothing bring about


@dataclass(slots=True)
class Camera:
    """Opens pages of the running system and takes pictures of them."""

    browser: Browser
    system: System
    http: aiohttp.ClientSession
    taken: set[str]

    async def open(self, path: str, *, phone: bool = False) -> Page:
        """A page with a profile of its own."""
        usual: dict[str, Any] = {"base_url": self.system.address, "locale": "zh-CN", "reduced_motion": "reduce"}
        context = await self.browser.new_context(**usual, **(PHONE if phone else DESKTOP))
        context.set_default_timeout(_PATIENCE)
        page = await context.new_page()
        await page.goto(path)
        return page

    async def take(self, page: Page, name: str, of: Locator | None = None) -> None:
        """A picture of a part of a page without the empty space around it, or of what the window shows."""
        await page.wait_for_load_state("networkidle")
        await page.wait_for_timeout(200)  # fonts and the last frame
        content = await (page if of is None else of).screenshot(animations="disabled", caret="hide")
        picture = Image.open(io.BytesIO(content)).convert("RGB")
        keep(picture if of is None else trimmed(picture), PICTURES / f"{name}.png")
        self.taken.add(f"{name}.png")
        print(name, flush=True)


def trimmed(picture: Image.Image) -> Image.Image:
    """Cut the one-coloured edge away but for a margin; lines of neighbours at the very edge go first."""
    picture = picture.crop((2, 2, picture.width - 2, picture.height - 2))
    ground = Image.new("RGB", picture.size, picture.getpixel((0, picture.height - 1)))
    box = ImageChops.difference(picture, ground).getbbox()
    if box is None:
        return picture
    left, top, right, bottom = box
    edges = (left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN)
    return picture.crop(
        (max(edges[0], 0), max(edges[1], 0), min(edges[2], picture.width), min(edges[3], picture.height))
    )


def keep(picture: Image.Image, file: Path) -> None:
    """Write a picture with few colours, unless the one that is there looks the same."""
    small = picture.quantize(_COLOURS, dither=Image.Dither.NONE)
    if file.exists():
        before = Image.open(file).convert("RGB")
        if before.size == picture.size:
            most = max(high for _, high in ImageChops.difference(before, small.convert("RGB")).getextrema())
            if most <= _SAME:
                return
    small.save(file, optimize=True)


@contextlib.contextmanager
def running() -> Iterator[System]:
    """The stack that the environment names, or one of our own."""
    if folder := os.environ.get("ZHENGXIN_TEST_SYSTEM"):
        state = json.loads((Path(folder) / "state.json").read_text())
        yield System(state["address"], Path(folder), 0)
        return
    with started("manual") as system:
        yield system


async def photograph(system: System, only: list[str]) -> set[str]:
    """Walk through both manuals; returns the names of the files."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with (
        aiohttp.ClientSession(system.address, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as http,
        async_playwright() as playwright,
    ):
        # The browser's own words, as on file fields, are Chinese where Debian's chromium-l10n is installed.
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*FLAGS, "--lang=zh-CN"], env=dict(os.environ) | {"LANGUAGE": "zh_CN"}
        )
        camera = Camera(browser, system, http, set())
        for chapter in (*manual_persons.CHAPTERS, *manual_staff.CHAPTERS):
            if not only or chapter.__name__ in only:
                await chapter(camera)
                for context in browser.contexts:
                    await context.close()
        await browser.close()
    return camera.taken


def main(only: list[str]) -> None:
    """Take the pictures (of the named chapters only), and drop those that no chapter takes any more."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=_PATIENCE)
    with running() as system:
        taken = asyncio.run(photograph(system, only))
    if not only:
        for file in PICTURES.glob("*.png"):
            if file.name not in taken:
                file.unlink()
    total = sum(file.stat().st_size for file in PICTURES.glob("*.png"))
    print(f"{len(taken)} pictures, {total / 1000:,.0f} kB in all")
    if total > MOST_BYTES:
        sys.exit(f"more than {MOST_BYTES:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
