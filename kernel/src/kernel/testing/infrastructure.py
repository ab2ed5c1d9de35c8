"""The servers of a run: started once for all of its processes, stopped by the one that leads it."""

import contextlib
import fcntl
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from kernel.testing import containers

_SESSION = "ZHENGXIN_TEST_SESSION"
_START_SECONDS = 90
_STARTED: list[subprocess.Popen[bytes]] = []  # outlive the fixture; the run's end stops them


@dataclass(frozen=True, slots=True)
class Servers:
    """Where the servers of this run are, with administrators' credentials."""

    postgres_url: str
    amqp_url: str
    vhosts: tuple[str, ...]
    s3_endpoint: str
    s3_access_key: str
    s3_secret_key: str

    @classmethod
    def read(cls, file: Path) -> "Servers":
        """Read what ``python -m native servers`` wrote."""
        facts = json.loads(file.read_text())
        return cls(vhosts=tuple(facts.pop("vhosts")), **{name: facts[name] for name in cls.__slots__ if name in facts})


def pytest_configure(config: pytest.Config) -> None:
    """Name the run, so that its processes find the same servers; log errors without the locals of every frame."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
        ]
    )
    if not hasattr(config, "workerinput"):
        os.environ[_SESSION] = f"{os.getpid()}-{secrets.token_hex(4)}"


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the servers that this run started."""
    if hasattr(config, "workerinput"):
        return
    folder = _folder(Path(str(config.rootpath)))
    if (started := folder / "containers.json").exists():
        containers.remove(json.loads(started.read_text()))
        shutil.rmtree(folder)
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        pid = int((folder / "pid").read_text())
        os.kill(pid, signal.SIGTERM)
        for _ in range(300):
            if not Path(f"/proc/{pid}").exists() or _is_zombie(pid):
                break
            time.sleep(0.1)
        shutil.rmtree(folder, ignore_errors=True)


def _is_zombie(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    return True


def _folder(root: Path) -> Path:
    return root / ".run" / f"test-servers-{os.environ[_SESSION]}"


@pytest.fixture(scope="session")
def servers(pytestconfig: pytest.Config) -> Servers:
    """PostgreSQL, RabbitMQ and S3, running."""
    if given := os.environ.get("ZHENGXIN_TEST_SERVERS"):
        return Servers.read(Path(given))
    folder = _folder(Path(str(pytestconfig.rootpath)))
    folder.mkdir(parents=True, exist_ok=True)
    facts = folder / "servers.json"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not facts.exists():
            if containers.wanted():
                details, ids = containers.start()
                (folder / "containers.json").write_text(json.dumps(ids))
                facts.write_text(json.dumps(details))
            else:
                _start_servers(folder, facts)
    return Servers.read(facts)


def _start_servers(folder: Path, facts: Path) -> None:
    with (folder / "servers.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "native", "servers", "--data", str(folder / "data"), "--json", str(facts)],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    _STARTED.append(process)
    (folder / "pid").write_text(str(process.pid))
    deadline = time.monotonic() + _START_SECONDS
    while not facts.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"the test servers did not start:\n{(folder / 'servers.log').read_text()[-3000:]}")
        time.sleep(0.1)


@pytest.fixture(scope="session")
def vhost(servers: Servers) -> Iterator[str]:
    """The URL of a RabbitMQ virtual host that no other test process uses."""
    with contextlib.ExitStack() as stack:
        name = _claim_vhost(servers, stack)
        yield f"{servers.amqp_url.rstrip('/')}/{name}"


def _claim_vhost(servers: Servers, stack: contextlib.ExitStack) -> str:
    port = servers.amqp_url.rstrip("/").rsplit(":", 1)[-1]
    for name in servers.vhosts:
        lock = stack.enter_context(Path(f"/tmp/zhengxin-{port}-{name}.lock").open("w"))  # noqa: S108, SIM115
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return name
    raise RuntimeError("no virtual host is free")
