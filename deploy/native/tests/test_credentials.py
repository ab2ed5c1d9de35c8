"""Credentials: made once, kept, and readable by their owner alone."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from native.credentials import Credentials


def test_a_secret_is_made_once_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"

    first = Credentials(path).password("postgres/superuser")

    assert Credentials(path).password("postgres/superuser") == first
    assert Credentials(path).password("postgres/identity") != first
    assert len(first) == 32


def test_keys_are_256_bits(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path / "secrets.json")

    assert len(base64.b64decode(credentials.key("index"))) == 32
    assert credentials.key_ring("events") == f"k1:{credentials.key('events')}"


def test_nobody_else_can_read_them(tmp_path: Path) -> None:
    path = tmp_path / "secrets.json"

    Credentials(path).key("index")

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secrets.json"]


def test_threads_that_ask_at_once_get_the_same_secret(tmp_path: Path) -> None:
    credentials = Credentials(tmp_path / "secrets.json")
    names = [f"name-{number % 10}" for number in range(200)]
    with ThreadPoolExecutor(16) as pool:
        found = list(zip(names, pool.map(credentials.password, names), strict=True))
    assert len(set(found)) == 10
    assert dict(found) == json.loads((tmp_path / "secrets.json").read_text())
