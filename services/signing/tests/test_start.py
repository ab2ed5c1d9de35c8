"""A worker that could not make a letter does not start, and says why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from signing.app import open_resources
from signing.settings import SigningSettings

Settings = Callable[..., SigningSettings]


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        (
            {"fonts_dir": Path("/nowhere")},
            "the font /nowhere/.* is not prepared: run `python -m signing fonts prepare`",
        ),
        ({"issuer": "示例𮯰中心"}, "字符“𮯰”"),
        ({"tsa_url": "http://127.0.0.1:1", "tsa_ca_file": Path("/nowhere.pem")}, "nowhere.pem"),
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
