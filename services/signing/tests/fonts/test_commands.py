"""The command line of the fonts."""

from pathlib import Path

import pytest
from signing.fonts.commands import cli
from typer.testing import CliRunner


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """Calls commands on the machine's fonts."""
    monkeypatch.setenv("ZHENGXIN_FONTS_DIR", str(folder))
    return CliRunner()


def test_it_prepares_nothing_twice(run: CliRunner) -> None:
    done = run.invoke(cli, ["prepare", "--fetch"])
    assert (done.exit_code, done.output) == (0, "")


def test_it_lists_the_faces_in_their_order(run: CliRunner) -> None:
    lines = run.invoke(cli, ["list"]).output.splitlines()
    assert [line.split()[:2] for line in lines[:2]] == [["title", "FandolSong-Bold"], ["body", "FandolFang-Regular"]]
    assert len(lines) == 7


def test_it_tells_who_draws_a_text(run: CliRunner) -> None:
    done = run.invoke(cli, ["cover", "张𬭎张"])
    assert done.exit_code == 0
    assert [line.split()[:3] for line in done.output.splitlines()] == [
        ["张", "U+5F20", "FandolFang-Regular"],
        ["𬭎", "U+2CB4E", "HanaMinA"],
    ]
    refused = run.invoke(cli, ["cover", "张😀"])
    assert refused.exit_code == 1
    assert "U+1F600  NOTHING" in refused.output


def test_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGXIN_FONTS_DIR", str(tmp_path))
    failed = CliRunner().invoke(cli, ["list"])
    assert failed.exit_code == 1
    assert "texlive-lang-chinese" in failed.output
