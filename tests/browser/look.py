"""Pictures of pages at the three widths that they are looked at: 1440, 768 and 375 px.

    python tests/browser/look.py --url http://127.0.0.1:8080 --out /tmp/pictures --as person /home /apply

Anything that a page writes to the console, and what its content security policy refused, is printed.
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

import aiohttp
from native.journey import STAFF, Member, Person
from native.people import invent, register_workbook
from playwright.async_api import Browser, async_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
)
WIDTHS = {1440: 900, 768: 1024, 375: 740}


async def person_token(url: str) -> str:
    """The access token of an invented person who is in the register and has just registered."""
    async with aiohttp.ClientSession(url) as session:
        holder = invent(1, archive_type="unit")[0]
        clerk = Member(session)
        await clerk.log_in("clerk")
        await clerk.import_register(register_workbook([holder]))
        person = Person(session, holder=holder)
        await person.register()
        await person.log_in()
        print(f"person {holder.name} {holder.id_number} {holder.phone}", file=sys.stderr)
        return str(person.token)


async def look(browser: Browser, url: str, path: str, out: Path, token: str | None, username: str = "") -> None:
    """One page at every width, seen by a person with a token or by a member of staff."""
    for width, height in WIDTHS.items():
        context = await browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN")
        if token:
            await context.add_cookies([{"name": "zhengxin_access", "value": token, "url": url}])
        if username:  # the console renews its session when it opens, for which it needs all cookies
            credentials = {"username": username, "password": STAFF[username]}
            await context.request.post(f"{url}/api/staff/sessions", data=credentials)
        page = await context.new_page()
        page.on("console", lambda message: print(f"{path} console: {message.text}"))
        page.on("pageerror", lambda error: print(f"{path} error: {error}"))
        await page.goto(url + path, wait_until="networkidle")
        overflow = await page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if overflow > 0:
            print(f"{path} at {width}: {overflow} px too wide")
        name = path.strip("/").replace("/", "-").replace("?", "-") or "start"
        await page.screenshot(path=out / f"{name}-{width}.png", full_page=True)
        await context.close()


async def main(arguments: Any) -> None:
    """Sign in if asked to, then take the pictures."""
    arguments.out.mkdir(parents=True, exist_ok=True)
    token = await person_token(arguments.url) if arguments.who == "person" else None
    username = arguments.who if arguments.who in STAFF else ""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        for path in arguments.paths:
            await look(browser, arguments.url, path, arguments.out, token, username)
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://127.0.0.1:8080")
    parser.add_argument("--out", type=Path, default=Path(".run/pictures"))
    parser.add_argument("--as", dest="who", choices=["person", *STAFF])
    parser.add_argument("paths", nargs="+")
    asyncio.run(main(parser.parse_args()))
