"""Keeps processes running: starts each, waits until it is ready, restarts what dies, stops it in the end.

    starting ──ready──► ready ──exit──► waiting ──pause──► starting …        stop() from anywhere ──► stopped
        └──exit before it was ever ready──► failed

Every child leads its own session, so that Ctrl-C reaches the supervisor alone, and what a child leaves behind can be
ended with its process group.
"""

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from native.errors import StartFailed

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0
POLL = 0.1


class State(StrEnum):
    """Where a process stands."""

    STARTING = "starting"
    READY = "ready"
    WAITING = "waiting"
    STOPPED = "stopped"
    FAILED = "failed"


async def at_once() -> bool:
    """A probe for what is ready as soon as it runs."""
    return True


@dataclass(frozen=True, slots=True)
class Program:
    """What to run.

    `ready` answers whether it serves, `health` is where people can ask it; a higher `layer` is started later and
    stopped earlier; times are in seconds.
    """

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    folder: Path
    ready: Callable[[], Awaitable[bool]] = at_once
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 20.0
    start_limit: float = 120.0
    layer: int = 1
    health: str | None = None


class Supervised:
    """One program, kept running in a task of its own between `start` and `stop`."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.state = State.STOPPED
        self.since = time.time()
        self.pid: int | None = None
        self.restarts = 0
        self.status: int | None = None
        self.changed: Callable[[], None] = lambda: None
        self._log = log
        self._stop = asyncio.Event()
        self._came_up: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._keeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it and wait until it is ready.

        Raises:
            StartFailed: it ended first, or took longer than its limit.
        """
        self._keeper = asyncio.create_task(self._keep(), name=self.program.name)
        limit = self.program.start_limit
        await asyncio.wait([self._keeper, self._came_up], timeout=limit, return_when=asyncio.FIRST_COMPLETED)
        if self._came_up.done():
            return self._came_up.result()
        if self._keeper.done():
            self._keeper.result()  # what broke the keeper itself
        raise StartFailed(self._failure(f"was not ready after {limit:.0f} s"))

    async def stop(self) -> None:
        """End it: its stop signal first, SIGKILL when the grace is over."""
        self._stop.set()
        if self._keeper is None:
            return
        if self.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, self.program.stop_signal)
        done, _ = await asyncio.wait([self._keeper], timeout=self.program.grace)
        if not done and self.pid is not None:
            _end_group(self.pid)
        await self._keeper
        if self._came_up.done() and not self._came_up.cancelled():
            self._came_up.exception()  # seen, or nobody waits for it any more

    async def _keep(self) -> None:
        pause = FIRST_PAUSE
        while not self._stop.is_set():
            since = time.monotonic()
            self.status = await self._run_once()
            if self._stop.is_set():
                break
            if not self._came_up.done():
                self._came_up.set_exception(StartFailed(self._failure(f"ended with status {self.status}")))
                self._become(State.FAILED)
                return
            pause = FIRST_PAUSE if time.monotonic() - since > STEADY_AFTER else min(pause * 2, LONGEST_PAUSE)
            self._become(State.WAITING)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._stop.wait(), pause)
            self.restarts += 1
        self._become(State.STOPPED)

    async def _run_once(self) -> int:
        child = await _spawn(self.program, self._log)
        self.pid = child.pid
        self._become(State.STARTING)
        if self._stop.is_set():  # stop() came while the child was being made, and had no process to signal yet
            child.send_signal(self.program.stop_signal)
        watch = asyncio.create_task(self._watch())
        try:
            return await child.wait()
        finally:
            watch.cancel()
            _end_group(child.pid)
            self.pid = None

    async def _watch(self) -> None:
        while not await self.program.ready():  # noqa: ASYNC110 - another process gives no event to wait for
            await asyncio.sleep(POLL)
        self._become(State.READY)
        if not self._came_up.done():
            self._came_up.set_result(None)

    def _become(self, state: State) -> None:
        self.state = state
        self.since = time.time()
        self.changed()

    def _failure(self, what: str) -> str:
        return f"{self.program.name} {what}. The end of {self._log}:\n\n{tail(self._log)}"


async def together(*work: Coroutine[Any, Any, None]) -> None:
    """Run side by side; the first failure ends the others and is raised as it is."""
    tasks = [asyncio.create_task(item) for item in work]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def run_once(program: Program, log: Path) -> None:
    """Run a program that ends by itself; `ready` is not asked.

    Raises:
        StartFailed: it ended with another status than 0.
    """
    child = await _spawn(program, log)
    try:
        status = await child.wait()
    finally:
        _end_group(child.pid)
    if status != 0:
        raise StartFailed(f"{program.name} ended with status {status}. The end of {log}:\n\n{tail(log)}")


async def _spawn(program: Program, log: Path) -> asyncio.subprocess.Process:
    with log.open("ab") as output:
        return await asyncio.create_subprocess_exec(
            *program.argv,
            env=program.env,
            cwd=program.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def rotate(log: Path, keep: int = 3) -> None:
    """Make room for a new log: name.log becomes name.log.1, and so on."""
    for number in range(keep, 0, -1):
        older = log.with_name(f"{log.name}.{number}")
        newer = log if number == 1 else log.with_name(f"{log.name}.{number - 1}")
        if newer.exists():
            newer.replace(older)


def _end_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
