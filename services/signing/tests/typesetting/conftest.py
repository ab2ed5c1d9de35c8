"""Facts of letters, and a typesetter with the widths of a usual face: full for Chinese, half for ASCII."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from signing.domain.facts import LetterFacts
from signing.typesetting.typesetter import Typesetter


def usual_facts(**changes: Any) -> LetterFacts:
    """A custody certificate's facts, unless told otherwise."""
    usual: dict[str, Any] = {
        "certificate_type": "custody",
        "name": "张𬭎",
        "id_number": "11010119900307001X",
        "sex": "男",
        "archive_type": "unit",
        "archive_number": "220752019523",
        "purpose": "办理购房贷款手续",
        "receiver": "北京市公安局海淀分局中关村派出所",
        "number": "202600000123",
        "display_number": "证信〔2026〕00000123号",
        "check_code": "K7QF2M9D",
        "issued_on": date(2026, 11, 22),
        "issuer": "示例人才交流服务中心",
        "sandbox": True,
    }
    return LetterFacts(**usual | changes)


def em(character: str) -> float:
    """The advance of a usual face."""
    return 0.5 if character.isascii() else 1.0


@pytest.fixture(scope="session")
def letter_facts() -> Callable[..., LetterFacts]:
    """Makes facts."""
    return usual_facts


@pytest.fixture(scope="session")
def typesetter() -> Typesetter:
    """Sets letters."""
    return Typesetter(width=em, title_width=em, public_url="https://zhengxin.example")
