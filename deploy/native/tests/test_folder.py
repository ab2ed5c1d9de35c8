"""The data folder: one holder at a time; what an earlier one left running is ended, and nothing else."""

import os
import subprocess
from pathlib import Path

import pytest
from native.errors import AlreadyRunning
from native.folder import MARK, DataFolder, end_leftovers


def test_a_second_holder_is_refused_with_the_first_ones_address(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with folder.held():
        folder.write_state({"address": "http://127.0.0.1:8080"})

        with pytest.raises(AlreadyRunning, match=r"already running at http://127.0.0.1:8080"), folder.held():
            pass

        assert folder.holder() == os.getpid()
    assert folder.holder() is None


def test_what_is_left_running_is_ended_and_nothing_else(tmp_path: Path) -> None:
    ours = subprocess.Popen(["sleep", "60"], env=os.environ | {MARK: str(tmp_path)})
    another_stacks = subprocess.Popen(["sleep", "60"], env=os.environ | {MARK: f"{tmp_path}-2"})
    try:
        assert end_leftovers(tmp_path) == 1

        assert ours.wait(5) != 0
        assert another_stacks.poll() is None
    finally:
        another_stacks.kill()
        another_stacks.wait()


def test_only_what_a_stack_keeps_is_dropped(tmp_path: Path) -> None:
    for name in ("postgres", "s3", "mine"):
        (tmp_path / name).mkdir()
    (tmp_path / "secrets.json").write_text("{}")

    DataFolder(tmp_path).drop_data("secrets.json")

    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "secrets.json"]
