"""The letters' texts are checked when the process starts."""

from pathlib import Path

import pytest
from signing.domain.facts import PLACES
from signing.letters import LETTER_TYPES
from signing.letters.template import Paragraph, TemplateError, parse


@pytest.mark.parametrize("code", LETTER_TYPES)
def test_every_text_that_comes_with_the_package_is_sound(code: str) -> None:
    template = LETTER_TYPES[code].template()
    filled = template.fill(dict.fromkeys(PLACES, "某"))
    assert filled[-1] == Paragraph("特此证明。", indented=True)


def test_optional_passages_go_when_their_fact_is_unknown() -> None:
    template = parse("# 证明\n\n> [{receiver}：]\n\n兹证明{name}[，自{archived_since}起]。\n", name="t")
    known = {"name": "张三", "receiver": "某局", "archived_since": "2014年3月1日"}
    assert [p.text for p in template.fill(known)] == ["某局：", "兹证明张三，自2014年3月1日起。"]
    assert [p.text for p in template.fill({"name": "张三", "receiver": "", "archived_since": ""})] == ["兹证明张三。"]


def test_a_fact_is_not_read_as_a_place() -> None:
    template = parse("# 证明\n\n兹证明{name}。", name="t")
    assert template.fill({"name": "{id_number}[x]"})[0].text == "兹证明{id_number}[x]。"


@pytest.mark.parametrize("text", ["没有标题", "# 证明", "# 证明\n\n{nobody}", "# 证明\n\n[甲", "# 证明\n\n甲{name"])
def test_a_text_that_cannot_be_used_is_found_at_once(text: str) -> None:
    with pytest.raises(TemplateError, match="own"):
        parse(text, name="own.txt")


def test_the_centre_may_have_its_own_text(tmp_path: Path) -> None:
    (tmp_path / "custody.txt").write_text("# 档案保管证明\n\n兹证明{name}。\n", "utf-8")
    assert LETTER_TYPES["custody"].template(tmp_path).title == "档案保管证明"
    assert LETTER_TYPES["political_review"].template(tmp_path).title == "政审证明"
