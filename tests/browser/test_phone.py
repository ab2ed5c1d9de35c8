"""The face check on a phone (manual 2.2): real clicks on the built pages, a camera that shows a test picture."""

import io
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from browser.conftest import OpenPage, sound
from cast import Http, archived
from native.journey import Client, upload
from native.people import face_video, id_card_photo
from PIL import Image
from playwright.async_api import FilePayload, Page, Route, expect

pytestmark = pytest.mark.journey

VIDEO: FilePayload = {"name": "face.mp4", "mimeType": "video/mp4", "buffer": face_video()}
NO_CAMERA = "navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('no', 'NotAllowedError'))"


def large_photo() -> FilePayload:
    """As phones take them: larger than is needed, and a PNG, so that it must be encoded anew."""
    picture = io.BytesIO()
    Image.open(io.BytesIO(id_card_photo())).convert("RGB").resize((3200, 2000)).save(picture, "PNG")
    return {"name": "身份证.png", "mimeType": "image/png", "buffer": picture.getvalue()}


PHOTO: FilePayload = {"name": "id.png", "mimeType": "image/png", "buffer": id_card_photo()}


class Flow:
    """A registration whose phone is verified, and the phone's session of it."""

    def __init__(self, client: Client, path: str, token: str) -> None:
        self.client, self.path, self.token = client, path, token
        self.page_path = f"/m/face/{token}"

    async def state(self) -> str:
        return str((await self.client.call("GET", self.path))["state"])

    async def outcome(self, said: str) -> None:
        path = f"/sandbox/face-sessions/{self.token}/outcome"
        await self.client.call("PUT", path, 204, json={"outcome": said})

    async def show_card(self) -> None:
        """Consent and photos by the API, for what comes after."""
        path = f"/api/face-sessions/{self.token}"
        await self.client.call("POST", f"{path}/consent", 204, json={"accepted": True})
        for side in ("front", "back"):
            photo = upload("file", id_card_photo(), f"{side}.jpg")
            await self.client.call("PUT", f"{path}/id-card/{side}", 204, data=photo)


@pytest.fixture
async def flow(http: Http) -> Flow:
    (person,) = await archived(http)
    path = await person.begin_registration()
    return Flow(person, path, await person.verify_phone(path))


def heading(page: Page, name: str) -> Any:
    return expect(page.get_by_role("heading", name=name, level=1))


async def choose(page: Page, button: str, file: FilePayload | Path) -> None:
    async with page.expect_file_chooser() as chosen:
        await page.get_by_role("button", name=button).click()
    await (await chosen.value).set_files(file)


async def photograph(page: Page, side: str, photo: FilePayload) -> None:
    await choose(page, f"拍摄{side}", photo)
    await page.get_by_role("button", name="清晰，使用这张").click()


async def hand_in_video(page: Page) -> None:
    await choose(page, "改用手机相机录制", VIDEO)
    await page.get_by_role("button", name="提交核实").click()


async def test_from_consent_to_passed(flow: Flow, open_page: OpenPage) -> None:
    page = await open_page(flow.page_path)
    await heading(page, "人脸核身").to_be_visible()
    await expect(page.get_by_text("演示系统", exact=True)).to_be_visible()
    await page.get_by_role("button", name="同意，快速验证").click()
    await expect(page.get_by_text("请先阅读并勾选同意")).to_be_visible()
    await expect(page.get_by_role("checkbox")).to_be_focused()
    await sound(page)
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="同意，快速验证").click()

    await heading(page, "拍摄身份证人像面").to_be_focused()
    await sound(page)
    await choose(page, "拍摄人像面", large_photo())
    await expect(page.get_by_alt_text("您拍摄的身份证人像面")).to_be_visible()
    await sound(page)
    size = await page.get_by_alt_text("您拍摄的身份证人像面").evaluate(
        "picture => [picture.naturalWidth, picture.naturalHeight]"
    )
    assert size == [1600, 1000], "made smaller on the phone"
    await page.get_by_role("button", name="清晰，使用这张").click()
    await heading(page, "拍摄身份证国徽面").to_be_focused()
    await photograph(page, "国徽面", PHOTO)

    await heading(page, "录制面部视频").to_be_focused()
    await sound(page)
    await page.get_by_role("button", name="打开摄像头").click()
    await expect(page.get_by_role("button", name="开始录制")).to_be_enabled()
    await sound(page)
    await page.get_by_role("button", name="开始录制").click()
    for hint in ("请眨眨眼", "请张张嘴"):
        await expect(page.get_by_text(hint, exact=True)).to_be_visible()
    await expect(page.get_by_label("您录制的视频")).to_be_visible()
    await sound(page)
    await page.get_by_role("button", name="提交核实").click()

    await heading(page, "验证通过").to_be_attached()
    await expect(page.get_by_text("回到电脑")).to_be_visible()
    await sound(page)
    assert await flow.state() == "face_passed"
    await page.reload()
    await heading(page, "验证通过").to_be_attached()


async def test_after_a_failure_the_phone_tries_again(flow: Flow, open_page: OpenPage) -> None:
    await flow.show_card()
    await flow.outcome("failed")
    page = await open_page(flow.page_path)
    await hand_in_video(page)
    await heading(page, "验证未通过").to_be_attached()
    await expect(page.get_by_text("人脸核身未通过，请按拍摄规范重新验证")).to_be_visible()
    await sound(page)
    assert await flow.state() == "face_failed"
    await flow.outcome("passed")
    await page.get_by_role("button", name="重新验证").click()
    await heading(page, "录制面部视频").to_be_visible()
    assert await flow.state() == "face_pending"
    await hand_in_video(page)
    await heading(page, "验证通过").to_be_attached()
    assert await flow.state() == "face_passed"


async def test_staff_instead_of_the_camera(flow: Flow, open_page: OpenPage) -> None:
    page = await open_page(flow.page_path)
    await page.get_by_role("button", name="不同意，转人工核验").click()
    await heading(page, "转人工核验").to_be_focused()
    await expect(page.get_by_role("button", name="提交人工核验")).to_be_disabled()
    await sound(page)
    await choose(page, "拍摄人像面", PHOTO)
    await choose(page, "拍摄国徽面", PHOTO)
    await expect(page.get_by_role("button", name="提交人工核验")).to_be_enabled()
    await sound(page)
    await page.get_by_role("button", name="提交人工核验").click()
    await heading(page, "等待人工核验").to_be_attached()
    await sound(page)
    assert await flow.state() == "face_in_review"
    await page.reload()
    await heading(page, "等待人工核验").to_be_attached()


async def test_what_the_provider_is_unsure_of(flow: Flow, open_page: OpenPage) -> None:
    await flow.show_card()
    await flow.outcome("in_review")
    page = await open_page(flow.page_path)
    await hand_in_video(page)
    await heading(page, "等待人工核验").to_be_attached()
    await expect(page.get_by_text("会发短信到您登记的手机号")).to_be_visible()


async def test_a_link_that_ran_out_says_how_to_get_another(flow: Flow, open_page: OpenPage) -> None:
    page = await open_page(f"/m/face/{'x' * 22}")
    await heading(page, "二维码已失效").to_be_attached()
    await expect(page.get_by_text("重新获取二维码")).to_be_visible()
    await sound(page)
    # One that the registration page replaces while the phone is at work
    await page.goto(flow.page_path)
    await page.get_by_role("checkbox").check()
    await flow.client.call("POST", f"{flow.path}/face-sessions", 201)
    await page.get_by_role("button", name="同意，快速验证").click()
    await heading(page, "二维码已失效").to_be_attached()
    await page.goto("/m/nothing")
    await heading(page, "链接无效").to_be_attached()
    await sound(page)


async def test_the_network_is_lost_in_the_middle_of_an_upload(flow: Flow, open_page: OpenPage) -> None:
    await flow.show_card()
    page = await open_page(flow.page_path)
    await page.route("**/video", lambda route: route.abort("internetdisconnected"))
    await hand_in_video(page)
    await expect(page.get_by_text("网络连接中断")).to_be_visible()
    await sound(page)
    await page.unroute("**/video")
    await page.get_by_role("button", name="重新上传").click()
    await heading(page, "验证通过").to_be_attached()


async def test_refusals_are_said_and_nothing_is_lost(flow: Flow, open_page: OpenPage) -> None:
    await flow.show_card()
    page = await open_page(flow.page_path)
    answers = [(413, {}, "提交的内容过大"), (429, {"Retry-After": "60"}, "操作过于频繁"), (503, {}, "系统暂时繁忙")]

    def refuse(status: int, headers: dict[str, str]) -> Callable[[Route], Awaitable[None]]:
        return lambda route: route.fulfill(status=status, headers=headers, json={"detail": "Refused"})

    await choose(page, "改用手机相机录制", VIDEO)
    button = "提交核实"
    for status, headers, words in answers:
        await page.route("**/video", refuse(status, headers))
        await page.get_by_role("button", name=button).click()
        await expect(page.get_by_text(words)).to_be_visible()
        await page.unroute("**/video")
        button = "重新上传"
    await expect(page.get_by_text("Refused")).to_have_count(0)

    async def provider_away(route: Route) -> None:
        await route.fulfill(status=503, headers={"Retry-After": "2"}, json={})

    await page.route("**/submission", provider_away)
    await page.get_by_role("button", name="重新上传").click()
    await heading(page, "提交核实").to_be_visible()
    await sound(page)
    await page.unroute("**/submission")
    await page.get_by_role("button", name="提交核实").click()
    await heading(page, "验证通过").to_be_attached()


async def test_an_upload_that_is_cancelled_is_not_lost(flow: Flow, open_page: OpenPage) -> None:
    page = await open_page(flow.page_path)
    held: list[Route] = []
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="同意，快速验证").click()
    await page.route("**/id-card/front", lambda route: held.append(route))
    await photograph(page, "人像面", PHOTO)
    await expect(page.get_by_role("progressbar")).to_be_visible()
    await sound(page)
    await page.get_by_role("button", name="取消上传").click()
    await page.unroute("**/id-card/front")
    await page.get_by_role("button", name="清晰，使用这张").click()
    await heading(page, "拍摄身份证国徽面").to_be_visible()
    assert len(held) == 1


async def test_without_the_camera_there_is_another_way(flow: Flow, open_page: OpenPage, tmp_path: Path) -> None:
    await flow.show_card()
    page = await open_page("/m/nothing")
    await page.add_init_script(NO_CAMERA)
    await page.goto(flow.page_path)
    await page.get_by_role("button", name="打开摄像头").click()
    await expect(page.get_by_text("您没有允许使用摄像头")).to_be_visible()
    await page.get_by_role("button", name="大字版").click()
    await sound(page)
    too_large = tmp_path / "long.mp4"
    too_large.write_bytes(bytes(21 * 1024 * 1024))
    await choose(page, "从相册选择", too_large)
    await expect(page.get_by_text("超过了 20 MB")).to_be_visible()
    await choose(page, "从相册选择", VIDEO)
    await page.get_by_role("button", name="提交核实").click()
    await heading(page, "验证通过").to_be_attached()


async def test_in_wechat_without_recording(flow: Flow, open_page: OpenPage) -> None:
    await flow.show_card()
    page = await open_page("/m/nothing", user_agent="Mozilla/5.0 (Linux; Android 12) Chrome/107 MicroMessenger/8.0.40")
    await page.add_init_script("delete window.MediaRecorder")
    await page.goto(f"{flow.page_path}?back=/register")
    await expect(page.get_by_text("在浏览器打开")).to_be_visible()
    await choose(page, "用手机相机录制", VIDEO)
    await page.get_by_role("button", name="提交核实").click()
    await expect(page.get_by_role("link", name="返回注册页面")).to_have_attribute("href", "/register")


async def test_what_is_no_picture_is_refused_before_it_is_sent(flow: Flow, open_page: OpenPage) -> None:
    page = await open_page(flow.page_path)
    await page.get_by_role("checkbox").check()
    await page.get_by_role("button", name="同意，快速验证").click()
    await choose(page, "从相册选择", {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"})
    await expect(page.get_by_text("无法读取这张照片")).to_be_visible()
    await sound(page)


async def test_by_keyboard_alone(flow: Flow, open_page: OpenPage, tab_to: Callable[..., Awaitable[None]]) -> None:
    page = await open_page(flow.page_path, viewport={"width": 768, "height": 1024})
    page.on("filechooser", lambda _: None)  # waited for from now on: a key is quicker than the beginning of the wait
    await heading(page, "人脸核身").to_be_visible()
    await tab_to(page, "我已阅读告知书")
    await page.keyboard.press("Space")
    await tab_to(page, "同意，快速验证")
    await page.keyboard.press("Enter")
    for side, following in (("人像面", "拍摄身份证国徽面"), ("国徽面", "录制面部视频")):
        await heading(page, f"拍摄身份证{side}").to_be_focused()
        await tab_to(page, f"拍摄{side}")
        async with page.expect_file_chooser() as chosen:
            await page.keyboard.press("Enter")
        await (await chosen.value).set_files(PHOTO)
        await expect(page.get_by_alt_text(f"您拍摄的身份证{side}")).to_be_visible()
        await tab_to(page, "清晰，使用这张")
        await page.keyboard.press("Enter")
        await heading(page, following).to_be_focused()
    await sound(page)
    await tab_to(page, "改用手机相机录制")
    async with page.expect_file_chooser() as chosen:
        await page.keyboard.press("Enter")
    await (await chosen.value).set_files(VIDEO)
    await tab_to(page, "提交核实")
    await page.keyboard.press("Enter")
    await heading(page, "验证通过").to_be_attached()
    await sound(page)
