"""What a letter shows: exactly its facts, in fonts that are embedded, and nothing that must not be in it."""

from collections.abc import Callable
from datetime import date

import pytest
from signing.domain.errors import GlyphMissing, LetterTooLong, LetterTypeUnknown
from signing.press import SignedLetter

Issue = Callable[..., SignedLetter]
LONG_NAME = "阿卜杜热依木·麦麦提" * 5
NAMES = ["张三", "张𬭎", "王䶮", "陈𠅤", "𠮷野", "阿卜杜热依木·麦麦提", LONG_NAME, "𪚥𫠝㐀"]


@pytest.mark.parametrize("name", NAMES)
def test_a_reader_copies_the_very_facts(issue: Issue, text_of: Callable[[bytes], str], name: str) -> None:
    text = text_of(issue(name=name).pdf)
    assert f"兹证明{name}，男，居民身份证号码11010119900307001X，" in text
    assert text.startswith("证信〔2026〕00000123号存档证明北京市公安局海淀分局中关村派出所：")
    assert "特此证明。示例人才交流服务中心2026年11月22日查验码：K7QF2M9D" in text


def test_the_political_review_says_what_was_examined(issue: Issue, text_of: Callable[[bytes], str]) -> None:
    text = text_of(issue(certificate_type="political_review").pdf)
    assert "政审证明" in text
    assert "截至2026年11月22日，经查阅其人事档案，未见有关违纪违法记载。" in text


@pytest.mark.parametrize(
    "purpose",
    [
        "用于参加二〇二六年度公开招聘乡镇卫生院专业技术人员资格复审及后续录用考察等有关工作事宜请予接洽" + "为盼" * 7,
        "用途" * 200,
        '<img src="/etc/passwd"> & <b>粗体</b> =cmd',
    ],
)
def test_long_and_hostile_purposes_are_printed_literally(
    issue: Issue, text_of: Callable[[bytes], str], purpose: str
) -> None:
    letter = issue(purpose=purpose, name=LONG_NAME)
    text = text_of(letter.pdf)
    for page in range(1, letter.pages + 1):
        text = text.replace(f"第{page}页共{letter.pages}页", "")
    # On the way from page to page stand the foot of one and the number of the next.
    foot = text[text.index("查验码：") :].partition("真伪。")[0] + "真伪。"
    text = text.replace(foot + "证信〔2026〕00000123号", "")
    assert f"本证明用途：{''.join(purpose.split())}。" in text


def test_a_long_letter_has_numbered_pages(issue: Issue, text_of: Callable[[bytes], str]) -> None:
    letter = issue(purpose="用途" * 200)
    assert letter.pages == 2
    assert "第1页共2页" in text_of(letter.pdf)
    with pytest.raises(LetterTooLong):
        issue(purpose="用途" * 1000)


def test_a_character_without_a_glyph_is_named(issue: Issue) -> None:
    with pytest.raises(GlyphMissing, match=r"“\U0002ebf0”（U\+2EBF0）") as refusal:
        issue(name="张\U0002ebf0")
    assert refusal.value.code == "signing.glyph.missing"


def test_an_unknown_type_has_no_letter(issue: Issue) -> None:
    with pytest.raises(LetterTypeUnknown, match="kinship"):
        issue(certificate_type="kinship")


@pytest.mark.parametrize(("certificate_type", "most"), [("custody", 60_000), ("political_review", 62_500)])
def test_a_usual_letter_is_small(issue: Issue, certificate_type: str, most: int) -> None:
    """Of these, 2 kB are the sandbox's watermark, which real letters do not carry."""
    letter = issue(certificate_type=certificate_type, name="张伟", archived_since=date(2015, 7, 1))
    assert len(letter.pdf) <= most
