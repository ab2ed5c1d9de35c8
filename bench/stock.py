"""The same letter by what one would take from the shelf: drawn by reportlab, certified by pyHanko."""

from collections.abc import Sequence
from io import BytesIO

import segno
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from signing.domain.facts import LetterFacts
from signing.fonts.sources import BODY
from signing.keys.file_key import FileKey
from signing.typesetting.qr import verify_address
from signing.typesetting.seal import RADIUS
from signing.typesetting.sheet import Sheet, Text

FONT = "UMing"
PASSWORD = b"benchmark"


class StockPress:
    """Signs with a key that is loaded once. Placed texts are given, so layout costs it nothing."""

    def __init__(self, key: FileKey, *, public_url: str) -> None:
        self._signer = signers.SimpleSigner.load_pkcs12_data(key.to_pkcs12(PASSWORD.decode()), (), PASSWORD)
        self._public_url = public_url
        source = next(source for source in BODY if source.name == "uming")
        registerFont(TTFont(FONT, f"/{source.path}", subfontIndex=source.index))

    def make(self, facts: LetterFacts, sheets: Sequence[Sheet]) -> bytes:
        """One signed letter."""
        return self._signed(self._drawn(facts, sheets))

    def _drawn(self, facts: LetterFacts, sheets: Sequence[Sheet]) -> bytes:
        out = BytesIO()
        canvas = Canvas(out, pagesize=A4)
        canvas.setTitle(facts.display_number)
        canvas.setAuthor(facts.issuer)
        code = segno.make_qr(verify_address(self._public_url, facts.number, facts.check_code), error="m")
        for sheet in sheets:
            for text in (*sheet.texts, *([sheet.title] if sheet.title else [])):
                _draw(canvas, text)
            if sheet.qr is not None:
                _draw_code(canvas, code.matrix, *sheet.qr)
            if sheet.seal is not None:
                canvas.setStrokeColorRGB(0.902, 0, 0.071)
                canvas.circle(*sheet.seal, RADIUS)
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    def _signed(self, pdf: bytes) -> bytes:
        metadata = signers.PdfSignatureMetadata(
            field_name="Seal",
            certify=True,
            docmdp_permissions=fields.MDPPerm.NO_CHANGES,
            subfilter=fields.SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            reason="签发证明信",
            location="中国",
        )
        signed: BytesIO = signers.sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)), metadata, self._signer, new_field_spec=fields.SigFieldSpec("Seal")
        )
        return signed.getvalue()


def _draw(canvas: Canvas, text: Text) -> None:
    canvas.setFont(FONT, text.size)
    canvas.drawString(text.x, text.y, text.text, charSpace=text.space)


def _draw_code(canvas: Canvas, modules: Sequence[bytearray], x: float, y: float, side: float) -> None:
    step = side / len(modules)
    path = canvas.beginPath()
    for row, line in enumerate(modules):
        for column, dark in enumerate(line):
            if dark:
                path.rect(x + column * step, y + side - (row + 1) * step, step, step)
    canvas.drawPath(path, stroke=0, fill=1)
