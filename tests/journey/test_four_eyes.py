"""Where the centre wants it, a certificate is taken back by two members of staff; on a system with that setting."""

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest
import pytest_asyncio
from browser.look import CHROMIUM, FLAGS
from cast import Http, refused, registered, staff
from native.journey import STAFF
from playwright.async_api import Browser, Page, async_playwright, expect

from conftest import System, started

pytestmark = [pytest.mark.journey, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def strict_system() -> Iterator[System]:
    with started("four-eyes", FOUR_EYES="true") as system:
        yield system


@pytest_asyncio.fixture(loop_scope="session")
async def strict(strict_system: System) -> AsyncIterator[Http]:
    timeout = aiohttp.ClientTimeout(total=60)
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(strict_system.address, timeout=timeout, cookie_jar=jar) as session:
        yield session


async def test_given_four_eyes_a_revocation_waits_for_another_member_of_staff(strict: Http) -> None:
    (person,) = await registered(strict)
    application = await person.apply("custody")
    first, second = await staff(strict, "reviewer"), await staff(strict, "admin")
    await first.decide(application["application_id"])
    certificate = await person.wait_issued(application["application_id"])
    path = f"/api/staff/certificates/{certificate}/revocation"
    reason = {"reason": "误发"}

    confirmed = second.call("POST", f"{path}/confirmation")
    await refused(confirmed, 409, "certificate.revocation.not_requested")
    asked = await first.call("POST", path, expect=202, json=reason)
    assert (asked["state"], asked["revocation"]["confirmed_by"]) == ("issued", None)
    await refused(first.call("POST", path, json=reason), 409, "certificate.revocation.already_requested")
    await refused(first.call("POST", f"{path}/confirmation"), 403, "certificate.revocation.same_person")
    assert (await person.download(certificate)).startswith(b"%PDF"), "valid until somebody else agrees"

    await second.call("DELETE", path, expect=204)
    await first.call("POST", path, expect=202, json=reason)
    revoked = await second.call("POST", f"{path}/confirmation")
    assert revoked["state"] == "revoked"
    assert (revoked["revocation"]["requested_by"], revoked["revocation"]["confirmed_by"]) == ("reviewer", "admin")
    problem = await refused(person.download(certificate), 409, "certificate.certificate.revoked")
    assert "误发" in problem["detail"]
    lines = (await second.call("GET", "/api/staff/audit", params={"object": certificate}))["items"]
    assert [(line["actor"], line["action"]) for line in reversed(lines)] == [
        ("staff:reviewer", "certificate.revocation_requested"),
        ("staff:admin", "certificate.revocation_dropped"),
        ("staff:reviewer", "certificate.revocation_requested"),
        ("staff:admin", "certificate.revoked"),
    ]


async def on_certificate(browser: Browser, system: System, username: str, number: str) -> Page:
    """A certificate's page in the console."""
    context = await browser.new_context(base_url=system.address, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(15_000)
    answer = await context.request.post("/api/staff/sessions", data={"username": username, "password": STAFF[username]})
    assert answer.ok
    page = await context.new_page()
    await page.goto(f"/console/certificates/{number}")
    return page


async def test_given_four_eyes_the_console_has_another_member_of_staff_confirm(
    strict_system: System, strict: Http
) -> None:
    (person,) = await registered(strict)
    application = await person.apply("custody")
    await (await staff(strict, "reviewer")).decide(application["application_id"])
    await person.wait_issued(application["application_id"])
    number = (await person.call("GET", "/api/me/certificates"))["items"][0]["number"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        first = await on_certificate(browser, strict_system, "reviewer", number)
        await first.get_by_role("button", name="撤销", exact=True).click()
        dialog = first.get_by_role("dialog", name="撤销证明信")
        await dialog.get_by_label("原因").fill("误发")
        await dialog.get_by_role("button", name="撤销", exact=True).click()
        await expect(first.get_by_text("您是申请人，请由其他工作人员确认")).to_be_visible()
        await expect(first.get_by_role("button", name="确认撤销")).to_have_count(0)

        second = await on_certificate(browser, strict_system, "admin", number)
        await expect(second.get_by_text("原因：误发")).to_be_visible()
        await second.get_by_role("button", name="确认撤销").click()
        await second.get_by_role("dialog", name="确认撤销").get_by_role("button", name="确认撤销").click()
        await expect(second.get_by_text("已撤销", exact=True)).to_be_visible()
        await first.get_by_role("button", name="刷新").click()
        await expect(first.get_by_text("已撤销", exact=True)).to_be_visible()
        await browser.close()
