"""Sets a letter: facts and text in, placed texts out. Whatever letters have in common is prepared once."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from signing.domain.facts import LetterFacts, chinese_date
from signing.letters.template import Template
from signing.typesetting import page
from signing.typesetting.lines import Line, Measure, break_lines
from signing.typesetting.pagination import Share, paginate
from signing.typesetting.sheet import Sheet, Text

CODE_LABEL = "查验码："
HINT = "扫描二维码，或登录 {address} 输入编号和查验码，即可查验本证明信的真伪。"
FOLIO = "第{number}页 共{pages}页"
REMEMBERED = 64
"""Titles and sign-offs: there are a few of each on a day."""
BASELINES = tuple(page.baseline(row) for row in range(page.ROWS_BESIDE))


class SignOff(NamedTuple):
    """Issuer and date, and where their left ends stand.

    ``centre`` is the middle of the date, ``rows`` how far down the page they may go.
    """

    issuer: str
    issuer_x: float
    issued_on: str
    date_x: float
    centre: float
    rows: int


class Typesetter:
    """Sets letters in fonts of which it knows the widths."""

    def __init__(self, *, width: Callable[[str], float], title_width: Callable[[str], float], public_url: str) -> None:
        """Widths are advances in em and raise GlyphMissing; ``public_url`` is where letters are checked."""
        self._body = _measure(page.BODY_SIZE, width, space=page.BODY_SPACE)
        self._number = _measure(page.NUMBER_SIZE, width)
        self._code = _measure(page.CODE_SIZE, width)
        self._folio = _measure(page.FOLIO_SIZE, width)
        self._title_measure = _measure(page.TITLE_SIZE, title_width)
        self._title = lru_cache(REMEMBERED)(self._set_title)
        self._sign_off = lru_cache(REMEMBERED)(self._set_sign_off)
        hints = break_lines(HINT.format(address=f"{public_url}/verify"), _measure(page.HINT_SIZE, width))
        self._code.of(CODE_LABEL)
        rise = page.BOTTOM + (len(hints) - 1) * page.HINT_PITCH
        self._hints = tuple(
            Text(page.LEFT, rise - number * page.HINT_PITCH, page.HINT_SIZE, hint.space, hint.text)
            for number, hint in enumerate(hints)
        )
        self._code_y = rise + page.HINT_PITCH + 1
        self._qr = (page.LEFT, self._code_y + page.CODE_SIZE + page.QR_GAP, page.QR_SIDE)

    def typeset(self, facts: LetterFacts, template: Template) -> list[Sheet]:
        """Set a letter.

        Raises:
            GlyphMissing: no font draws one of its characters.
            LetterTooLong: it needs more pages than a letter may have.
        """
        lines = [
            line
            for paragraph in template.fill(facts.places())
            for line in break_lines(paragraph.text, self._body, indent=page.INDENT if paragraph.indented else 0.0)
        ]
        sign_off = self._sign_off(facts.issuer, facts.issued_on)
        shares = paginate(len(lines), last_rows=sign_off.rows)
        number, code = self._number_of(facts.display_number), self._code_of(facts.check_code)
        sheets = []
        for place, share in enumerate(shares, start=1):
            texts = [number, *_body(lines, share)]
            seal = None
            if place == len(shares):
                seal = _add_sign_off(texts, sign_off, share)
            texts.append(code)
            texts.extend(self._hints)
            if len(shares) > 1:
                texts.append(self._folio_of(place, len(shares)))
            sheets.append(Sheet(texts, self._title(template.title) if place == 1 else None, seal, self._qr))
        return sheets

    def _number_of(self, display_number: str) -> Text:
        size = page.NUMBER_SIZE
        left = page.RIGHT - self._number.of(display_number)
        return Text(left, page.baseline(page.NUMBER_ROW, size), size, 0.0, display_number)

    def _code_of(self, check_code: str) -> Text:
        self._code.of(check_code)  # raises GlyphMissing
        return Text(page.LEFT, self._code_y, page.CODE_SIZE, 0.0, CODE_LABEL + check_code)

    def _folio_of(self, number: int, pages: int) -> Text:
        text = FOLIO.format(number=number, pages=pages)
        left = page.LEFT + (page.WIDTH - self._folio.of(text)) / 2
        return Text(left, page.FOLIO_BASELINE, page.FOLIO_SIZE, 0.0, text)

    def _set_sign_off(self, issuer: str, issued_on: date) -> SignOff:
        """The issuer is centred on the date, but stays between the edges."""
        day = chinese_date(issued_on)
        right = page.RIGHT - page.DATE_INDENT
        date_x = right - self._body.of(day)
        centre = (date_x + right) / 2
        width = self._body.of(issuer)
        issuer_x = min(centre - width / 2, page.RIGHT - width)
        rows = page.ROWS_BESIDE if min(issuer_x, date_x) >= page.QR_RIGHT else page.ROWS
        return SignOff(issuer, issuer_x, day, date_x, centre, rows)

    def _set_title(self, title: str) -> Text:
        """Centred; one that is too long for the line is set smaller."""
        width = self._title_measure.of(title)
        scale = min(1.0, page.WIDTH / width)
        size = page.TITLE_SIZE * scale
        left = page.LEFT + (page.WIDTH - width * scale) / 2
        return Text(left, page.baseline(page.TITLE_ROW, size), size, 0.0, title)


def _measure(size: float, width: Callable[[str], float], *, space: float = 0.0) -> Measure:
    return Measure(line=page.WIDTH, size=size, space=space, width=width)


def _body(lines: list[Line], share: Share) -> list[Text]:
    baselines = BASELINES[share.first_row : share.next_row]
    return [
        Text(page.LEFT + indent, y, page.BODY_SIZE, space, text)
        for y, (text, indent, space) in zip(baselines, lines[share.begin : share.end], strict=True)
    ]


def _add_sign_off(texts: list[Text], sign_off: SignOff, share: Share) -> tuple[float, float]:
    """Issuer above date; returns where the seal's centre is."""
    row = share.next_row + page.ISSUER_ROW
    y = BASELINES[row]
    texts.append(Text(sign_off.issuer_x, y, page.BODY_SIZE, page.BODY_SPACE, sign_off.issuer))
    texts.append(Text(sign_off.date_x, BASELINES[row + 1], page.BODY_SIZE, page.BODY_SPACE, sign_off.issued_on))
    return sign_off.centre, y + page.SEAL_RISE
