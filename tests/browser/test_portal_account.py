"""The portal when it is refused, in WeChat, after a revocation; and the account's doors."""

import json
import re

import pytest
from browser.conftest import DESKTOP, PHONE, OpenPage, sound
from browser.test_portal import LETTER, Captchas, button, open_as
from cast import Http, registered, staff
from native.journey import PASSWORD
from native.people import invent
from playwright.async_api import Route, expect

from conftest import System

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]

WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; V2001A) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/87.0.4280.141 Mobile Safari/537.36 MicroMessenger/8.0.2.1860(0x28000234) NetType/WIFI Language/zh_CN"
)


def problem(status: int, detail: str, **headers: str) -> dict[str, object]:
    """An answer as the gateway refuses before a service is asked."""
    body = {"type": "about:blank", "title": "refused", "status": status, "code": "gateway.refused", "detail": detail}
    usual = {"content-type": "application/problem+json", "x-request-id": "01a2-for-help"}
    return {"status": status, "headers": usual | headers, "body": json.dumps(body)}


REFUSALS: tuple[tuple[dict[str, object], str, str], ...] = (
    (problem(413, "提交的内容过大"), "提交的内容过大", ""),
    (problem(429, "Too many requests", **{"retry-after": "90"}), "操作过于频繁，请稍后再试", r"请在 1 分 \d+ 秒后重试"),
    ({"status": 500, "headers": problem(500, "")["headers"], "body": "<html>Oops"}, "系统出现错误", "01a2-for-help"),
    (problem(503, "系统暂时繁忙，请稍后再试", **{"retry-after": "2"}), "系统暂时繁忙", r"请在 \d 秒后重试"),
)


async def test_a_refusal_is_told_in_words_and_what_was_entered_is_sent_again(
    open_page: OpenPage, http: Http, system: System
) -> None:
    (person,) = await registered(http, 1, archive_type="unit")
    page = await open_as(open_page, system, person, "/apply?type=custody", **PHONE)
    await page.get_by_label("单位介绍信", exact=True).set_input_files(LETTER)
    await page.get_by_label("接收单位").fill("示例单位")
    answers = [answer for answer, *_ in REFUSALS]
    keys: list[str] = []

    async def refuse(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        if answers:
            await route.fulfill(**answers.pop(0))  # type: ignore[arg-type]
        else:
            await route.continue_()

    await page.route("**/api/me/applications", refuse)
    for _, words, more in REFUSALS:
        await button(page, "提交").click()
        await expect(page.get_by_role("alert").filter(has_text=re.compile(f"{words}.*{more}"))).to_be_visible()
        await expect(page.get_by_label("接收单位")).to_have_value("示例单位")
        await expect(page.get_by_alt_text("单位介绍信预览")).to_be_visible()
    await sound(page)
    await button(page, "重试").click()  # appears when the wait is over
    await expect(page.get_by_text("提交成功，请等待审核")).to_be_visible()
    assert keys[-1] == keys[-2], "the system may have taken what it answered 503 to"
    assert keys[0] != keys[1], "a refusal before anything was done begins anew"

    await page.route("**/api/me/certificates*", lambda route: route.fulfill(**answers[0]))
    answers.append(problem(503, "证明信服务暂时不可用，请稍后再试"))
    await page.goto("/certificates")
    await expect(page.get_by_text("证明信服务暂时不可用，请稍后再试")).to_be_visible()
    await sound(page)
    await page.unroute("**/api/me/certificates*")
    await button(page, "重试").click()
    await expect(page.get_by_text("还没有可下载的证明信")).to_be_visible()
    await sound(page)


async def test_a_letter_in_wechat_its_verification_and_its_end(open_page: OpenPage, http: Http, system: System) -> None:
    (person,) = await registered(http)
    application = await person.apply("custody", None, purpose="落户")
    reviewer = await staff(http, "reviewer")
    await reviewer.decide(application["application_id"])
    certificate = await person.wait_issued(application["application_id"])
    page = await open_as(open_page, system, person, f"/certificates/{certificate}", user_agent=WECHAT)
    await expect(page.get_by_role("note").get_by_text("微信内无法下载文件")).to_be_visible()
    picture = page.get_by_alt_text("第 1 页")
    await expect(picture).to_have_attribute("src", re.compile(r"^/api/me/certificates/.+\.png$"))
    await expect(button(page, "下载 PDF")).to_have_count(0)
    await sound(page)
    await page.goto("/certificates")
    await expect(page.get_by_role("link", name="预览，")).to_be_visible()
    await expect(page.get_by_role("button", name="下载，")).to_have_count(0)

    page = await open_as(open_page, system, person, f"/certificates/{certificate}", **DESKTOP)
    await expect(button(page, "下载 PDF")).to_be_visible()
    await page.get_by_role("link", name="查验页面", exact=True).click()
    await expect(page.get_by_text("真实有效")).to_be_visible()  # the address has the code, too
    await reviewer.call("POST", f"/api/staff/certificates/{certificate}/revocation", json={"reason": "误发"})
    await page.reload()
    await expect(page.get_by_text("真实有效")).to_have_count(0)
    await page.goto(f"/certificates/{certificate}")
    await expect(page.get_by_text("该证明信已被人才中心撤销，不能再使用和下载")).to_be_visible()
    await expect(page.locator(".tag").get_by_text("已撤销")).to_be_visible()
    await expect(button(page, "下载 PDF")).to_have_count(0)
    await expect(page.get_by_role("img")).to_have_count(0)
    await sound(page)


async def test_a_new_phone_a_new_password_and_out_everywhere(open_page: OpenPage, http: Http, system: System) -> None:
    (person,) = await registered(http)
    phone = invent(1)[0].phone
    page = await open_as(open_page, system, person, "/account")
    captchas = Captchas(page, person)
    await button(page, "更换手机号").click()
    await page.get_by_label("登录密码", exact=True).fill(PASSWORD)
    await page.get_by_label("新手机号").fill(phone)
    await button(page, "获取验证码").click()
    await page.get_by_label("短信验证码").fill(await person.sms_code(phone, "registration_code"))
    await button(page, "保存").click()
    await expect(page.get_by_text("手机号已更换，原手机号会收到通知")).to_be_visible()
    await expect(page.get_by_text(f"{phone[:3]}****{phone[-4:]}")).to_be_visible()

    await button(page, "修改密码").click()
    await page.get_by_label("原密码", exact=True).fill("Wrong-1234")
    await page.get_by_label("新密码", exact=True).fill("Another-1234")
    await page.get_by_label("确认密码", exact=True).fill("Another-1234")
    await button(page, "保存").click()
    await expect(page.locator("[aria-invalid=true]")).to_be_focused()
    await expect(page.get_by_label("新密码", exact=True)).to_have_value("Another-1234")
    await sound(page)
    await page.get_by_label("原密码", exact=True).fill(PASSWORD)
    await button(page, "保存").click()
    await expect(page.get_by_text("密码已修改，请用新密码登录")).to_be_visible()

    await page.get_by_label("身份证号").fill(person.holder.id_number)
    await page.get_by_label("密码", exact=True).fill("Another-1234")
    await captchas.fill("验证码")
    await button(page, "登录").click()
    await expect(page.get_by_role("heading", name="您好")).to_be_visible()
    await page.goto("/account")
    await button(page, "退出全部设备").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="退出全部设备").click()
    await expect(page.get_by_role("heading", name="存档人员登录")).to_be_visible()
    await page.goto("/account")
    await expect(page.get_by_role("heading", name="存档人员登录")).to_be_visible()
