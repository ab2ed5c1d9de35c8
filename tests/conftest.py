"""The whole system, started once for a run's tests of it, on ports and a data folder of its own."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from native.folder import DataFolder

ROOT = Path(__file__).parents[1]
START_SECONDS = 180
PORTS = 60  # that the stack counts from its base


@dataclass(frozen=True, slots=True)
class System:
    """A running stack."""

    address: str
    data: Path
    supervisor: int

    def state(self) -> dict[str, Any]:
        """What the supervisor tells of its processes."""
        state: dict[str, Any] = json.loads((self.data / "state.json").read_text())
        return state

    def pid(self, process: str) -> int:
        """The process id of one of them."""
        return int(self.state()["processes"][process]["pid"])

    def wait_ready(self, process: str, *, other_than: int, seconds: float = 60) -> None:
        """Wait until a process that was killed is back."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            facts = self.state()["processes"][process]
            if facts["state"] == "ready" and facts["pid"] != other_than:
                return
            time.sleep(0.1)
        raise AssertionError(f"{process} did not come back: {facts}")


def free_ports() -> tuple[int, int]:
    """A port for the gateway and a base whose following ports are free."""
    for _ in range(200):
        base = random.randrange(20_000, 32_000)
        with contextlib.ExitStack() as stack, contextlib.suppress(OSError):
            for port in range(base, base + PORTS + 1):
                probe = stack.enter_context(socket.socket())
                probe.bind(("127.0.0.1", port))
            return base + PORTS, base
    raise RuntimeError("no free ports")


@pytest.fixture(scope="session")
def system() -> Iterator[System]:
    """The system with two signing workers; or the one that runs on the folder ``ZHENGXIN_TEST_SYSTEM`` names."""
    if running := os.environ.get("ZHENGXIN_TEST_SYSTEM"):
        folder = DataFolder(Path(running))
        yield System(folder.state()["address"], folder.path, folder.holder() or 0)
        return
    with started("system") as system:
        yield system


@contextlib.contextmanager
def started(name: str, **settings: str) -> Iterator[System]:
    """A system of its own for the length of a block; ``settings`` are told to its services."""
    data = ROOT / ".run" / f"test-{name}-{os.getpid()}"
    data.mkdir(parents=True, exist_ok=True)
    gateway, base = free_ports()
    command = [sys.executable, "-m", "native", "up", "--data", str(data), "--no-demo-register"]
    command += ["--signing-workers", "2", "--gateway-port", str(gateway), "--port-base", str(base)]
    env = os.environ | {f"ZHENGXIN_{setting}": value for setting, value in settings.items()}
    with (data / "up.log").open("w") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT, env=env)
    try:
        _wait_running(process, data)
        yield System(f"http://127.0.0.1:{gateway}", data, process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        subprocess.run(["rm", "-rf", str(data)], check=True)


def _wait_running(process: "subprocess.Popen[bytes]", data: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    state = data / "state.json"
    while not (state.exists() and json.loads(state.read_text() or "{}").get("phase") == "running"):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the system did not start:\n{(data / 'up.log').read_text()[-3000:]}")
        time.sleep(0.2)


@pytest_asyncio.fixture(loop_scope="session")
async def http(system: System) -> AsyncIterator[aiohttp.ClientSession]:
    """A client of the gateway, without cookies between requests."""
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(system.address, timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield session
