"""Passwords and keys of one data folder: each made when first asked for, kept in a file that only its owner reads."""

import base64
import json
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path


class Credentials:
    """What `secrets.json` holds: name → secret."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
        self._lock = threading.Lock()  # servers are made ready side by side, some in threads

    def password(self, name: str) -> str:
        """A password of 192 random bits in characters that need no escape in URLs, SQL or shells."""
        return self._get_or_add(name, lambda: secrets.token_urlsafe(24))

    def key(self, name: str) -> str:
        """A key of 256 random bits, base64."""
        return self._get_or_add(name, lambda: base64.b64encode(secrets.token_bytes(32)).decode())

    def key_ring(self, name: str) -> str:
        """A ring with one key, as the services' settings want it: `id:base64`."""
        return f"k1:{self.key(name)}"

    def _get_or_add(self, name: str, make: Callable[[], str]) -> str:
        with self._lock:
            if name not in self._known:
                self._known[name] = make()
                write_private(self._path, json.dumps(self._known, indent=2))
            return self._known[name]


def write_private(path: Path, text: str) -> None:
    """Write a file that nobody but its owner can read at any time, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
