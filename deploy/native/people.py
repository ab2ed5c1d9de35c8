"""Invented archived people, the register that a clerk keeps of them, and the papers that they hand in."""

import io
import random
import secrets
from dataclasses import dataclass
from datetime import date, timedelta

from openpyxl import Workbook
from PIL import Image, ImageDraw, ImageFont

LETTER_FONT = "/usr/share/fonts/truetype/arphic/uming.ttc"
HEADINGS = ("姓名", "身份证号", "性别", "存档类别", "存档编号", "解聘时间", "缴费截止时间")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class Holder:
    """An invented archived person as the register knows them."""

    name: str
    id_number: str
    sex: str
    archive_type: str
    archive_number: str
    phone: str
    dismissed_on: str = ""
    fees_paid_until: str = "2026-12"

    @property
    def row(self) -> tuple[str, ...]:
        """The row of the register, in the order of ``HEADINGS``."""
        label = "单位存档" if self.archive_type == "unit" else "个人存档"
        return (
            self.name,
            self.id_number,
            self.sex,
            label,
            self.archive_number,
            self.dismissed_on,
            self.fees_paid_until,
        )


def invent(count: int, *, archive_type: str = "individual", **facts: str) -> list[Holder]:
    """Make up people whose ID numbers and phones are valid and unlikely to have been used before."""
    return [_invent_one(archive_type, facts) for _ in range(count)]


def _invent_one(archive_type: str, facts: dict[str, str]) -> Holder:
    rng = random.SystemRandom()
    birth = date(1960, 1, 1) + timedelta(days=rng.randrange(15_000))
    first17 = f"{rng.choice(('110101', '310104', '440106', '510104'))}{birth:%Y%m%d}{rng.randrange(1000):03d}"
    check = "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True)) % 11]
    usual = {
        "name": rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, 2)),
        "id_number": first17 + check,
        "sex": "男" if int(first17[16]) % 2 else "女",
        "archive_type": archive_type,
        "archive_number": f"22{rng.randrange(10**10):010d}",
        "phone": f"13{rng.randrange(10**9):09d}",
    }
    return Holder(**usual | facts)


def register_workbook(holders: list[Holder]) -> bytes:
    """The register of these people as an .xlsx file."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("登记表")
    sheet.append(["流动人员人事档案登记表（演示）"])
    sheet.append(list(HEADINGS))
    for holder in holders:
        sheet.append(list(holder.row))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def introduction_letter(name: str = "示例") -> bytes:
    """A unit's introduction letter as a JPG picture, 1200 by 1600."""
    picture = Image.new("RGB", (1200, 1600), "white")
    draw = ImageDraw.Draw(picture)
    title, body = (ImageFont.truetype(LETTER_FONT, size) for size in (72, 42))
    draw.text((330, 160), "单 位 介 绍 信", font=title, fill="black")
    draw.text((120, 400), f"兹介绍我单位 {name} 前往你处办理存档证明，", font=body, fill="black")
    draw.text((120, 480), "请予接洽为盼。", font=body, fill="black")
    draw.text((700, 900), "示例单位（演示）", font=body, fill="black")
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


def id_card_photo() -> bytes:
    """What passes for a photo of one side of an ID card."""
    file = io.BytesIO()
    Image.new("RGB", (640, 400), "#dfe6ee").save(file, "JPEG")
    return file.getvalue()


def face_video() -> bytes:
    """What passes for a video by its first bytes; the sandbox's provider looks no further."""
    return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + secrets.token_bytes(2_000)
