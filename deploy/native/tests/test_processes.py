"""One supervised process: readiness, restart, stop. The programs are small shells."""

import asyncio
import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from native.errors import StartFailed
from native.privileges import tied
from native.processes import Program, State, Supervised, rotate, run_once, together

ENV = {"PATH": "/usr/bin:/bin"}


def shell(script: str, folder: Path, **options: object) -> Program:
    """A program that says so when it is ready, by the file `ready`."""

    async def ready() -> bool:
        return (folder / "ready").exists()

    return Program("shell", tied(["sh", "-c", script]), ENV, folder, ready, **options)  # type: ignore[arg-type]


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not condition():  # noqa: ASYNC110 - other processes give no event
            await asyncio.sleep(0.02)


def is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False


async def test_start_waits_until_it_is_ready(tmp_path: Path) -> None:
    process = Supervised(shell("sleep 0.3; touch ready; sleep 60", tmp_path), tmp_path / "log")

    await process.start()

    assert (tmp_path / "ready").exists()
    assert process.state is State.READY
    await process.stop()
    assert process.pid is None


async def test_what_dies_is_started_again(tmp_path: Path) -> None:
    process = Supervised(shell("touch ready; sleep 60", tmp_path), tmp_path / "log")
    await process.start()
    first = process.pid
    assert first is not None

    os.kill(first, signal.SIGKILL)
    await until(lambda: process.restarts == 1 and process.state is State.READY)

    assert process.pid not in (None, first)
    assert process.status == -signal.SIGKILL
    await process.stop()


async def test_what_never_comes_up_is_not_tried_again(tmp_path: Path) -> None:
    process = Supervised(shell("echo no such database; exit 3", tmp_path), tmp_path / "log")

    with pytest.raises(StartFailed, match=r"(?s)shell ended with status 3.*no such database"):
        await process.start()

    assert process.state is State.FAILED
    await process.stop()


async def test_what_takes_too_long_is_given_up(tmp_path: Path) -> None:
    process = Supervised(shell("sleep 60", tmp_path, start_limit=0.3), tmp_path / "log")

    with pytest.raises(StartFailed, match="was not ready"):
        await process.start()

    await process.stop()
    assert process.pid is None


async def test_what_ignores_its_signal_is_killed_after_the_grace(tmp_path: Path) -> None:
    process = Supervised(shell("trap '' TERM; touch ready; sleep 60", tmp_path, grace=0.5), tmp_path / "log")
    await process.start()
    pid = process.pid
    assert pid is not None

    await process.stop()

    assert process.status == -signal.SIGKILL
    assert not is_running(pid)


async def test_its_own_children_go_with_it(tmp_path: Path) -> None:
    process = Supervised(shell("sleep 60 & echo $! >child; touch ready; wait", tmp_path), tmp_path / "log")
    await process.start()
    child = int((tmp_path / "child").read_text())

    await process.stop()

    await until(lambda: not is_running(child))


async def test_the_first_failure_ends_the_other_starts(tmp_path: Path) -> None:
    slow, bad = tmp_path / "slow", tmp_path / "bad"
    slow.mkdir()
    bad.mkdir()
    waiting = Supervised(shell("sleep 60", slow), slow / "log")
    failing = Supervised(shell("exit 1", bad), bad / "log")

    with pytest.raises(StartFailed, match="status 1"):
        await together(waiting.start(), failing.start())

    await together(waiting.stop(), failing.stop())
    assert waiting.pid is None


async def test_a_program_that_ends_badly_shows_the_end_of_its_log(tmp_path: Path) -> None:
    await run_once(shell("exit 0", tmp_path), tmp_path / "good.log")

    with pytest.raises(StartFailed, match=r"(?s)status 2.*no table"):
        await run_once(shell("echo no table >&2; exit 2", tmp_path), tmp_path / "bad.log")


def test_logs_are_rotated(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    for run in range(6):
        rotate(log, keep=3)
        log.write_text(str(run))

    texts = {path.name: path.read_text() for path in tmp_path.iterdir()}

    assert texts == {"a.log": "5", "a.log.1": "4", "a.log.2": "3", "a.log.3": "2"}
