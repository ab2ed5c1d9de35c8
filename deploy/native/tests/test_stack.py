"""The whole system by its command line: one at a time, healthy, restarted when it dies, gone when it is stopped."""

import asyncio
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from native.folder import MARK
from native.ports import free_base
from native.probes import http_status

pytestmark = [pytest.mark.servers, pytest.mark.timeout(600)]


@dataclass
class System:
    """A stack started by `python -m native up`."""

    data: Path
    base: int
    process: subprocess.Popen[bytes]

    @property
    def state(self) -> dict[str, Any]:
        path = self.data / "state.json"
        state: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
        return state

    def restarts(self) -> dict[str, int]:
        return {name: process["restarts"] for name, process in self.state["processes"].items()}

    async def is_ready(self) -> bool:
        """Whether the supervisor says so of all, and all that have a health port say so themselves."""
        processes = self.state["processes"].values()
        urls = [urlsplit(process["health"]) for process in processes if process["health"]]
        statuses = await asyncio.gather(*(http_status(url.port or 0, url.path) for url in urls))
        return {process["state"] for process in processes} == {"ready"} and set(statuses) == {200}

    def wait(self, phase: str, seconds: float = 300) -> None:
        deadline = time.monotonic() + seconds
        while self.state.get("phase") != phase:
            assert self.process.poll() is None, "the stack ended"
            assert time.monotonic() < deadline, f"not {phase} after {seconds} s: {self.state}"
            time.sleep(0.2)

    def alive(self) -> list[str]:
        mark = f"{MARK}={self.data}\0".encode()
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (process / "environ").read_bytes():
                    found.append((process / "cmdline").read_text())
            except OSError:
                continue
        return found


def native(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "native", *(str(argument) for argument in arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


@pytest.fixture(scope="module")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    data = tmp_path_factory.mktemp("system in 证信")
    base = free_base(60)
    command = [sys.executable, "-m", "native", "up", "--data", str(data)]
    command += ["--port-base", str(base), "--gateway-port", str(base + 59), "--signing-workers", "2"]
    started = System(data, base, subprocess.Popen(command, stdout=subprocess.DEVNULL))
    try:
        started.wait("running")
        yield started
    finally:
        started.process.terminate()
        started.process.wait(120)


async def test_every_process_is_ready(system: System) -> None:
    answer = native("status", "--data", system.data)

    assert answer.returncode == 0
    for name in ("postgres", "rabbitmq", "gateway", "identity-api", "archive-worker", "signing-worker-2"):
        assert name in answer.stdout
    assert await system.is_ready()


async def test_the_gateway_answers_at_the_address_it_tells(system: System) -> None:
    assert system.state["address"] == f"http://127.0.0.1:{system.base + 59}"
    assert await http_status(system.base + 59, "/") == 200


def test_the_demo_register_is_imported(system: System) -> None:
    assert "8 added, 0 changed, 0 unchanged, 0 refused" in (system.data / "logs" / "import-register.log").read_text()


def test_secrets_are_for_their_owner_alone(system: System) -> None:
    for path in (system.data / "secrets.json", system.data / "rabbitmq" / "definitions.json"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in ("postgres", "rabbitmq", "s3/letters", "identity", "signing"):
        assert stat.S_IMODE((system.data / folder).stat().st_mode) == 0o700


def test_no_secret_is_on_a_command_line(system: System) -> None:
    secrets = json.loads((system.data / "secrets.json").read_text()).values()
    lines = "\n".join(system.alive())

    assert "rclone" in lines
    assert not [secret for secret in secrets if secret in lines]


def test_a_second_one_says_that_one_is_running(system: System) -> None:
    answer = native("up", "--data", system.data)

    assert answer.returncode == 1
    assert f"already running at {system.state['address']}" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_taken_port_is_named_with_its_owner(system: System, tmp_path: Path) -> None:
    answer = native("up", "--data", tmp_path, "--port-base", system.base, "--gateway-port", system.base + 58)

    assert answer.returncode == 1
    assert f"Port {system.base}, wanted for postgres, is in use by postgres (pid " in answer.stderr
    assert "PORT_BASE" in answer.stderr


def test_data_are_not_dropped_under_a_running_stack(system: System) -> None:
    answer = native("clean-data", "--data", system.data)

    assert answer.returncode == 1
    assert (system.data / "postgres" / "PG_VERSION").exists()


@pytest.mark.parametrize("name", ["certificate-worker", "signing-worker-1", "gateway", "rabbitmq", "postgres"])
async def test_what_dies_comes_back_and_all_are_ready_again(system: System, name: str) -> None:
    before = system.restarts()
    os.kill(system.state["processes"][name]["pid"], signal.SIGKILL)

    async with asyncio.timeout(120):
        while system.restarts()[name] == before[name] or not await system.is_ready():  # noqa: ASYNC110
            await asyncio.sleep(0.2)

    assert system.restarts() == before | {name: before[name] + 1}  # nobody else went down with it


def test_stop_leaves_nothing_behind_and_the_data_can_go(system: System) -> None:
    assert len(system.alive()) > 15

    assert native("stop", "--data", system.data).returncode == 0

    assert system.process.wait(30) == 0
    assert system.alive() == []
    assert native("status", "--data", system.data).returncode == 1
    assert (system.data / "postgres" / "PG_VERSION").exists()
    assert native("clean-data", "--data", system.data).returncode == 0
    assert not (system.data / "postgres").exists()
