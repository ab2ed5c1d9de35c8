"""What the manual for archived persons shows, in its order."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from browser.test_phone import PHOTO, choose, photograph
from browser.test_portal import LETTER, Captchas, agree, button, log_in, scanned, sign_in
from browser.test_verification import scan
from cast import staff
from native.journey import PASSWORD, Person
from native.people import id_card_photo, introduction_letter, invent, register_workbook
from playwright.async_api import FilePayload, Page, expect

if TYPE_CHECKING:
    from browser.manual import Camera

CARD: FilePayload = {"name": "身份证.jpg", "mimeType": "image/jpeg", "buffer": id_card_photo()}


async def invited(camera: "Camera", name: str, **facts: str) -> Person:
    """Somebody who is in the register and has not registered."""
    (holder,) = invent(1, name=name, **facts)
    await (await staff(camera.http, "clerk")).import_register(register_workbook([holder]))
    return Person(camera.http, holder=holder)


async def member(camera: "Camera", name: str, **facts: str) -> Person:
    """Somebody who has registered and is signed in."""
    person = await invited(camera, name, **facts)
    await person.register()
    await person.log_in()
    return person


async def signed_in(camera: "Camera", person: Person, path: str, *, phone: bool = False) -> Page:
    """A page of somebody's."""
    page = await camera.open("/help", phone=phone)
    await sign_in(page, person, camera.system)
    await page.goto(path)
    await expect(page.get_by_role("heading", level=1)).to_be_attached()
    return page


async def registration(camera: "Camera") -> None:
    """2.1 to 2.2: agreement, identity, code, face check, password."""
    person = await invited(camera, "张敏", archive_type="unit")
    page = await camera.open("/login")
    await camera.take(page, "login")
    await page.get_by_role("link", name="注册", exact=True).click()
    await expect(page.get_by_role("region", name="注册协议")).to_be_visible()
    await camera.take(page, "register-agreement")
    captchas = Captchas(page, person)
    await agree(page)
    await page.get_by_label("身份证号").fill(invent(1)[0].id_number)
    await page.get_by_label("手机号").fill(person.holder.phone)
    await captchas.fill("图片验证码")
    await button(page, "获取验证码").click()
    await expect(page.get_by_text("您的身份证号码系统没有记录")).to_be_visible()
    await camera.take(page, "register-unknown", page.get_by_role("main"))
    await page.get_by_label("身份证号").fill(person.holder.id_number)
    await captchas.fill("图片验证码")
    await camera.take(page, "register-identity", page.get_by_role("main"))
    await button(page, "获取验证码").click()
    await expect(page.get_by_role("main").get_by_text("获取验证码成功")).to_be_visible()
    await page.get_by_label("短信验证码").fill(await person.sms_code(person.holder.phone, "registration_code"))
    await camera.take(page, "register-code", page.get_by_role("main"))
    await button(page, "下一步").click()
    token = await scanned(page)
    await camera.take(page, "register-face", page.get_by_role("main"))
    await face_check(camera, token)
    await expect(page.get_by_text("人脸核身已通过", exact=True)).to_be_visible()
    await camera.take(page, "register-passed", page.get_by_role("main"))
    await button(page, "下一步").click()
    await page.get_by_label("密码", exact=True).fill(PASSWORD)
    await page.get_by_label("确认密码", exact=True).fill(PASSWORD)
    await camera.take(page, "register-password", page.get_by_role("main"))
    await button(page, "下一步").click()
    await expect(page.locator(".state").get_by_text("注册成功")).to_be_visible()
    await camera.take(page, "register-done", page.get_by_role("main"))


async def face_check(camera: "Camera", token: str) -> None:
    """What the phone shows after the QR code was scanned."""
    page = await camera.open(f"/m/face/{token}", phone=True)
    await page.get_by_role("checkbox").check()
    await camera.take(page, "phone-consent")
    await page.get_by_role("button", name="同意，快速验证").click()
    await expect(page.get_by_role("heading", name="拍摄身份证人像面")).to_be_visible()
    await camera.take(page, "phone-card")
    await choose(page, "拍摄人像面", PHOTO)
    await expect(page.get_by_alt_text("您拍摄的身份证人像面")).to_be_visible()
    await camera.take(page, "phone-card-check")
    await page.get_by_role("button", name="清晰，使用这张").click()
    await photograph(page, "国徽面", PHOTO)
    await expect(page.get_by_role("heading", name="录制面部视频")).to_be_visible()
    await camera.take(page, "phone-video")
    await page.get_by_role("button", name="打开摄像头").click()
    await expect(page.get_by_role("button", name="开始录制")).to_be_enabled()
    await page.get_by_role("button", name="开始录制").click()
    await expect(page.get_by_label("您录制的视频")).to_be_visible()
    await page.get_by_role("button", name="提交核实").click()
    await expect(page.get_by_role("heading", name="验证通过")).to_be_attached()
    await camera.take(page, "phone-passed")


async def manual_review(camera: "Camera") -> None:
    """2.2: staff instead of the face check."""
    person = await invited(camera, "刘洋")
    flow = await person.begin_registration()
    await person.verify_phone(flow)
    page = await camera.open(f"/register#{flow.rsplit('/', 1)[1]}")
    await button(page, "转人工核验").click()
    await page.get_by_label("身份证人像面", exact=True).set_input_files(CARD)
    await page.get_by_label("身份证国徽面", exact=True).set_input_files(CARD)
    await camera.take(page, "register-manual", page.get_by_role("main"))


async def login(camera: "Camera") -> None:
    """2.3 and 3.1: password forgotten, phone changed, sign-in, the first page."""
    person = await member(camera, "陈静")
    page = await camera.open("/help")
    captchas = Captchas(page, person)
    await page.goto("/reset")
    await page.get_by_label("身份证号").fill(person.holder.id_number)
    await page.get_by_label("手机号").fill(person.holder.phone)
    await captchas.fill("附加码")
    await camera.take(page, "reset", page.get_by_role("main"))
    await page.goto("/recover")
    await camera.take(page, "recover", page.get_by_role("main"))
    captchas = Captchas(page, person)
    await page.goto("/login")
    await page.get_by_role("tab").nth(1).click()
    await expect(page.get_by_alt_text("验证码图片")).to_be_visible()
    await camera.take(page, "login-code", page.get_by_role("main"))
    captchas.known = ""
    await page.goto("/login")
    await log_in(page, person, captchas)
    await expect(page.get_by_role("heading", name="您好")).to_be_visible()
    await camera.take(page, "home")


async def archive(camera: "Camera") -> None:
    """3.2: the facts of the register, and what to do when one is wrong."""
    person = await member(camera, "赵磊", archive_type="unit")
    page = await signed_in(camera, person, "/archive")
    await camera.take(page, "archive", page.get_by_role("main"))
    await button(page, "信息有误？提出异议").click()
    await page.get_by_label("有误的项目").select_option(label="存档编号")
    await page.get_by_label("正确的内容").fill("220752019523")
    await camera.take(page, "dispute", page.get_by_role("main"))


async def applying(camera: "Camera") -> None:
    """3.3: the form, and who cannot apply."""
    person = await member(camera, "周艳", archive_type="unit")
    page = await signed_in(camera, person, "/apply")
    await page.get_by_label("存档证明").check()
    await expect(page.get_by_text("符合申请条件")).to_be_visible()
    await page.get_by_label("单位介绍信", exact=True).set_input_files(LETTER)
    await expect(page.get_by_alt_text("单位介绍信预览")).to_be_visible()
    await page.get_by_label("用途").fill("办理入职手续")
    await camera.take(page, "apply", page.get_by_role("main"))
    await button(page, "提交").click()
    await expect(page.get_by_text("提交成功，请等待审核")).to_be_visible()
    await camera.take(page, "application", page.get_by_role("main"))
    debtor = await member(camera, "吴军", fees_paid_until="2013-06")
    page = await signed_in(camera, debtor, "/apply?type=custody")
    await expect(page.get_by_text("暂不能申请")).to_be_visible()
    await camera.take(page, "apply-arrears", page.get_by_role("main"))
    leaver = await member(camera, "郑超", archive_type="unit", dismissed_on="2019-03-31")
    page = await signed_in(camera, leaver, "/apply?type=custody")
    await expect(page.get_by_text("暂不能申请")).to_be_visible()
    await camera.take(page, "apply-dismissed", page.get_by_role("main"))


async def certificates(camera: "Camera") -> None:
    """3.4, 3.5 and verification: the state, a rejection, the letter, and how its receiver checks it."""
    person = await member(camera, "王丽", archive_type="unit")
    reviewer = await staff(camera.http, "reviewer")
    letter = introduction_letter(person.holder.name)
    approved = await person.apply("custody", letter, purpose="办理入职手续")
    rejected = await person.apply("political_review", letter, purpose="入党")
    await reviewer.decide(approved["application_id"])
    await reviewer.decide(rejected["application_id"], "reject", reasons=["letter_unacceptable"])
    certificate = await person.wait_issued(approved["application_id"])
    page = await signed_in(camera, person, "/applications")
    await camera.take(page, "applications", page.get_by_role("main"))
    await page.goto(f"/applications/{rejected['application_id']}")
    await expect(page.get_by_text("1.单位介绍信内容不合格", exact=True)).to_be_visible()
    await camera.take(page, "application-rejected", page.get_by_role("main"))
    await page.goto("/certificates")
    await camera.take(page, "certificates", page.get_by_role("main"))
    await page.goto(f"/certificates/{certificate}")
    await expect(page.get_by_alt_text("第 1 页")).to_be_visible()
    await camera.take(page, "certificate", page.get_by_role("main"))
    pdf = await person.download(certificate)
    address = urlsplit(scan(pdf))
    page = await camera.open("/verify")
    await camera.take(page, "verify")
    await page.goto(f"{address.path}?{address.query}")
    await camera.take(page, "verify-valid")
    await page.goto("/verify")
    file: FilePayload = {"name": "存档证明.pdf", "mimeType": "application/pdf", "buffer": pdf}
    await page.locator("#pdf").set_input_files(file)
    await expect(page.locator("[data-answer] h2")).to_have_text("文件为原件")
    await camera.take(page, "verify-file", page.locator("[data-answer]"))


async def account(camera: "Camera") -> None:
    """Account, phone and help."""
    person = await member(camera, "孙霞")
    page = await signed_in(camera, person, "/account")
    await camera.take(page, "account", page.get_by_role("main"))
    await page.goto("/help")
    await page.locator("details").first.click()
    await camera.take(page, "help", page.get_by_role("main"))
    page = await signed_in(camera, person, "/home", phone=True)
    await camera.take(page, "phone-home")
    await page.goto("/apply?type=custody")
    await expect(page.get_by_text("符合申请条件")).to_be_visible()
    await camera.take(page, "phone-apply")


CHAPTERS = (registration, manual_review, login, archive, applying, certificates, account)
