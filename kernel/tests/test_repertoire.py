"""What letters print, and what they do not."""

import pytest
from kernel.repertoire import is_han, may_lack_ink, named, unprintable


@pytest.mark.parametrize(
    "text",
    [
        "",
        "北京市公安局（出入境管理处）",
        "〇·、。《》〔〕【】“”‘’…—～！？：；％＃Ａ１",
        "Ärztekammer für Österreich, Œuvre & Co. [a-z] \\ ^",
        "Москва Ёлка ΑΒΓ αβγ",
        "ひらがなカタカナー",
        "①⑩㈠Ⅳⅳ№℃‰×÷±≤≥",
        "○●□■△",
        "喆㛃𠮷𪜀𬭎𰻞",
    ],
)
def test_printed(text: str) -> None:
    assert unprintable(text) is None


@pytest.mark.parametrize(
    "character", "😀☆☎✓한ไབאع\u0301\u302a\u3099\u202e\u200b\u00a0\u00ad\ue000\ufffd\n\t\0\ud800\U0001f1e8"
)
def test_not_printed(character: str) -> None:
    assert unprintable(f"公安局{character}") == character


def test_han() -> None:
    assert all(is_han(ord(character)) for character in "一鿿㐀𠀀\ufa0e⺀⼀\U000323af")
    assert not any(is_han(ord(character)) for character in "〇A、ひ\u2e9a\U0001f600")


def test_young_characters() -> None:
    assert may_lack_ink("张𰻞") == "𰻞"
    assert may_lack_ink("张𠮷𬺰") is None


def test_messages_name_what_can_be_seen() -> None:
    assert named("😀") == "“😀”（U+1F600）"
    assert named("한") == "“한”（U+D55C）"
    assert [named(character) for character in "\u202e\u0301\0"] == ["U+202E", "U+0301", "U+0000"]
