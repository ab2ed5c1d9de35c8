"""The manuals keep to what is there: their pictures exist, and every word that they quote is one the system says."""

import re
from functools import cache
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
MANUALS = ("manual.zh.md", "manual-staff.zh.md")
PICTURES = ROOT / "docs" / "pictures"
SPOKEN = ("gateway/web/src", "gateway/src", "services", "kernel/src")
MOST_BYTES = 2_500_000


@cache
def said() -> str:
    """All that the pages and services may say: their sources without tags and line breaks."""
    files = [
        file
        for folder in SPOKEN
        for kind in ("*.vue", "*.ts", "*.py", "*.html")
        for file in sorted((ROOT / folder).rglob(kind))
        if ".test." not in file.name and "tests" not in file.parts
    ]
    text = "\n".join(file.read_text("utf-8") for file in files)
    return re.sub(r"\s+", "", text) + re.sub(r"<[^<>]*>|\s+", "", text)


def text_of(manual: str) -> str:
    return (ROOT / "docs" / manual).read_text("utf-8")


def pictures(manual: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(pictures/([^)]+)\)", text_of(manual))


@pytest.mark.parametrize("manual", MANUALS)
def test_every_message_and_button_is_one_that_the_system_shows(manual: str) -> None:
    quoted = re.findall(r"「([^」]+)」|【([^】]+)】", text_of(manual))
    assert len(quoted) > 60
    # … stands for what differs from case to case.
    parts = {part for pair in quoted for part in "".join(pair).split("…") if part}
    assert sorted(part for part in parts if re.sub(r"\s+", "", part) not in said()) == []


@pytest.mark.parametrize("manual", MANUALS)
def test_every_picture_is_there(manual: str) -> None:
    assert pictures(manual)
    assert [name for name in pictures(manual) if not (PICTURES / name).is_file()] == []


def test_no_picture_is_left_over_and_all_are_small() -> None:
    files = list(PICTURES.iterdir())
    shown = {name for manual in MANUALS for name in pictures(manual)}
    assert {file.name for file in files} == shown
    assert sum(file.stat().st_size for file in files) <= MOST_BYTES


@pytest.mark.parametrize("manual", MANUALS)
def test_links_inside_lead_to_headings(manual: str) -> None:
    text = text_of(manual)
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    # As GitHub makes anchors: small letters, marks dropped, spaces to hyphens.
    anchors = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    links = {unquote(link) for link in re.findall(r"\]\(#([^)]+)\)", text)}
    assert links
    assert links - anchors == set()
