"""The staff's console: real clicks and keys on the built pages."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from browser.conftest import DESKTOP, OpenPage, sound
from cast import Http, archived, staff
from native.journey import STAFF, Member, Person
from native.people import Holder, id_card_photo, introduction_letter, invent, register_workbook
from playwright.async_api import Page, ViewportSize, expect

pytestmark = [pytest.mark.journey, pytest.mark.timeout(120)]

TabTo = Callable[..., Awaitable[None]]
TABLET: ViewportSize = {"width": 768, "height": 1024}
DESK: dict[str, Any] = DESKTOP | {"has_touch": False, "is_mobile": False}


async def applicants(http: Http, *, units: int = 0, persons: int = 0) -> list[Person]:
    """Registered people who all bear one name that nobody else has, so that a search for it finds them alone."""
    holders = [*invent(units, archive_type="unit"), *invent(persons)]
    digits = holders[0].archive_number
    name = "审" + "".join("零一二三四五六七八九"[int(digit)] for digit in digits)
    holders = [replace(holder, name=name) for holder in holders]
    await (await staff(http, "clerk")).import_register(register_workbook(holders))
    people = [Person(http, holder=holder) for holder in holders]
    for person in people:
        await person.register()
        await person.log_in()
    return people


async def applied(person: Person, certificate_type: str = "custody", **fields: str) -> str:
    letter = introduction_letter(person.holder.name) if person.holder.archive_type == "unit" else None
    return str((await person.apply(certificate_type, letter, **fields))["application_id"])


async def signed_in(open_page: OpenPage, username: str, path: str, **options: Any) -> Page:
    """A page of the console, signed in without the login page."""
    page = await open_page("/console/login", **(DESK | options))
    credentials = {"username": username, "password": STAFF[username]}
    answer = await page.context.request.post("/api/staff/sessions", data=credentials)
    assert answer.ok
    await page.goto(f"/console{path}")
    return page


async def decided(http: Http, application: str, *states: str) -> dict[str, Any]:
    """Wait until an application is in one of the states."""
    reviewer = await staff(http, "admin")
    for _ in range(100):
        found: dict[str, Any] = await reviewer.call("GET", f"/api/staff/applications/{application}")
        if found["state"] in states:
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"{application} is {found['state']}")


async def search(page: Page, words: str) -> None:
    await page.get_by_label("查找", exact=True).fill(words)
    await page.get_by_role("button", name="查找").click()


async def told(page: Page, words: str) -> None:
    """A message at the edge of the page; the same words go to screen readers."""
    await expect(page.get_by_role("region", name="消息").get_by_text(words)).to_be_visible()


async def on_review(page: Page, holder: Holder, label: str) -> None:
    heading = page.get_by_role("heading", level=1)
    await expect(heading).to_have_text(f"{holder.name}的{label}")
    await expect(page.get_by_text("由我办理")).to_be_visible()


async def test_a_reviewer_clears_the_queue(http: Http, open_page: OpenPage) -> None:
    people = await applicants(http, units=2, persons=1)
    holder = people[0].holder
    first = await applied(people[0], purpose="办理落户")
    second = await applied(people[1], "political_review")
    third = await applied(people[2])

    page = await open_page(f"/console/queue?q={holder.name}", **DESK)
    await page.get_by_label("用户名").fill("reviewer")
    await page.get_by_label("密码", exact=True).fill("wrong")
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_text("用户名或密码错误")).to_be_visible()
    await sound(page)
    await page.get_by_label("密码", exact=True).fill(STAFF["reviewer"])
    await page.get_by_role("button", name="登录").click()

    await expect(page.get_by_text("3 件待审核")).to_be_visible()
    await expect(page.get_by_role("row")).to_have_count(4)
    await sound(page)
    await page.get_by_role("button", name="审核 ").first.click()

    await on_review(page, holder, "存档证明")
    await expect(page.locator("img")).to_be_visible()
    await page.get_by_role("button", name="放大").click()
    await expect(page.get_by_text("125%")).to_be_visible()
    await page.get_by_role("button", name="右转").click()
    await page.get_by_role("button", name="显示身份证号").click()
    await expect(page.get_by_text(holder.id_number)).to_be_visible()
    await sound(page)
    await page.get_by_role("button", name="审核通过").click()

    await on_review(page, holder, "政审证明")
    await expect(page.get_by_text("秒后提交")).to_be_visible()
    await page.get_by_role("button", name="审核通过").click()
    await expect(page.get_by_text("请先确认已查阅档案")).to_be_visible()
    await page.get_by_label("已查阅档案，未见异常记载").check()
    await page.get_by_role("button", name="审核通过").click()

    await on_review(page, holder, "存档证明")
    await page.get_by_role("button", name="不通过").click()
    await page.get_by_role("button", name="确定不通过").click()
    await expect(page.get_by_text("请至少选择一项原因")).to_be_visible()
    await expect(page.get_by_text("单位介绍信内容不合格")).to_have_count(0)
    await sound(page)
    await page.get_by_label("档案登记信息有误").check()
    await page.get_by_label("审核意见").fill("请携带身份证到中心核对")
    await page.get_by_role("button", name="确定不通过").click()

    await told(page, "队列中的申请已全部审核")
    await page.get_by_role("button", name="立即提交").click()
    await decided(http, first, "approved", "issued")
    await decided(http, second, "approved", "issued")
    step = (await decided(http, third, "rejected"))["history"][-1]
    assert [reason["code"] for reason in step["reasons"]] == ["record_wrong"]
    assert step["comment"] == "请携带身份证到中心核对"


async def test_with_the_keyboard_alone(http: Http, open_page: OpenPage, tab_to: TabTo) -> None:
    people = await applicants(http, persons=2)
    holder = people[0].holder
    first, second = [await applied(person) for person in people]
    page = await open_page(f"/console/queue?q={holder.name}", **DESK)
    await expect(page.get_by_label("用户名")).to_be_visible()
    await tab_to(page, "用户名")
    await page.keyboard.type("reviewer")
    await tab_to(page, "密码")
    await page.keyboard.type(STAFF["reviewer"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("2 件待审核")).to_be_visible()
    await expect(page.get_by_role("row")).to_have_count(3)
    await tab_to(page, "审核 ", most=60)
    await page.keyboard.press("Enter")
    await on_review(page, holder, "存档证明")

    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_visible()
    await sound(page)
    await page.keyboard.press("a")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="键盘快捷键")).to_be_hidden()
    await expect(page).to_have_url(re.compile(first))

    await page.keyboard.press("a")
    await expect(page).to_have_url(re.compile(second))
    await page.keyboard.press("z")
    await expect(page).to_have_url(re.compile(first))
    await on_review(page, holder, "存档证明")
    await page.keyboard.press("r")
    await expect(page.get_by_label("档案登记信息有误")).to_be_focused()
    await page.keyboard.press("Space")
    await tab_to(page, "审核意见")
    await page.keyboard.type("rajk")
    await page.keyboard.press("Control+Enter")
    await expect(page).to_have_url(re.compile(second))
    await on_review(page, holder, "存档证明")
    await page.keyboard.press("a")
    await expect(page.get_by_text("秒后提交")).to_be_visible()
    await page.goto("/verify")  # leaving sends what waits
    step = (await decided(http, first, "rejected"))["history"][-1]
    assert step["comment"] == "rajk"
    await decided(http, second, "approved", "issued")


async def test_two_reviewers_on_one_application(http: Http, open_page: OpenPage) -> None:
    (person,) = await applicants(http, persons=1)
    application = await applied(person)
    one = await signed_in(open_page, "reviewer", f"/review/{application}")
    await on_review(one, person.holder, "存档证明")
    other = await signed_in(open_page, "admin", f"/review/{application}")
    await expect(other.get_by_text("reviewer 正在审核该申请")).to_be_visible()
    await expect(other.get_by_role("button", name="审核通过")).to_be_disabled()
    await sound(other)

    await one.get_by_label("打开时自动领取").uncheck()
    await one.get_by_role("button", name="释放").click()
    await expect(one.get_by_text("由我办理")).to_be_hidden()
    await other.get_by_role("button", name="刷新").click()
    await other.get_by_role("button", name="审核通过").click()
    await other.get_by_role("button", name="立即提交").click()
    await decided(http, application, "approved", "issued")
    await one.get_by_role("button", name="审核通过").click()
    await one.get_by_role("button", name="立即提交").click()
    await told(one, "未生效。该申请已经审核，不能重复审核")
    await one.get_by_role("link", name="重新查看").click()
    await expect(one.get_by_text("审核通过，正在签发").or_(one.get_by_text("已完成")).first).to_be_visible()
    await expect(one.get_by_role("button", name="审核通过")).to_have_count(0)


async def test_a_letter_that_no_font_can_print_names_its_character_and_is_sent_back(
    http: Http, open_page: OpenPage
) -> None:
    (person,) = await applicants(http, persons=1)
    application = await applied(person, receiver="市\U00031359局")
    reviewer = await staff(http, "admin")
    await reviewer.decide(application)
    for _ in range(100):
        seen = await reviewer.call("GET", f"/api/staff/applications/{application}")
        if seen["certificate"]["signing_error"]:
            break
        await asyncio.sleep(0.1)
    page = await signed_in(open_page, "reviewer", f"/review/{application}")
    await expect(page.get_by_text("字符“\U00031359”（U+31359）没有可用的字形")).to_be_visible()
    await sound(page)
    await page.get_by_role("button", name="不通过").click()
    await page.get_by_label("接收单位填写不清楚").check()
    await page.get_by_role("button", name="确定不通过").click()
    await page.get_by_role("button", name="立即提交").click()
    await decided(http, application, "rejected")

    await person.resubmit(application, receiver="市公安局")
    await reviewer.decide(application)
    await decided(http, application, "issued")
    await page.goto(f"/console/review/{application}")
    number = (await reviewer.call("GET", f"/api/staff/applications/{application}"))["certificate"]["number"]
    await expect(page.get_by_role("link", name=f"/verify/{number}?c=")).to_be_visible()
    await sound(page)


async def test_many_at_once_each_with_its_outcome(http: Http, open_page: OpenPage) -> None:
    people = await applicants(http, persons=3)
    applications = [await applied(person) for person in people]
    page = await signed_in(open_page, "reviewer", f"/queue?q={people[0].holder.name}")
    await page.get_by_label("选择本页全部待审核的申请").check()
    await expect(page.get_by_text("已选 3 件")).to_be_visible()
    await sound(page)
    await (await staff(http, "admin")).decide(applications[1], "reject", comment="另一人先审核")
    await page.get_by_role("button", name="批量通过").click()
    await page.get_by_role("button", name="确定通过").click()
    await expect(page.get_by_text("2 件已处理，1 件未处理")).to_be_visible()
    await expect(page.get_by_text("该申请已经审核，不能重复审核")).to_be_visible()
    await sound(page)
    await page.get_by_role("button", name="知道了").click()
    await expect(page.get_by_text("没有符合条件的申请")).to_be_visible()
    for application in (applications[0], applications[2]):
        await decided(http, application, "approved", "issued")


async def test_an_identity_is_refused_with_a_reason(http: Http, open_page: OpenPage) -> None:
    (person,) = await archived(http)
    flow = await person.begin_registration()
    await person.verify_phone(flow)
    form = aiohttp.FormData()
    for side in ("id_card_front", "id_card_back"):
        form.add_field(side, id_card_photo(), filename=f"{side}.jpg", content_type="image/jpeg")
    await person.call("POST", f"{flow}/manual-review", 202, data=form)
    number = person.holder.id_number
    masked = f"{number[:4]}{'*' * 10}{number[-4:]}"
    reviewer = await staff(http, "reviewer")
    waiting = await reviewer.call("GET", "/api/staff/identity-reviews", params={"limit": 100})
    (review,) = [item for item in waiting["items"] if item["id_number_masked"] == masked]

    page = await signed_in(open_page, "reviewer", f"/identity-reviews/{review['review_id']}")
    await expect(page.get_by_text(person.holder.name, exact=True)).to_be_visible()
    await expect(page.locator("img")).to_have_count(2)
    await sound(page)
    await page.get_by_role("button", name="不通过").click()
    dialog = page.get_by_role("dialog", name="身份核验不通过")
    await dialog.get_by_role("button", name="确定不通过").click()
    await expect(dialog.get_by_text("请填写原因")).to_be_visible()
    await dialog.get_by_role("button", name="身份证已过有效期").click()
    await dialog.get_by_role("button", name="确定不通过").click()
    await told(page, "身份核验未通过，已通知本人")
    assert (await person.call("GET", flow))["state"] == "face_failed"


async def test_an_import_with_errors(open_page: OpenPage) -> None:
    good, bad, contradicted = invent(3)
    holders = [good, replace(bad, id_number="110101199001010000"), replace(contradicted, archive_type="individual")]
    holders[2] = replace(holders[2], sex="女" if contradicted.sex == "男" else "男")
    page = await signed_in(open_page, "clerk", "/imports")
    async with page.expect_file_chooser() as chosen:
        await page.get_by_role("button", name="选择文件").click()
    files = await chosen.value
    await files.set_files({"name": "登记表.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    await expect(page.get_by_text("不是 .xlsx 或 .csv 文件")).to_be_visible()
    await files.set_files(
        {"name": "登记表.xlsx", "mimeType": "application/octet-stream", "buffer": register_workbook(holders)}
    )
    await page.get_by_role("button", name="开始导入").click()
    await expect(page.get_by_text("完成，有错误", exact=True)).to_be_visible()
    await expect(page.get_by_text("性别与身份证号第17位不一致")).to_be_visible()
    await expect(page.get_by_role("cell", name="110101199001010000")).to_be_visible()
    await sound(page)
    async with page.expect_download() as started:
        await page.get_by_role("link", name="下载全部错误").click()
    assert "身份证号" in (await (await started.value).path()).read_text("utf-8-sig")

    await page.get_by_role("link", name="档案查询").click()
    await search(page, good.id_number)
    await page.get_by_role("link", name=good.name).click()
    await expect(page.get_by_text(good.id_number)).to_have_count(0)
    await page.get_by_role("button", name="显示身份证号").click()
    await expect(page.get_by_text(good.id_number)).to_be_visible()
    await sound(page)


async def test_a_certificate_is_issued_anew_and_revoked(http: Http, open_page: OpenPage) -> None:
    (person,) = await applicants(http, persons=1)
    application = await applied(person)
    await (await staff(http, "reviewer")).decide(application)
    await person.wait_issued(application)
    page = await signed_in(open_page, "reviewer", "/certificates")
    await search(page, person.holder.id_number)
    await expect(page.get_by_role("row")).to_have_count(2)
    await page.get_by_role("link", name="证信〔").click()
    await page.get_by_role("button", name="重新签发").click()
    dialog = page.get_by_role("dialog", name="重新签发")
    await dialog.get_by_role("button", name="重新签发").click()
    await expect(page.get_by_text("请填写原因")).to_be_visible()
    await dialog.get_by_label("原因").fill("登记信息更正")
    await dialog.get_by_role("button", name="重新签发").click()
    await expect(page.get_by_text("第 2 版", exact=True)).to_be_visible(timeout=30_000)
    await expect(page.get_by_text("已换发")).to_be_visible(timeout=30_000)
    await page.get_by_role("button", name="撤销", exact=True).click()
    await sound(page)
    dialog = page.get_by_role("dialog", name="撤销证明信")
    await dialog.get_by_label("原因").fill("误发")
    await dialog.get_by_role("button", name="撤销").click()
    await expect(page.get_by_text("已撤销", exact=True)).to_be_visible()
    await sound(page)


async def test_given_the_session_ended_one_comes_back_to_the_same_page(open_page: OpenPage) -> None:
    page = await signed_in(open_page, "admin", "/audit?actor=clerk")
    await expect(page.get_by_role("heading", name="操作日志")).to_be_visible()
    await page.context.clear_cookies()
    await page.get_by_role("tab", name="档案查阅").click()
    await expect(page.get_by_text("登录已失效，请重新登录")).to_be_visible()
    await page.get_by_label("用户名").fill("admin")
    await page.get_by_label("密码", exact=True).fill(STAFF["admin"])
    await page.get_by_role("button", name="登录").click()
    await expect(page.get_by_role("tab", name="档案查阅")).to_have_attribute("aria-selected", "true")
    await expect(page).to_have_url(re.compile("actor=clerk"))


async def test_each_sees_what_their_role_allows(open_page: OpenPage) -> None:
    page = await signed_in(open_page, "clerk", "/")
    menu = page.get_by_role("navigation", name="功能")
    await expect(menu.get_by_role("link", name="登记表导入")).to_be_visible()
    await expect(menu.get_by_role("link", name="证明信审核")).to_have_count(0)
    await page.goto("/console/queue")
    await expect(page.get_by_text("您没有权限查看此页面")).to_be_visible()


PAGES = {
    "/queue?state=all": "证明信审核",
    "/identity-reviews": "身份核验",
    "/certificates": "证明信管理",
    "/register": "档案查询",
    "/imports": "登记表导入",
    "/disputes?state=all": "信息异议",
    "/statistics": "统计",
    "/messages": "短信记录",
    "/audit": "操作日志",
    "/accounts": "工作人员账户",
    "/password": "修改密码",
    "/nowhere": "页面不存在",
}


async def test_every_page_is_sound(http: Http, open_page: OpenPage) -> None:
    await Member(http).log_in("admin")  # something is in the log
    page = await signed_in(open_page, "admin", "/")
    for path, title in PAGES.items():
        await page.goto(f"/console{path}")
        await expect(page.get_by_role("heading", name=title, level=1)).to_be_attached()
        await expect(page.locator("main .waiting[role=status]")).to_have_count(0)
        await page.set_viewport_size(TABLET)
        assert await page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        await page.set_viewport_size(DESK["viewport"])
        await sound(page)
