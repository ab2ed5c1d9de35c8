"""What the manual for the centre's staff shows, in its order."""

from dataclasses import replace
from typing import TYPE_CHECKING

import aiohttp
from browser.manual_persons import invited, member
from cast import staff
from native.journey import STAFF, Person
from native.people import id_card_photo, introduction_letter, invent, register_workbook
from playwright.async_api import FilePayload, Locator, Page, expect

if TYPE_CHECKING:
    from browser.manual import Camera


async def console(camera: "Camera", username: str, path: str) -> Page:
    """A page of the console."""
    page = await camera.open("/console/login")
    credentials = {"username": username, "password": STAFF[username]}
    answer = await page.context.request.post("/api/staff/sessions", data=credentials)
    assert answer.ok
    await show(page, path)
    return page


async def show(page: Page, path: str) -> None:
    """Go to another page of the console and wait for what it fetches."""
    await page.goto(f"/console{path}")
    await expect(page.get_by_role("heading", level=1)).to_be_attached()
    await expect(page.locator("main .waiting[role=status]")).to_have_count(0)


def box(page: Page) -> Locator:
    """The dialog that is open, without the page behind it."""
    return page.locator(".el-dialog:visible")


async def applied(person: Person, kind: str, **fields: str) -> str:
    """The id of an application with a letter where one is needed."""
    letter = introduction_letter(person.holder.name) if person.holder.archive_type == "unit" else None
    return str((await person.apply(kind, letter, **fields))["application_id"])


async def reviewing(camera: "Camera") -> None:
    """Sign-in, queue, review, shortcuts, rejection, many at once."""
    page = await camera.open("/console/login")
    await page.get_by_label("用户名").fill("reviewer")
    await camera.take(page, "staff-login")
    people = [await member(camera, name, archive_type="unit") for name in ("冯涛", "高秀", "林强")]
    people += [await member(camera, name) for name in ("何平", "郭芳")]
    first = [await applied(person, "custody", purpose="办理入职手续", receiver="示例单位") for person in people]
    await applied(people[0], "political_review", purpose="入党")
    page = await console(camera, "reviewer", "/queue")
    await camera.take(page, "staff-queue")
    await show(page, f"/review/{first[0]}")
    await expect(page.get_by_text("由我办理")).to_be_visible()
    await expect(page.locator("img")).to_be_visible()
    await camera.take(page, "staff-review")
    await page.keyboard.press("?")
    await camera.take(page, "staff-shortcuts", box(page))
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="不通过").click()
    await page.get_by_label("单位介绍信内容不合格").check()
    await page.get_by_label("审核意见").fill("介绍信未盖公章，请补盖后重新上传")
    await camera.take(page, "staff-reject", box(page))
    await show(page, "/queue")
    await page.get_by_label("选择本页全部待审核的申请").check()
    await page.get_by_role("button", name="批量通过").click()
    await camera.take(page, "staff-bulk")


async def identities(camera: "Camera") -> None:
    """Identity reviews."""
    person = await invited(camera, "罗杰")
    flow = await person.begin_registration()
    await person.verify_phone(flow)
    form = aiohttp.FormData()
    for side in ("id_card_front", "id_card_back"):
        form.add_field(side, id_card_photo(), filename=f"{side}.jpg", content_type="image/jpeg")
    await person.call("POST", f"{flow}/manual-review", 202, data=form)
    page = await console(camera, "reviewer", "/identity-reviews")
    await camera.take(page, "staff-identities", page.get_by_role("main"))
    await page.get_by_role("main").get_by_role("link", name="核验 ").first.click()
    await expect(page.locator("img")).to_have_count(2)
    await camera.take(page, "staff-identity")
    await page.get_by_role("button", name="不通过").click()
    dialog = page.get_by_role("dialog", name="身份核验不通过")
    await dialog.get_by_role("button", name="身份证已过有效期").click()
    await camera.take(page, "staff-identity-refused", box(page))


async def register(camera: "Camera") -> None:
    """Import, search, disputes."""
    good, bad, other = invent(3)
    holders = [replace(good, name="梁敏"), replace(bad, name="宋洋", id_number="110101199001010000")]
    holders.append(replace(other, name="唐娟", sex="女" if other.sex == "男" else "男"))
    page = await console(camera, "clerk", "/imports")
    await camera.take(page, "staff-imports", page.get_by_role("main"))
    file: FilePayload = {
        "name": "登记表.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": register_workbook(holders),
    }
    await page.get_by_label("登记表文件").set_input_files(file)
    await page.get_by_role("button", name="开始导入").click()
    await expect(page.get_by_text("完成，有错误", exact=True)).to_be_visible()
    await camera.take(page, "staff-import", page.get_by_role("main"))
    person = await member(camera, "许明")
    body = {"field": "archive_number", "stated_value": "220752019523", "comment": "以存档卡为准"}
    await person.call("POST", "/api/me/archive/disputes", 201, json=body)
    await show(page, "/register")
    await page.get_by_label("查找", exact=True).fill(person.holder.id_number)
    await page.get_by_role("button", name="查找").click()
    await page.get_by_role("link", name="许明").click()
    await expect(page.get_by_role("heading", name="登记信息")).to_be_visible()
    await camera.take(page, "staff-record", page.get_by_role("main"))
    await show(page, "/disputes")
    await camera.take(page, "staff-disputes", page.get_by_role("main"))
    await page.get_by_role("button", name="处理 ").first.click()
    await camera.take(page, "staff-resolve", box(page))


async def certificates(camera: "Camera") -> None:
    """A letter that is revoked or issued anew."""
    person = await member(camera, "韩霞")
    application = await applied(person, "custody")
    await (await staff(camera.http, "reviewer")).decide(application)
    await person.wait_issued(application)
    page = await console(camera, "reviewer", "/certificates")
    await camera.take(page, "staff-certificates", page.get_by_role("main"))
    await page.get_by_role("link", name="证信〔").first.click()
    await expect(page.get_by_role("button", name="重新签发")).to_be_visible()
    await camera.take(page, "staff-certificate", page.get_by_role("main"))
    await page.get_by_role("button", name="撤销", exact=True).click()
    dialog = page.get_by_role("dialog", name="撤销证明信")
    await dialog.get_by_label("原因").fill("误发")
    await camera.take(page, "staff-revoke", box(page))


async def oversight(camera: "Camera") -> None:
    """Statistics, messages, log, accounts."""
    page = await console(camera, "admin", "/statistics")
    await page.wait_for_timeout(1_000)  # the charts are drawn
    await camera.take(page, "staff-statistics")
    await show(page, "/messages")
    await camera.take(page, "staff-messages")
    await show(page, "/audit")
    await camera.take(page, "staff-audit")
    await show(page, "/accounts")
    await camera.take(page, "staff-accounts", page.get_by_role("main"))
    await page.get_by_role("button", name="新建账户").click()
    await page.get_by_label("用户名").fill("wang.min")
    await camera.take(page, "staff-account", box(page))


CHAPTERS = (reviewing, identities, register, certificates, oversight)
