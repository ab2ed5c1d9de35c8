"""A typeset letter says what its facts and its text say, within the edges, and nothing lies upon anything else."""

from collections.abc import Callable, Sequence
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from signing.domain.errors import GlyphMissing, LetterTooLong
from signing.domain.facts import LetterFacts
from signing.letters import LETTER_TYPES
from signing.letters.letter_type import LetterType
from signing.typesetting import page
from signing.typesetting.lines import HANG
from signing.typesetting.seal import RADIUS, stamped
from signing.typesetting.sheet import Sheet, Text
from signing.typesetting.typesetter import Typesetter

Facts = Callable[..., LetterFacts]
LONG_NAME = "阿卜杜热依木·麦麦提" * 5
LONG_UNIT = "某某省某某市人力资源和社会保障局流动人员人事档案管理服务中心（档案室）" * 2
FOOT = (
    "查验码：K7QF2M9DAB",
    "扫描二维码，或登录 https://zhengxin.example/verify 输入编号和查验码，即可查验本证明信的真伪。",
)
TEMPLATES = {code: letter_type.template() for code, letter_type in LETTER_TYPES.items()}


def width_of(text: Text) -> float:
    """A text's width in the face of the tests."""
    ink = text.text.rstrip()
    return sum(0.5 if c.isascii() else 1.0 for c in ink) * text.size + text.space * (len(ink) - 1)


def body_of(sheets: Sequence[Sheet]) -> str:
    """What stands between the number and the foot."""
    foot = sum(text.text in FOOT for text in sheets[0].texts)
    return "".join(text.text for sheet in sheets for text in sheet.texts[1 : -foot - (len(sheets) > 1)])


def assert_sound(sheets: Sequence[Sheet]) -> None:
    """Everything is within the edges and apart from everything else."""
    for sheet in sheets:
        for text in sheet.texts:
            assert text.x >= page.LEFT - 0.01
            assert text.x + width_of(text) <= page.RIGHT + HANG * text.size + 0.02
        for above, below in pairwise(sorted(sheet.texts, key=lambda text: -text.y)):
            assert above.y - below.y >= below.size
        assert sheet.qr is not None
        x, y, side = sheet.qr
        assert x == page.LEFT
        for text in sheet.texts:
            beside = text.x > x + side + text.size
            assert beside or text.y - 0.2 * text.size > y + side or text.y + text.size < y
        if sheet.seal:
            assert sheet.seal[1] - RADIUS > y - page.QR_GAP
    assert [sheet.seal is not None for sheet in sheets] == [False] * (len(sheets) - 1) + [True]
    assert [sheet.title is not None for sheet in sheets] == [True] + [False] * (len(sheets) - 1)


def test_a_usual_letter(typesetter: Typesetter, letter_facts: Facts) -> None:
    (sheet,) = typesetter.typeset(letter_facts(), TEMPLATES["custody"])
    assert [text.text for text in sheet.texts] == [
        "证信〔2026〕00000123号",
        "北京市公安局海淀分局中关村派出所：",
        "兹证明张𬭎，男，居民身份证号码11010119900307001X，其",
        "人事档案现由示例人才交流服务中心保管，存档编号为",
        "220752019523，存档类别为单位存档。",
        "本证明用途：办理购房贷款手续。",
        "特此证明。",
        "示例人才交流服务中心",
        "2026年11月22日",
        *FOOT,
    ]
    assert_sound([sheet])


def test_things_stand_where_the_standard_wants_them(typesetter: Typesetter, letter_facts: Facts) -> None:
    (sheet,) = typesetter.typeset(letter_facts(), TEMPLATES["custody"])
    number, receiver, first = sheet.texts[:3]
    issuer, day = sheet.texts[7:9]
    assert sheet.title is not None
    assert sheet.seal is not None
    assert number.x + width_of(number) == pytest.approx(page.RIGHT)
    assert sheet.title.x + width_of(sheet.title) / 2 == pytest.approx(page.LEFT + page.WIDTH / 2)
    assert (receiver.x, first.x) == pytest.approx((page.LEFT, page.LEFT + 2 * page.CELL))
    assert receiver.y - first.y == pytest.approx(page.PITCH)
    assert day.x + width_of(day) == pytest.approx(page.RIGHT - 4 * page.CELL)
    middle = day.x + width_of(day) / 2
    assert issuer.x + width_of(issuer) / 2 == pytest.approx(middle)
    assert sheet.seal[0] == pytest.approx(middle)
    assert [text.text for text in stamped(sheet)] == [issuer.text, day.text]
    last = sheet.texts[6]
    assert 0 < last.y - (sheet.seal[1] + RADIUS) < page.PITCH


def test_the_political_review_names_the_day_of_examination(typesetter: Typesetter, letter_facts: Facts) -> None:
    facts = letter_facts(examined_on=date(2026, 11, 18), valid_until=date(2027, 5, 21))
    said = body_of(typesetter.typeset(facts, TEMPLATES["political_review"]))
    assert "截至2026年11月18日，经查阅其人事档案，未见有关违纪违法记载。" in said
    assert "本证明有效期至2027年5月21日。特此证明。" in said
    said = body_of(typesetter.typeset(letter_facts(), TEMPLATES["political_review"]))
    assert "截至2026年11月22日，" in said
    assert "有效期" not in said


def test_a_long_name_and_a_long_unit_stay_on_the_page(typesetter: Typesetter, letter_facts: Facts) -> None:
    assert (len(LONG_NAME), len(LONG_UNIT) >= 60) == (50, True)
    for changes in ({"name": LONG_NAME}, {"receiver": LONG_UNIT}, {"name": LONG_NAME, "receiver": LONG_UNIT}):
        sheets = typesetter.typeset(letter_facts(**changes), TEMPLATES["political_review"])
        assert len(sheets) == 1
        assert_sound(sheets)
        said = body_of(sheets)
        assert all(text in said for text in changes.values())


def test_pages_are_numbered_and_each_can_be_checked(typesetter: Typesetter, letter_facts: Facts) -> None:
    sheets = typesetter.typeset(letter_facts(purpose="用途" * 200), TEMPLATES["custody"])
    assert [sheet.texts[-1].text for sheet in sheets] == ["第1页 共2页", "第2页 共2页"]
    assert all(sheet.texts[0].text == "证信〔2026〕00000123号" for sheet in sheets)
    assert_sound(sheets)


def test_a_purpose_of_2000_characters_is_too_long(typesetter: Typesetter, letter_facts: Facts) -> None:
    with pytest.raises(LetterTooLong):
        typesetter.typeset(letter_facts(purpose="用途" * 1000), TEMPLATES["custody"])
    sheets = typesetter.typeset(letter_facts(purpose="a" * 2000), TEMPLATES["custody"])
    assert len(sheets) <= 4
    assert_sound(sheets)


@pytest.mark.parametrize("field", ["name", "check_code", "display_number", "purpose", "receiver"])
def test_a_character_without_a_glyph_is_named(typesetter: Typesetter, letter_facts: Facts, field: str) -> None:
    with pytest.raises(GlyphMissing, match=r"“𰻝”（U\+30EDD）"):
        typesetter.typeset(letter_facts(**{field: "张𰻝"}), TEMPLATES["custody"])


def test_an_issuer_of_28_characters_fills_the_line(typesetter: Typesetter, letter_facts: Facts) -> None:
    (sheet,) = typesetter.typeset(letter_facts(issuer="某" * 28), TEMPLATES["custody"])
    (issuer,) = (text for text in sheet.texts if text.text == "某" * 28)
    assert issuer.x == pytest.approx(page.LEFT)
    assert_sound([sheet])


def test_a_title_too_long_for_its_line_is_set_smaller(typesetter: Typesetter, letter_facts: Facts) -> None:
    custody = TEMPLATES["custody"]
    (sheet,) = typesetter.typeset(letter_facts(), type(custody)("证" * 30, custody.paragraphs))
    assert sheet.title is not None
    assert width_of(sheet.title) == pytest.approx(page.WIDTH)


def test_a_long_address_takes_two_lines(letter_facts: Facts) -> None:
    origin = "https://" + "certificate-letters." * 4 + "example"
    sheets = Typesetter(width=lambda _: 0.5, title_width=lambda _: 1.0, public_url=origin).typeset(
        letter_facts(), TEMPLATES["custody"]
    )
    assert f"{origin}/verify" in "".join(text.text for text in sheets[0].texts)
    assert sheets[0].texts[-1].y >= page.BOTTOM


@given(
    st.text(st.sampled_from("档案人事，。（）1aX- 《》"), max_size=1200),
    st.text(st.sampled_from("张王·阿"), min_size=1, max_size=50),
    st.text(st.sampled_from("某省局（）"), max_size=60),
    st.sampled_from(sorted(TEMPLATES)),
)
def test_whatever_the_facts_the_letter_says_them_and_nothing_overlaps(
    typesetter: Typesetter, letter_facts: Facts, purpose: str, name: str, receiver: str, code: str
) -> None:
    facts = letter_facts(purpose=purpose, name=name, receiver=receiver)
    sheets = typesetter.typeset(facts, TEMPLATES[code])
    assert_sound(sheets)
    filled = "".join(paragraph.text for paragraph in TEMPLATES[code].fill(facts.places()))
    assert body_of(sheets) == f"{filled}{facts.issuer}2026年11月22日"


def test_a_third_type_is_a_text_and_a_line_in_the_register(
    typesetter: Typesetter, letter_facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kinship.txt").write_text("# 亲属关系证明\n\n兹证明{name}[与{receiver}]系亲属。\n", "utf-8")
    monkeypatch.setitem(LETTER_TYPES, "kinship", LetterType(code="kinship", text="kinship.txt"))
    texts = {code: letter_type.template(tmp_path) for code, letter_type in LETTER_TYPES.items()}
    (sheet,) = typesetter.typeset(
        letter_facts(certificate_type="kinship", name="张三", receiver="李四"), texts["kinship"]
    )
    assert sheet.title is not None
    assert sheet.title.text == "亲属关系证明"
    assert sheet.texts[1].text == "兹证明张三与李四系亲属。"
