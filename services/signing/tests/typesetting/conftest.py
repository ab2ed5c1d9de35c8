"""Facts of letters, a typesetter, and a drawing of what is typeset: a PDF of nothing but shapes, as pdfium shows it."""

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from signing.domain.errors import GlyphMissing
from signing.domain.facts import LetterFacts
from signing.fonts.chain import FontChain
from signing.fonts.folder import usual_folder
from signing.fonts.letter_fonts import LetterFonts, open_fonts
from signing.typesetting.outlines import Path, add_text
from signing.typesetting.page import PAGE_HEIGHT, PAGE_WIDTH
from signing.typesetting.qr import QrCode
from signing.typesetting.seal import seal_operators, stamped, stamped_operators
from signing.typesetting.sheet import Sheet, Text
from signing.typesetting.typesetter import Typesetter
from signing.typesetting.watermark import watermark_operators

DPI = 150


def usual_facts(**changes: Any) -> LetterFacts:
    """A custody certificate's facts, unless told otherwise."""
    usual: dict[str, Any] = {
        "certificate_type": "custody",
        "name": "张𬭎",
        "id_number": "11010119900307001X",
        "sex": "男",
        "archive_type": "unit",
        "archive_number": "220752019523",
        "purpose": "办理购房贷款手续",
        "receiver": "北京市公安局海淀分局中关村派出所",
        "number": "202600000123",
        "display_number": "证信〔2026〕00000123号",
        "check_code": "K7QF2M9DAB",
        "issued_on": date(2026, 11, 22),
        "issuer": "示例人才交流服务中心",
        "sandbox": True,
    }
    return LetterFacts(**usual | changes)


@pytest.fixture(scope="session")
def letter_facts() -> Callable[..., LetterFacts]:
    """Makes facts."""
    return usual_facts


@pytest.fixture(scope="session")
def typesetter() -> Typesetter:
    """Sets letters in a face with full widths for Chinese and half ones for ASCII; it has no emoji."""

    def em(character: str) -> float:
        if character == "𰻝":
            raise GlyphMissing(character)
        return 0.5 if character.isascii() else 1.0

    return Typesetter(width=em, title_width=em, public_url="https://zhengxin.example")


@pytest.fixture(scope="session")
def fonts() -> LetterFonts:
    """The machine's prepared fonts."""
    return open_fonts(usual_folder())


@pytest.fixture(scope="session")
def draw(fonts: LetterFonts) -> Callable[..., Image.Image]:
    """Draws a page: watermark, text, QR code, and last the seal with what it is pressed on."""

    def picture(sheet: Sheet, qr: QrCode, *, issuer: str = "示例人才交流服务中心") -> Image.Image:
        content = [watermark_operators(fonts.body), b"0 g"]
        content += [outlined(text, fonts.body) for text in sheet.texts]
        if sheet.title:
            content.append(outlined(sheet.title, fonts.title))
        if sheet.qr:
            content.append(squares(qr, *sheet.qr))
        if sheet.seal:
            seal = seal_operators(issuer, fonts.title, number="1101000000123")
            over = stamped_operators(stamped(sheet), fonts.body)
            content.append(b"q 1 0 0 1 %.2f %.2f cm\n%b%bQ" % (*sheet.seal, seal, over))
        document = pypdfium2.PdfDocument(minimal_pdf(b"\n".join(content)))
        seen: Image.Image = document[0].render(scale=DPI / 72).to_pil()
        return seen.convert("RGB")

    return picture


def outlined(text: Text, chain: FontChain) -> bytes:
    """A text as shapes."""
    path = Path()
    add_text(path, chain, text, reach=math.inf)
    return path.painted("0 g")


def squares(code: QrCode, x: float, y: float, side: float) -> bytes:
    """The dark modules of a QR code."""
    module, stride = side / code.side, len(code.rows) // code.side
    return b"\n".join(
        f"{x + column * module:.2f} {y + side - (row + 1) * module:.2f} {module} {module} re f".encode()
        for row in range(code.side)
        for column in range(code.side)
        if code.rows[row * stride + column // 8] >> (7 - column % 8) & 1
    )


def minimal_pdf(content: bytes) -> bytes:
    """A document of one page without text."""
    objects: Sequence[bytes] = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %.2f %.2f]/Contents 4 0 R>>" % (PAGE_WIDTH, PAGE_HEIGHT),
        b"<</Length %d>>stream\n%b\nendstream" % (len(content), content),
    )
    body = b"".join(b"%d 0 obj\n%b\nendobj\n" % numbered for numbered in enumerate(objects, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R/Size 5>>\n%%EOF\n"
