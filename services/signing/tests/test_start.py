"""A worker that could not make a letter does not start, and says why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from signing.app import open_resources
from signing.settings import UMING, FontFace, SigningSettings

Settings = Callable[..., SigningSettings]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"fonts": (FontFace(path=Path("/nowhere.ttf")),)}, "the font /nowhere.ttf is not installed"),
        ({"fonts": (FontFace(path=Path(__file__)),)}, "test_start.py cannot be used"),
        ({"fonts": (FontFace(path=UMING),), "issuer": "示例𬭎中心"}, "字符“𬭎”"),
        ({"issuer": "示例\u202e中心"}, r"U\+202E"),
        ({"key_file": Path("/nowhere.p12")}, "nowhere.p12: FileNotFoundError"),
    ],
)
async def test_a_worker_that_could_make_no_letter_does_not_start(
    tmp_path: Path, settings_of: Settings, changes: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(SystemExit, match=complaint):
        async with open_resources(settings_of(tmp_path, **changes)):
            pass


async def test_a_text_with_an_unknown_place_is_found_at_start(tmp_path: Path, settings_of: Settings) -> None:
    (tmp_path / "custody.txt").write_text("# 证明\n\n兹证明{nobody}。\n", "utf-8")
    with pytest.raises(SystemExit, match="unknown places"):
        async with open_resources(settings_of(tmp_path, texts_dir=tmp_path)):
            pass
