"""The table of requirements names only files and tests that are there, and leaves no number out."""

import re

import catalogue
import pytest
from contracts.api import CONTRACT

PAGE = (catalogue.ROOT / "docs" / "requirements.md").read_text()
NUMBERS = [f"R{number}" for number in range(1, 21)] + [f"B{number}" for number in range(1, 17)]


def test_every_number_has_one_row() -> None:
    assert sorted(re.findall(r"^\| ([RB]\d+) \|", PAGE, re.MULTILINE)) == sorted(NUMBERS)


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`([\w./]+/[\w./]*(?:::\w+)?)`", PAGE))))
def test_what_is_named_is_there(named: str) -> None:
    path, _, function = named.partition("::")
    file = catalogue.ROOT / path
    assert file.exists()
    if function:
        assert re.search(rf"^(?:async )?def {function}\(", file.read_text(), re.MULTILINE)


def test_every_code_of_the_contract_is_provoked_through_the_gateway() -> None:
    played = "\n".join(file.read_text() for file in (catalogue.ROOT / "tests" / "journey").glob("test_*.py"))
    codes = {code for call in CONTRACT for code in call.codes.split()}
    assert [code for code in sorted(codes) if f'"{code}"' not in played] == []
