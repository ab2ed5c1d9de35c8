"""Tokens of SoftHSM, in a folder that can be taken away."""

import os
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pkcs11
from signing.keys.file_key import FileKey

LIBRARY = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "2718"
LABEL = "letters"


@dataclass(frozen=True, slots=True)
class SoftTokens:
    """The tokens' folder; the library reads where it is when it is started."""

    folder: Path

    def settings_for(self, key: FileKey, chain_file: Path) -> dict[str, Any]:
        """Put the key into a new token; the settings that name it."""
        label = f"t{secrets.token_hex(4)}"
        pem = self.folder.with_name(f"{label}.pem")
        pem.write_bytes(key.to_pem())
        _softhsm("--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "314159")
        _softhsm("--import", str(pem), "--token", label, "--label", LABEL, "--id", "01", "--pin", PIN)
        pem.unlink()
        return {"source": "token", "library": LIBRARY, "token": label, "name": LABEL, "chain_file": chain_file}

    @contextmanager
    def gone(self) -> Iterator[None]:
        """While the block runs, there is no token."""
        elsewhere = self.folder.with_name("gone")
        self.folder.rename(elsewhere)
        yield
        shutil.rmtree(self.folder, ignore_errors=True)
        elsewhere.rename(self.folder)


@contextmanager
def soft_tokens(folder: Path) -> Iterator[SoftTokens]:
    """SoftHSM with an empty folder of tokens."""
    tokens = folder / "tokens"
    tokens.mkdir()
    configuration = folder / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {tokens}\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(configuration)
    yield SoftTokens(tokens)
    if (library := pkcs11.lib(str(LIBRARY))).initialized:
        library.finalize()
    del os.environ["SOFTHSM2_CONF"]


def _softhsm(*arguments: str) -> None:
    subprocess.run(["softhsm2-util", *arguments], check=True, capture_output=True, timeout=30)
