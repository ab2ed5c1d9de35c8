"""When the first pages show something: first contentful paint in Chromium, cold cache, as it is and on a slow phone.

Written into ``bench/results.md`` together with the sizes: ``make bench-web``. It measures on the stack that runs on the
data folder ``ZHENGXIN_TEST_SYSTEM`` names, or on one of its own.
"""

import asyncio
import json
import os
import shutil
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from native import stack
from native.folder import DataFolder
from native.journey import Member, Person
from native.people import invent, register_workbook
from playwright.async_api import Browser, async_playwright

from bench import report, web

ROOT = Path(__file__).parents[1]
DATA = ROOT / ".run" / "bench-web"
GATEWAY_PORT = 8490
PORT_BASE = 19500
ROUNDS = 5
CHROMIUM = "/usr/bin/chromium"
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
_PAINT = """() => new Promise(done => new PerformanceObserver(list => {
    for (const entry of list.getEntriesByName("first-contentful-paint")) done(entry.startTime);
}).observe({ type: "paint", buffered: true }))"""


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a page is opened under: a window, and how much slower than this machine processor and network are."""

    name: str
    width: int
    height: int
    cpu: int = 1
    kilobits: int | None = None
    latency_ms: int = 0


DESKTOP = Conditions("desktop", 1440, 900)
# What Lighthouse used to call "Fast 3G": 1.6 Mbit/s, 150 ms there and back.
SLOW = Conditions("4 × slower processor, 1.6 Mbit/s, 150 ms", 375, 812, cpu=4, kilobits=1_600, latency_ms=150)


async def face_path(address: str) -> str:
    """The page that a QR code of an invented person leads to."""
    async with aiohttp.ClientSession(address, cookie_jar=aiohttp.DummyCookieJar()) as session:
        (holder,) = invent(1)
        clerk = Member(session)
        await clerk.log_in("clerk")
        await clerk.import_register(register_workbook([holder]))
        person = Person(session, holder=holder)
        return f"/m/face/{await person.verify_phone(await person.begin_registration())}"


async def first_paint(browser: Browser, url: str, conditions: Conditions) -> float:
    """Milliseconds from the navigation to the first text or picture; a profile of its own, so nothing is cached."""
    size: Any = {"width": conditions.width, "height": conditions.height}
    context = await browser.new_context(viewport=size, locale="zh-CN")
    page = await context.new_page()
    client = await context.new_cdp_session(page)
    await client.send("Network.enable")
    await client.send("Network.setCacheDisabled", {"cacheDisabled": True})
    if conditions.kilobits is not None:
        bytes_a_second = conditions.kilobits * 1000 / 8
        throughput = {"downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second}
        network = {"offline": False, "latency": conditions.latency_ms, **throughput}
        await client.send("Network.emulateNetworkConditions", network)
        await client.send("Emulation.setCPUThrottlingRate", {"rate": conditions.cpu})
    await page.goto(url, wait_until="commit")
    painted = float(await page.evaluate(_PAINT))
    await context.close()
    return painted


async def measure(address: str) -> list[tuple[str, ...]]:
    """A row for each page: the median under each of the conditions."""
    rows = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        await first_paint(browser, f"{address}/help", DESKTOP)  # the browser itself is warm
        paths = ("/login", await face_path(address), "/console/login")
        for page, path in zip(web.PAGES, paths, strict=True):
            cells = [page.name]
            for conditions in (DESKTOP, SLOW):
                times = [await first_paint(browser, address + path, conditions) for _ in range(ROUNDS)]
                cells.append(f"{statistics.median(times):,.0f} ({min(times):,.0f} to {max(times):,.0f})")
            print(*cells, sep=" | ", flush=True)
            rows.append(tuple(cells))
        browser_version = browser.version
        await browser.close()
    return [*rows, (browser_version,)]


async def on_a_stack() -> list[tuple[str, ...]]:
    """Measure on the stack that runs, or on one of our own."""
    if folder := os.environ.get("ZHENGXIN_TEST_SYSTEM"):
        return await measure(json.loads((Path(folder) / "state.json").read_text())["address"])
    options = stack.Options(DATA, "127.0.0.1", GATEWAY_PORT, PORT_BASE, 1)
    async with stack.running(options):
        rows = await measure(options.address)
    DataFolder(DATA).drop_data()
    shutil.rmtree(DATA)
    return rows


def main() -> None:
    """Measure, write, and end with 1 if a page is over its budget of bytes."""
    sizes = [web.size(page) for page in web.PAGES]
    *rows, (browser_version,) = asyncio.run(on_a_stack())
    lines = [
        "`make bench-web`: what is fetched before the first page of each site shows, packed; when it shows something.",
        "",
        f"{report.circumstances('playwright')}, Chromium {browser_version}",
        "",
        *report.table(
            ["page", "files", "gzip kB", "brotli kB", "budget, gzip kB"],
            *(
                [size.page.name, str(size.files), f"{size.gzip:.1f}", f"{size.brotli:.1f}", f"≤ {size.page.budget}"]
                for size in sizes
            ),
        ),
        "",
        f"First contentful paint, ms, cold cache, median of {ROUNDS} (least to most):",
        "",
        *report.table(["page", DESKTOP.name, SLOW.name], *rows),
    ]
    report.write_section("Web pages", lines)
    print(f"written: {report.RESULTS.relative_to(ROOT)}")
    sys.exit(any(size.gzip > size.page.budget for size in sizes))


if __name__ == "__main__":
    main()
