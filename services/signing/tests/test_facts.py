"""Facts are printed literally or refused, never changed."""

from collections.abc import Callable

import pytest
from signing.domain.errors import TextInvalid
from signing.domain.facts import LetterFacts
from signing.letters import LETTER_TYPES


@pytest.mark.parametrize(
    "text", ["", "  ", "张\x00三", "张\n三", "张\u202e三", "张\u200b三", "张\ue000三", "张\xa0三", "张😀"]
)
def test_an_empty_or_unprintable_name_is_refused(facts_of: Callable[..., LetterFacts], text: str) -> None:
    with pytest.raises(TextInvalid, match="姓名") as refusal:
        facts_of(name=text)
    assert refusal.value.code == "signing.text.invalid"
    assert refusal.value.field == "name"


@pytest.mark.parametrize("text", ['<img src="/etc/passwd">', "A & B", "=cmd|' /C calc'!A0", "{name}[x]%s\\"])
def test_markup_is_only_text(facts_of: Callable[..., LetterFacts], text: str) -> None:
    assert facts_of(purpose=text).places()["purpose"] == text


def test_purpose_and_receiver_may_be_missing(facts_of: Callable[..., LetterFacts]) -> None:
    assert facts_of(purpose="", receiver="").receiver == ""


def test_a_record_without_an_archive_number_leaves_that_passage_out(facts_of: Callable[..., LetterFacts]) -> None:
    paragraphs = LETTER_TYPES["custody"].template().fill(facts_of(archive_number="").places())
    text = "".join(paragraph.text for paragraph in paragraphs)
    assert "保管，存档类别为" in text
    assert "存档编号" not in text


def test_facts_come_as_the_approval_carries_them() -> None:
    facts = LetterFacts.from_sealed(
        {
            "name": "王䶮",
            "id_number": "11010119900307001X",
            "sex": "女",
            "archive_type": "individual",
            "archive_number": "1",
            "purpose": None,
            "receiver": "",
            "number": "202600000001",
            "display_number": "证信〔2026〕00000001号",
            "check_code": "ABCD",
            "issued_on": "2026-01-05",
        },
        certificate_type="custody",
        issuer="示例人才交流服务中心",
        sandbox=True,
    )
    assert facts.places()["issued_on"] == "2026年1月5日"
    assert facts.places()["archive_type"] == "个人存档"
    assert facts.purpose == ""


@pytest.mark.parametrize("broken", [{}, {"name": 1}, {"issued_on": "yesterday"}])
def test_facts_that_break_the_contract_are_no_facts(broken: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        LetterFacts.from_sealed(broken, certificate_type="custody", issuer="x", sandbox=True)
