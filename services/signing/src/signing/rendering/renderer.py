"""Draws a letter: facts and text in, the bytes of an unsigned PDF out.

The same facts give the same bytes: dates come from the facts, the document's ID from its content. Text is drawn
literally; reportlab's ``Paragraph``, which parses markup, is never used.
"""

from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from urllib.parse import quote

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from signing.domain.facts import LetterFacts, chinese_date
from signing.letters.template import Paragraph, Template
from signing.rendering import page
from signing.rendering.fonts import FontChain
from signing.rendering.lines import Line, Measure, break_lines
from signing.rendering.pagination import Sheet, paginate
from signing.rendering.qr import draw_qr
from signing.rendering.seal import Seal
from signing.rendering.watermark import Watermark

rl_config.useA85 = 0  # binary streams: a third smaller

FILL, FILL_AND_STROKE = 0, 2
CREATOR = "Zhengxin"


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """An unsigned letter."""

    pdf: bytes = field(repr=False)
    pages: int


@dataclass(frozen=True, slots=True)
class Renderer:
    """What is prepared once and used for every letter. Not for two threads at once: reportlab's fonts keep state."""

    fonts: FontChain
    seal: Seal
    watermark: Watermark
    public_url: str

    def render(self, facts: LetterFacts, template: Template) -> RenderedLetter:
        """Draw the letter.

        Raises:
            GlyphMissing: no font draws one of its characters.
            LetterTooLong: it needs more pages than a letter may have.
        """
        sheets = paginate(self._lines(template.fill(facts.places())))
        buffer = BytesIO()
        canvas = self._canvas(buffer, facts, template.title)
        for number, sheet in enumerate(sheets, start=1):
            last = number == len(sheets)
            self._draw_background(canvas, facts, sheet if last else None)
            self._draw_text(canvas, page.RIGHT, page.NUMBER_ROW, facts.display_number, page.NUMBER_SIZE, align=1)
            if number == 1:
                self._draw_title(canvas, template.title)
            self._draw_body(canvas, sheet)
            if last:
                self._draw_sign_off(canvas, facts, sheet)
            self._draw_foot(canvas, facts)
            if len(sheets) > 1:
                self._draw_folio(canvas, number, len(sheets))
            canvas.showPage()
        canvas.save()
        return RenderedLetter(buffer.getvalue(), len(sheets))

    def _lines(self, paragraphs: list[Paragraph]) -> list[Line]:
        measure = Measure(page.WIDTH, page.BODY_SIZE, page.BODY_SPACE, lambda c: self.fonts.width(c) * page.BODY_SIZE)
        return [
            line
            for paragraph in paragraphs
            for line in break_lines(paragraph.text, measure, indent=page.INDENT if paragraph.indented else 0)
        ]

    def _canvas(self, buffer: BytesIO, facts: LetterFacts, title: str) -> Canvas:
        canvas = Canvas(
            buffer,
            pagesize=A4,
            invariant=1,
            pageCompression=1,
            pdfVersion=(1, 4),
            lang="zh-CN",
            initialFontName=self.fonts.first.fontName,
        )
        canvas._doc._timeStamp = IssueTime(facts.issued_on)  # reportlab offers no other way to set the dates
        canvas.setTitle(f"{title} {facts.display_number}")
        canvas.setAuthor(facts.issuer)
        canvas.setSubject(title)
        canvas.setCreator(CREATOR)
        canvas.setProducer(CREATOR)
        return canvas

    def _draw_background(self, canvas: Canvas, facts: LetterFacts, last: Sheet | None) -> None:
        """Watermark, then the seal on the last page: the text is printed over both."""
        if facts.sandbox:
            self.watermark.draw(canvas)
        if last is not None:
            row = _issuer_row(last)
            self.seal.draw(canvas, self._date_centre(facts), (page.baseline(row) + page.baseline(row - 1)) / 2)

    def _draw_title(self, canvas: Canvas, title: str) -> None:
        canvas.saveState()
        canvas.setLineWidth(page.TITLE_STROKE)
        centre = page.LEFT + page.WIDTH / 2
        self._draw_text(canvas, centre, page.TITLE_ROW, title, page.TITLE_SIZE, align=0.5, mode=FILL_AND_STROKE)
        canvas.restoreState()

    def _draw_body(self, canvas: Canvas, sheet: Sheet) -> None:
        for row, line in enumerate(sheet.lines, start=sheet.first_row):
            self._set(canvas, page.LEFT + line.indent, page.baseline(row), line.text, page.BODY_SIZE, line.space)

    def _draw_sign_off(self, canvas: Canvas, facts: LetterFacts, sheet: Sheet) -> None:
        """Issuer above date, centred on it, within the right edge."""
        row = _issuer_row(sheet)
        width = self._width(facts.issuer, page.BODY_SIZE)
        left = min(self._date_centre(facts) - width / 2, page.RIGHT - width)
        self._set(canvas, left, page.baseline(row), facts.issuer, page.BODY_SIZE)
        issued_on = chinese_date(facts.issued_on)
        self._draw_text(canvas, page.RIGHT - page.DATE_INDENT, row + 1, issued_on, page.BODY_SIZE, align=1)

    def _draw_foot(self, canvas: Canvas, facts: LetterFacts) -> None:
        """QR code, check code beneath it, and how to check."""
        address = f"{self.public_url}/verify/{quote(facts.number)}?c={quote(facts.check_code)}"
        hint = f"扫描二维码，或登录 {self.public_url}/verify 输入编号和查验码，即可查验本证明信的真伪。"
        measure = Measure(page.WIDTH, page.HINT_SIZE, 0, lambda c: self.fonts.width(c) * page.HINT_SIZE)
        hints = break_lines(hint, measure)
        height = page.BOTTOM + len(hints) * page.HINT_PITCH + page.CODE_GAP
        draw_qr(canvas, address, page.LEFT, height + page.CODE_SIZE + page.CODE_GAP, page.QR_SIZE)
        self._set(canvas, page.LEFT, height, f"查验码：{facts.check_code}", page.CODE_SIZE)
        height -= page.CODE_GAP
        for line in hints:
            height -= page.HINT_PITCH
            self._set(canvas, page.LEFT, height, line.text, page.HINT_SIZE, line.space)

    def _draw_folio(self, canvas: Canvas, number: int, pages: int) -> None:
        text = f"第{number}页 共{pages}页"
        left = page.LEFT + (page.WIDTH - self._width(text, page.FOLIO_SIZE)) / 2
        self._set(canvas, left, page.FOLIO_BASELINE, text, page.FOLIO_SIZE)

    def _draw_text(
        self, canvas: Canvas, x: float, row: int, text: str, size: float, *, align: float, mode: int = FILL
    ) -> None:
        """One line of which the left (align 0), middle (0.5) or right end (1) stands at ``x``."""
        self._set(canvas, x - align * self._width(text, size), page.baseline(row, size), text, size, mode=mode)

    def _set(
        self, canvas: Canvas, x: float, y: float, text: str, size: float, space: float = 0, mode: int = FILL
    ) -> None:
        writer = canvas.beginText(x, y)
        writer.setTextRenderMode(mode)
        writer.setCharSpace(space)
        for font, run in self.fonts.runs(text):
            writer.setFont(font.fontName, size)
            writer.textOut(run)
        canvas.drawText(writer)

    def _width(self, text: str, size: float) -> float:
        return sum(map(self.fonts.width, text)) * size

    def _date_centre(self, facts: LetterFacts) -> float:
        width = self._width(chinese_date(facts.issued_on), page.BODY_SIZE)
        return page.RIGHT - page.DATE_INDENT - width / 2


class IssueTime:
    """The moment reportlab writes as the document's creation: the day of issue, 00:00 in China."""

    def __init__(self, issued_on: date) -> None:
        self.t = float(issued_on.toordinal())
        self.YMDhms = (issued_on.year, issued_on.month, issued_on.day, 0, 0, 0)
        self.dhh = 8
        self.dmm = 0


def _issuer_row(sheet: Sheet) -> int:
    return sheet.next_row + page.SIGN_OFF_ROWS - 2
