"""A worker that could not make a letter does not start, and says why; the commands for keys."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from signing.app import open_resources
from signing.commands import cli
from signing.settings import UMING, FontFace, SigningSettings
from typer.testing import CliRunner

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


def test_the_commands_make_list_and_check_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGXIN_PROFILE", "sandbox")
    monkeypatch.setenv("ZHENGXIN_DATA_DIR", str(tmp_path))
    run = CliRunner().invoke
    made = run(cli, ["keys", "make"])
    assert made.exit_code == 0
    key_id = made.stdout.split()[0]
    assert run(cli, ["keys", "list"]).stdout == run(cli, ["keys", "make"]).stdout
    assert run(cli, ["keys", "check"]).stdout == f"usable: {key_id} ecdsa-p256\n"
    monkeypatch.setenv("ZHENGXIN_KEY_FILE", str(tmp_path / "none.p12"))
    refused = run(cli, ["keys", "check"])
    assert refused.exit_code == 1
    assert "FileNotFoundError" in refused.stderr
