"""The portal by real clicks: from 注册 to the downloaded letter, and what may go wrong on the way."""

import asyncio
import hashlib
import io
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest
import zxingcpp
from browser.conftest import DESKTOP, PHONE, OpenPage, sound
from cast import Http, archived, registered, staff
from native.journey import PASSWORD, Client, Person
from native.people import id_card_photo, introduction_letter, invent, register_workbook
from PIL import Image
from playwright.async_api import Error as PlaywrightError
from playwright.async_api import FilePayload, Locator, Page, Request, Route, expect

from conftest import System

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("system")]

LETTER: FilePayload = {"name": "单位介绍信11.jpg", "mimeType": "image/jpeg", "buffer": introduction_letter()}
CARD: FilePayload = {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": id_card_photo()}
WIDE_NAME = "欧阳" * 25  # the longest that the register takes
SOON = 20_000


class Captchas:
    """The captchas that a page is given, with what the sandbox says they show."""

    def __init__(self, page: Page, client: Client) -> None:
        self.client = client
        self.page = page
        self.known = ""
        page.on("response", self._note)

    async def _note(self, response: Any) -> None:
        if response.url.endswith("/api/captchas"):
            with suppress(PlaywrightError):  # the page was closed meanwhile: nobody asks for its captcha
                self.known = (await response.json())["captcha_id"]

    async def fill(self, label: str) -> None:
        """Type the answer of the captcha that the page shows now."""
        await expect(self.page.get_by_alt_text("验证码图片")).to_be_visible()
        for _ in range(100):
            if self.known:
                break
            await asyncio.sleep(0.05)
        captcha_id, self.known = self.known, ""
        answer = (await self.client.call("GET", f"/sandbox/captchas/{captcha_id}"))["answer"]
        await self.page.get_by_label(label, exact=True).fill(answer)


def button(page: Page, name: str) -> Locator:
    """A button by its whole name."""
    return page.get_by_role("button", name=name, exact=True)


async def sign_in(page: Page, person: Person, system: System) -> None:
    """Give the page the session that the person has opened, as the cookie that the gateway sets."""
    cookie = {"name": "zhengxin_access", "value": str(person.token), "url": system.address}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]


async def open_as(open_page: OpenPage, system: System, person: Person, path: str, **options: Any) -> Page:
    """A page of somebody who is signed in."""
    page = await open_page("/help", **options)
    await sign_in(page, person, system)
    await page.goto(path)
    return page


async def agree_and_ask_for_code(page: Page, person: Person) -> None:
    """The first step and the first half of the second."""
    captchas = Captchas(page, person)
    await expect(button(page, "阅读并同意")).to_be_disabled()
    await page.get_by_role("region", name="注册协议").focus()
    await page.keyboard.press("End")
    await button(page, "阅读并同意").click()
    await page.get_by_label("身份证号").fill(person.holder.id_number.lower())
    await page.get_by_label("手机号").fill(person.holder.phone)
    await captchas.fill("图片验证码")
    await button(page, "获取验证码").click()
    await expect(page.get_by_role("main").get_by_text("获取验证码成功")).to_be_visible()


async def type_code(page: Page, person: Person) -> None:
    """The second half: what came by SMS."""
    await page.get_by_label("短信验证码").fill(await person.sms_code(person.holder.phone, "registration_code"))
    await button(page, "下一步").click()


async def scanned(page: Page) -> str:
    """The face token in the QR code, read from the screen."""
    picture = await page.get_by_alt_text("人脸核身二维码").screenshot()
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))
    return str(code.text.rsplit("/", 1)[1])


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_from_registration_to_the_downloaded_letter(
    open_page: OpenPage, http: Http, device: dict[str, Any]
) -> None:
    (person,) = await archived(http, 1, archive_type="unit")
    page = await open_page("/login", **device)
    await page.get_by_role("link", name="注册", exact=True).click()
    await agree_and_ask_for_code(page, person)
    await page.reload()  # nothing is lost by it
    await type_code(page, person)
    token = await scanned(page)
    await expect(button(page, "下一步")).to_be_disabled()
    await person.show_face(token)
    await expect(page.get_by_text("人脸核身已通过", exact=True)).to_be_visible(timeout=SOON)
    await button(page, "下一步").click()
    await page.get_by_label("密码", exact=True).fill(PASSWORD)
    await page.get_by_label("确认密码", exact=True).fill(PASSWORD)
    await button(page, "下一步").click()
    await expect(page.locator(".state").get_by_text("注册成功")).to_be_visible()
    assert "#" not in page.url

    captchas = Captchas(page, person)
    await page.get_by_role("link", name="去登录").click()
    await log_in(page, person, captchas)
    await page.get_by_role("link", name="证明信申请").click()
    sent = await apply_twice_at_once(page)
    assert sent == ["POST"]

    await person.log_in()
    (application,) = (await person.call("GET", "/api/me/applications"))["items"]
    await (await staff(http, "reviewer")).decide(application["application_id"])
    await page.get_by_role("link", name="预览和下载证明信").click(timeout=60_000)  # it appears by itself
    await expect(page.get_by_alt_text("第 1 页")).to_be_visible()
    async with page.expect_download() as downloading:
        await button(page, "下载 PDF").click()
    download = await downloading.value
    assert re.fullmatch(r"存档证明_ZX-\d{4}-\d{8}\.pdf", download.suggested_filename)
    digest = hashlib.sha256((await download.path()).read_bytes()).hexdigest()
    assert (await person.call("POST", "/api/verifications", json={"sha256": digest}))["status"] == "valid"
    await expect(page.get_by_text(digest)).to_be_visible()
    await sound(page)


async def log_in(page: Page, person: Person, captchas: Captchas) -> None:
    """ID number, password, captcha (manual 3.1)."""
    await page.get_by_label("身份证号").fill(person.holder.id_number)
    await page.get_by_label("密码", exact=True).fill(PASSWORD)
    await captchas.fill("验证码")
    await button(page, "登录").click()


async def apply_twice_at_once(page: Page) -> list[str]:
    """Fill the form in and press 提交 twice; returns what was sent."""
    sent: list[str] = []

    def note(request: Request) -> None:
        if request.url.endswith("/api/me/applications") and request.method == "POST":
            sent.append(request.method)

    page.on("request", note)
    await page.get_by_label("存档证明").check()
    await expect(page.get_by_text("符合申请条件")).to_be_visible()
    await page.get_by_label("单位介绍信", exact=True).set_input_files(LETTER)
    await expect(page.get_by_alt_text("单位介绍信预览")).to_be_visible()
    await page.get_by_label("用途").fill("办理入职手续")
    await button(page, "提交").dblclick()
    await expect(page.get_by_text("提交成功，请等待审核")).to_be_visible()
    await expect(page.locator(".tag").get_by_text("待审核")).to_be_visible()
    return sent


async def test_a_rejected_application_lets_only_what_was_wrong_be_changed(
    open_page: OpenPage, http: Http, system: System
) -> None:
    (person,) = await registered(http, 1, archive_type="unit")
    application = await person.apply("custody", introduction_letter(), purpose="办事", receiver="示例单位")
    reasons = ["letter_unacceptable", "purpose_unclear"]
    reviewer = await staff(http, "reviewer")
    await reviewer.decide(application["application_id"], "reject", reasons=reasons, comment="请写明事项")
    page = await open_as(open_page, system, person, "/applications")
    await page.get_by_role("link", name="查询审核结果").click()
    for line in ("1.单位介绍信内容不合格", "2.用途填写不清楚", "3.请写明事项"):
        await expect(page.get_by_text(line, exact=True)).to_be_visible()
    await expect(page.get_by_label("接收单位")).to_have_count(0)
    await sound(page)
    await button(page, "重新提交").click()
    await expect(page.get_by_text("请重新上传单位介绍信")).to_be_visible()
    await expect(page.get_by_label("单位介绍信", exact=True)).to_be_focused()
    picture = {"name": "介绍信.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"}
    await page.get_by_label("单位介绍信", exact=True).set_input_files(FilePayload(**picture))  # type: ignore[typeddict-item]
    await expect(page.get_by_text("“介绍信.jpg”不是 JPG 图片，请重新选择")).to_be_visible()
    better: FilePayload = {**LETTER, "buffer": introduction_letter(person.holder.name)}
    await page.get_by_label("单位介绍信", exact=True).set_input_files(better)
    await page.get_by_label("用途").fill("办理入职手续")
    await button(page, "重新提交").click()
    await expect(page.get_by_text("已重新提交，请等待审核")).to_be_visible()
    await expect(page.get_by_text("更正了单位介绍信、用途")).to_be_visible()
    await button(page, "撤回申请").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="撤回申请").click()
    await expect(page.locator(".tag").get_by_text("已撤回")).to_be_visible()


async def test_a_wrong_code_stays_and_has_its_words_beside_it(open_page: OpenPage, http: Http) -> None:
    (person,) = await archived(http)
    page = await open_page("/register")
    await agree_and_ask_for_code(page, person)
    right = await person.sms_code(person.holder.phone, "registration_code")
    await page.get_by_label("短信验证码").fill("1234" if right != "1234" else "4321")
    await button(page, "下一步").click()
    field = page.get_by_label("短信验证码")
    await expect(page.get_by_text("验证码错误，请重新输入")).to_be_visible()
    await expect(field).to_be_focused()
    await expect(field).not_to_have_value("")
    await sound(page)


async def test_who_is_not_in_the_register_is_told_and_keeps_what_was_typed(open_page: OpenPage, http: Http) -> None:
    (known,) = await registered(http)
    page = await open_page("/register")
    await agree(page)
    captchas = Captchas(page, known)
    await page.reload()
    await agree(page)
    await page.get_by_label("身份证号").fill(known.holder.id_number[:-1] + "Y")
    await expect(page.get_by_text("身份证号码不正确，请核对后重新输入")).to_be_visible()
    await page.get_by_label("身份证号").fill(invent(1)[0].id_number)  # of nobody whom the register knows
    await page.get_by_label("手机号").fill("12345")
    await captchas.fill("图片验证码")
    await button(page, "获取验证码").click()
    await expect(page.get_by_text("获取验证码失败，请重新获取")).to_be_visible()
    await page.get_by_label("手机号").fill(known.holder.phone)
    await button(page, "获取验证码").click()
    await expect(page.get_by_text("您的身份证号码系统没有记录，不能获取手机验证码")).to_be_visible()
    await page.get_by_label("身份证号").fill(known.holder.id_number)
    await captchas.fill("图片验证码")
    await button(page, "获取验证码").click()
    await expect(page.get_by_text("该身份证已注册，不能重复")).to_be_visible()
    await expect(page.get_by_label("手机号")).to_have_value(known.holder.phone)


async def agree(page: Page) -> None:
    """Read the agreement to its end and accept it."""
    await page.get_by_role("region", name="注册协议").focus()
    await page.keyboard.press("End")
    await button(page, "阅读并同意").click()


async def test_a_code_that_ran_out_is_replaced_and_staff_are_a_way_round(open_page: OpenPage, http: Http) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()
    await person.verify_phone(flow)
    page = await open_page("/help")
    await page.clock.install()
    await page.goto(f"/register#{flow.rsplit('/', 1)[1]}")  # as on another device
    first = await scanned(page)
    await page.clock.fast_forward("31:00")
    await expect(page.get_by_text("二维码已失效", exact=True)).to_be_visible()
    await button(page, "重新获取二维码").click()
    await expect(page.get_by_alt_text("人脸核身二维码")).to_be_visible()
    assert await scanned(page) != first
    await sound(page)
    await button(page, "转人工核验").click()
    await page.get_by_label("身份证人像面", exact=True).set_input_files(CARD)
    await button(page, "提交人工核验").click()
    await expect(page.get_by_text("请选择身份证国徽面照片")).to_be_visible()
    await page.get_by_label("身份证国徽面", exact=True).set_input_files(CARD)
    await sound(page)
    await button(page, "提交人工核验").click()
    await expect(page.get_by_text("人工核验中", exact=True)).to_be_visible()


async def test_an_upload_that_is_stopped_or_loses_the_network_is_sent_again(
    open_page: OpenPage, http: Http, system: System
) -> None:
    (person,) = await registered(http, 1, archive_type="unit")
    page = await open_as(open_page, system, person, "/apply?type=custody")
    await page.get_by_label("单位介绍信", exact=True).set_input_files(LETTER)
    await page.get_by_label("接收单位").fill("示例单位")
    lost = asyncio.Event()

    async def wire(route: Route) -> None:
        if lost.is_set():
            await route.continue_()
            return
        await lost.wait()  # it is on its way when the network goes
        await route.abort("internetdisconnected")

    await page.route("**/api/me/applications", wire)
    await button(page, "提交").click()
    await button(page, "取消上传").click()
    await expect(button(page, "提交")).to_be_enabled()
    await button(page, "提交").click()
    await expect(button(page, "取消上传")).to_be_visible()
    await page.context.set_offline(True)
    await expect(page.get_by_text("网络已断开。")).to_be_visible()
    lost.set()
    await expect(page.get_by_role("alert").get_by_text("网络连接中断")).to_be_visible()
    await expect(page.get_by_label("接收单位")).to_have_value("示例单位")
    await sound(page)
    await page.context.set_offline(False)
    await button(page, "重试").click()
    await expect(page.get_by_text("提交成功，请等待审核")).to_be_visible()
    assert len((await person.call("GET", "/api/me/applications"))["items"]) == 1


async def test_signing_in_again_leads_back_and_nothing_is_lost(open_page: OpenPage, http: Http, system: System) -> None:
    (person,) = await registered(http, 1, archive_type="unit")
    page = await open_as(open_page, system, person, "/apply")
    captchas = Captchas(page, person)
    await page.get_by_label("政审证明").check()
    await page.get_by_label("单位介绍信", exact=True).set_input_files(LETTER)
    await page.get_by_label("用途").fill("入党")
    await page.context.clear_cookies()
    await button(page, "提交").click()
    await expect(page.get_by_text("登录已失效，请重新登录。登录后将回到刚才的页面。")).to_be_visible()
    await log_in(page, person, captchas)
    await expect(page.get_by_label("用途")).to_have_value("入党")
    await expect(page.get_by_label("政审证明")).to_be_checked()
    await button(page, "提交").click()
    await expect(page.get_by_text("提交成功，请等待审核")).to_be_visible()


async def test_signing_in_and_applying_by_keyboard_alone(
    open_page: OpenPage, http: Http, tab_to: Callable[..., Awaitable[None]]
) -> None:
    (person,) = await registered(http)
    page = await open_page("/help", **DESKTOP)
    captchas = Captchas(page, person)
    await page.goto("/login")
    await tab_to(page, "身份证号")
    await page.keyboard.type(person.holder.id_number)
    await tab_to(page, "密码")
    await page.keyboard.type(PASSWORD)
    await captchas.fill("验证码")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="您好")).to_be_focused()
    await tab_to(page, "证明信申请")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="证明信申请")).to_be_focused()
    await tab_to(page, "存档证明")
    await page.keyboard.press("Space")
    await expect(page.get_by_text("不需要上传单位介绍信")).to_be_visible()
    await tab_to(page, "用途")
    await page.keyboard.type("办理落户")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("提交成功，请等待审核")).to_be_visible()


async def test_who_lost_the_phone_gets_on_with_a_new_one_on_that_phone_alone(open_page: OpenPage, http: Http) -> None:
    (person,) = await registered(http)
    phone = invent(1)[0].phone
    page = await open_page("/help")
    captchas = Captchas(page, person)
    await page.goto("/recover")
    await page.get_by_label("身份证号").fill(person.holder.id_number)
    await page.get_by_label("新手机号").fill(phone)
    await captchas.fill("图片验证码")
    await button(page, "获取验证码").click()
    await expect(page.get_by_role("heading", name="输入短信验证码")).to_be_visible()
    await page.get_by_label("短信验证码").fill(await person.sms_code(phone, "registration_code"))
    await button(page, "下一步").click()
    await button(page, "在本机开始核身").click()
    await page.wait_for_url("**/m/face/**")
    token = page.url.rsplit("/", 1)[1].split("?")[0]
    await page.go_back()
    await expect(page.get_by_alt_text("人脸核身二维码")).to_be_visible()
    await person.show_face(token)
    await expect(page.get_by_text("手机号已更换", exact=True)).to_be_visible(timeout=SOON)


async def test_who_asks_for_codes_too_often_sees_the_wait_run_down(open_page: OpenPage, http: Http) -> None:
    (person,) = await registered(http)  # whose phone got a code a moment ago
    page = await open_page("/help")
    captchas = Captchas(page, person)
    await page.goto("/reset")
    await page.get_by_label("身份证号").fill(person.holder.id_number)
    await page.get_by_label("新密码", exact=True).fill("Another-1")
    await page.get_by_label("确认密码", exact=True).fill("Another-2")
    await page.get_by_label("手机号").fill(person.holder.phone)
    await captchas.fill("附加码")
    await button(page, "获取验证码").click()
    await expect(page.get_by_role("alert").get_by_text("获取验证码过于频繁，请稍后再试")).to_be_visible()
    await expect(page.get_by_text(re.compile(r"请在 \d+ 秒后重试"))).to_be_visible()
    await expect(page.get_by_role("button", name=re.compile(r"^\d+ 秒后可重发$"))).to_be_disabled()
    await button(page, "保存").click()
    await expect(page.get_by_text("两次输入的密码不一致")).to_be_visible()
    await expect(page.get_by_text("请先获取验证码")).to_be_visible()


OPEN = ("/login", "/register", "/reset", "/recover", "/help", "/nothing")
MINE = ("/home", "/archive", "/apply?type=custody", "/apply?type=political_review", "/applications", "/account")


@pytest.mark.parametrize(
    ("device", "paths", "mine"),
    [(PHONE, OPEN, (*MINE, "/certificates")), (DESKTOP, ("/login", "/recover"), ("/home", "/account"))],
    ids=["phone", "desktop"],
)
async def test_every_page_is_sound(
    open_page: OpenPage,
    http: Http,
    system: System,
    device: dict[str, Any],
    paths: tuple[str, ...],
    mine: tuple[str, ...],
) -> None:
    holder = replace(invent(1, archive_type="unit")[0], name=WIDE_NAME)
    await (await staff(http, "clerk")).import_register(register_workbook([holder]))
    person = Person(http, holder=holder)
    await person.register()
    await person.log_in()
    application = await person.apply("custody", introduction_letter(), purpose="入" * 60, receiver="单" * 60)
    page = await open_page("/help", **device)
    for path in paths:
        await settled(page, path)
        await sound(page)
    await sign_in(page, person, system)
    for path in (*mine, f"/applications/{application['application_id']}"):
        await settled(page, path)
        await sound(page)


async def settled(page: Page, path: str) -> None:
    """Go to a page and wait until what it fetches is there."""
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_be_attached()
    await page.wait_for_load_state("networkidle")


async def test_a_wrong_fact_is_disputed_and_the_account_closed(open_page: OpenPage, http: Http, system: System) -> None:
    (person,) = await registered(http)
    page = await open_as(open_page, system, person, "/archive")
    await button(page, "显示身份证号").click()
    await expect(page.get_by_text(person.holder.id_number)).to_be_visible()
    await button(page, "信息有误？提出异议").click()
    await page.get_by_label("有误的项目").select_option(label="存档编号")
    await button(page, "提交异议").click()
    await expect(page.get_by_text("请填写正确的内容")).to_be_visible()
    await page.get_by_label("正确的内容").fill("220752019523")
    await button(page, "提交异议").click()
    await expect(page.get_by_text("异议处理中")).to_be_visible()
    await sound(page)
    await page.goto("/account")
    async with page.expect_download() as exporting:
        await button(page, "导出").click()
    assert person.holder.id_number in (await (await exporting.value).path()).read_text()
    await button(page, "注销账户").click()
    await button(page, "确认注销").click()
    await expect(page.get_by_text("请输入登录密码")).to_be_visible()
    await page.get_by_label("登录密码", exact=True).fill(PASSWORD)
    await page.get_by_label("请输入“注销账户”以确认").fill("注销账户")
    await sound(page)
    await button(page, "确认注销").click()
    await expect(page.get_by_text("账户已注销，感谢您的使用")).to_be_visible()
