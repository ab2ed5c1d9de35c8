"""What is typeset, seen as a picture of 150 dpi."""

from collections.abc import Callable
from itertools import product

import pytest
import zxingcpp
from PIL import Image
from signing.domain.facts import LetterFacts
from signing.fonts.letter_fonts import LetterFonts
from signing.letters import LETTER_TYPES
from signing.typesetting import page
from signing.typesetting.outlines import UNIT, Path, PathPen
from signing.typesetting.qr import QrWriter, verify_address
from signing.typesetting.seal import RADIUS, RING, seal_operators, stamped, stamped_operators
from signing.typesetting.typesetter import Typesetter

ORIGIN = "https://zhengxin.example"
ADDRESS = verify_address(ORIGIN, "202600000123", "K7QF2M9DAB")
SCALE = 150 / 72
RED, GREY = (230, 0, 18), (236, 236, 236)


@pytest.fixture(scope="module")
def installed(fonts: LetterFonts) -> Typesetter:
    """Sets letters in the prepared fonts."""
    return Typesetter(width=fonts.body.width, title_width=fonts.title.width, public_url=ORIGIN)


def dark(picture: Image.Image, box: tuple[float, float, float, float]) -> int:
    """Pixels darker than the watermark in a box of points."""
    left, bottom, right, top = (round(value * SCALE) for value in box)
    part = picture.crop((left, picture.height - top, right, picture.height - bottom)).convert("L")
    return sum(part.histogram()[:200])


@pytest.mark.parametrize("code", LETTER_TYPES)
def test_a_letter_as_it_looks(
    installed: Typesetter, letter_facts: Callable[..., LetterFacts], draw: Callable[..., Image.Image], code: str
) -> None:
    (sheet,) = installed.typeset(letter_facts(), LETTER_TYPES[code].template())
    picture = draw(sheet, QrWriter(ADDRESS).modules(ADDRESS))
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == ADDRESS
    assert sheet.seal is not None
    x, y = sheet.seal
    assert picture.getpixel((round(x * SCALE), picture.height - round((y + 5) * SCALE))) == RED
    assert GREY in {picture.getpixel(place) for place in product(range(0, 1200, 7), range(0, 1700, 7))}
    edges = (
        (0, 0, page.LEFT - 1, page.PAGE_HEIGHT),
        (page.RIGHT + 1, 0, page.PAGE_WIDTH, page.PAGE_HEIGHT),
        (0, page.TOP, page.PAGE_WIDTH, page.PAGE_HEIGHT),
        (0, 0, page.PAGE_WIDTH, page.BOTTOM - 4),
    )
    assert [dark(picture, edge) for edge in edges] == [0, 0, 0, 0]
    assert dark(picture, (page.LEFT, page.BOTTOM, page.RIGHT, page.TOP)) > 10_000


@pytest.mark.parametrize(
    "issuer", ["某局", "示例人才交流服务中心", "示例省示例市示例区人力资源和社会保障局人才交流服务中心处"]
)
def test_a_seal_stays_within_its_ring_and_shows_its_colours(fonts: LetterFonts, issuer: str) -> None:
    operators = seal_operators(issuer, fonts.title, number="1101000000123").decode("ascii").splitlines()
    assert operators[:3] == ["q", f"0.902 0 0.071 RG {RING / UNIT:.0f} w", f"{UNIT} 0 0 {UNIT} 0 0 cm"]
    assert operators[-2:] == ["f", "Q"]
    points = [
        int(value) for line in operators if line[-1] in "mlc" and line[-2:] != "cm" for value in line.split()[:-1]
    ]
    assert RADIUS - 3 < max(map(abs, points)) * UNIT <= RADIUS


def test_curves_become_lines_as_near_as_asked() -> None:
    def drawn(flat: float) -> list[str]:
        path = Path(flat)
        pen = PathPen(path)
        pen.moveTo((0, 0))
        pen.qCurveTo((1, 0.01), (3, 0))
        pen.qCurveTo((6, 0), (6, 3))
        pen.closePath()
        return path.painted("0 g").decode("ascii").splitlines()[3:-2]

    middle = drawn(0.3)
    assert middle == ["0 0 m", "30 0 l", "52 8 l", "60 30 l", "h"]  # (3 + 2·6 + 6) / 4 = 5.25, (0 + 0 + 3) / 4 = 0.75
    assert drawn(2)[1:] == ["30 0 l", "60 30 l", "h"]
    assert len(drawn(0.01)) > len(drawn(0.2)) > len(drawn(2))


def test_what_is_stamped_is_alike_for_the_letters_of_a_day(
    installed: Typesetter, letter_facts: Callable[..., LetterFacts], fonts: LetterFonts
) -> None:
    template = LETTER_TYPES["custody"].template()
    short, long = (installed.typeset(letter_facts(purpose=purpose), template)[-1] for purpose in ("贷款", "用途" * 150))
    assert short.seal != long.seal
    assert stamped(short) == stamped(long)
    assert stamped_operators(stamped(short), fonts.body).startswith(f"q\n0 g\n{UNIT} 0 0 ".encode())
