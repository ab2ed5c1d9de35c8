"""The data folder of one stack: who holds it, what it is doing, and what an earlier supervisor left running."""

import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from native.credentials import Credentials
from native.errors import AlreadyRunning, CannotStart

# In the environment of every process of a stack, with the data folder as value: by it they are known again.
MARK = "NATIVE_STACK"

# What a stack keeps in its folder; anything else there is somebody else's.
OWNED = (
    *("postgres", "postgres.part", "postgres.part.password", "rabbitmq", "s3", "identity", "signing"),
    *("secrets.json", "state.json", "state.part", "demo-register.sha256", "logs"),
)


class DataFolder:
    """`.run/` or another. The lock is the kernel's: it is gone with the supervisor, however that ended."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.logs = self.path / "logs"
        self._lock = self.path / "supervisor.lock"
        self._state = self.path / "state.json"

    @contextlib.contextmanager
    def held(self) -> Iterator[Credentials]:
        """Hold the folder, free of what an earlier supervisor left running; gives its credentials.

        Raises:
            AlreadyRunning: another supervisor holds it.
            CannotStart: this user may not write there.
        """
        try:
            self.logs.mkdir(parents=True, exist_ok=True)
            lock = os.open(self._lock, os.O_RDWR | os.O_CREAT, 0o644)
        except PermissionError as error:
            raise CannotStart(
                f"{error.filename} belongs to another user; use their account or another --data."
            ) from None
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise AlreadyRunning(self._already_running()) from None
            os.truncate(lock, 0)
            os.write(lock, str(os.getpid()).encode())
            end_leftovers(self.path)
            yield Credentials(self.path / "secrets.json")
        finally:
            os.close(lock)

    def holder(self) -> int | None:
        """The process id of the supervisor that holds the folder; None when nobody does."""
        try:
            lock = os.open(self._lock, os.O_RDONLY)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(os.read(lock, 20) or 0) or None
        else:
            return None
        finally:
            os.close(lock)

    def write_state(self, state: dict[str, Any]) -> None:
        """Tell others what runs here; holds no secret."""
        part = self._state.with_suffix(".part")
        part.write_text(json.dumps(state, indent=2))
        part.replace(self._state)

    def state(self) -> dict[str, Any]:
        """What the supervisor that holds, or held, the folder last told."""
        state: dict[str, Any] = json.loads(self._state.read_text()) if self._state.exists() else {}
        return state

    def drop_data(self, *keep: str) -> None:
        """Delete what a stack keeps here, but what is named. Only for a folder that is not in use."""
        for name in OWNED:
            path = self.path / name
            if name in keep or not path.exists():
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()

    def _already_running(self) -> str:
        address = self.state().get("address")
        where = f" at {address}" if address else ""
        return f"A stack is already running{where} (supervisor {self.holder()}, data in {self.path})."


def end_leftovers(folder: Path, patience: float = 15.0) -> int:
    """End every process that carries the folder's mark, SIGTERM first; gives their number."""
    handles = list(_marked(folder))
    alive = handles
    for number in (signal.SIGTERM, signal.SIGKILL):
        for handle in alive:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, number)
        alive = _alive_after(alive, patience)
    for handle in handles:
        os.close(handle)
    return len(handles)


def _alive_after(handles: list[int], seconds: float) -> list[int]:
    """Those that have not ended, zombies counted as ended; returns early when all have."""
    deadline = time.monotonic() + seconds
    while handles and (left := deadline - time.monotonic()) > 0:
        ended, _, _ = select.select(handles, [], [], left)
        handles = [handle for handle in handles if handle not in ended]
    return handles


def _marked(folder: Path) -> Iterator[int]:
    """Handles of the processes that carry the mark; opened before the look, so that no reused id is ever hit."""
    mark = f"{MARK}={folder}\0".encode()
    for process in Path("/proc").glob("[0-9]*"):
        if int(process.name) == os.getpid():
            continue
        try:
            handle = os.pidfd_open(int(process.name))
        except OSError:
            continue
        try:
            if mark in (process / "environ").read_bytes():
                yield handle
                continue
        except OSError:  # gone meanwhile, or another user's
            pass
        os.close(handle)
