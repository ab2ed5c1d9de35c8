"""The keys in the data folder, and which of them is current.

    keys/sandbox-ecdsa-p256/   signer.pem ca.pem ca-key.pem    made by the sandbox
    keys/<key id>/             signer.p12 or signer.pem         imported
    keys/current               the name of one of these folders

``current`` is replaced as a whole, so that whoever reads it sees the old name or the new one.
"""

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from signing.keys.file_key import FileKey
from signing.keys.sandbox_key import write_private
from signing.keys.signing_key import KeyUnusable

POINTER = "current"
FILE_NAMES = ("signer.p12", "signer.pem")


class KeyFolder:
    """Keys below ``folder``, which need not exist. ``password`` opens the imported ones (``.p12``)."""

    def __init__(self, folder: Path, password: str | None) -> None:
        self._folder = folder
        self._password = password

    def files(self) -> Iterator[Path]:
        """The file of each key, by name."""
        for folder in sorted(self._folder.glob("[!.]*/")):
            if file := _file_in(folder):
                yield file

    def load(self, file: Path) -> FileKey:
        """Load one of them; raises KeyUnusable when it cannot sign."""
        return FileKey.load(file, self._password if file.suffix == ".p12" else None)

    def current(self) -> Path | None:
        """The file of the current key; None when none was made current.

        Raises:
            KeyUnusable: the one that was is gone.
        """
        try:
            name = (self._folder / POINTER).read_text("utf-8").strip()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise KeyUnusable(f"{self._folder / POINTER}: {type(error).__name__}: {error}") from error
        file = _file_in(self._folder / name) if name and Path(name).name == name else None
        if file is None:
            raise KeyUnusable(f"{self._folder / POINTER} names the key {name!r}, which is not there")
        return file

    def add(self, key: FileKey) -> Path:
        """Store a key, under the password if there is one; nothing happens to one that is there already."""
        folder = self._folder / key.key_id
        if file := _file_in(folder):
            return file
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        aside = self._folder / f".{folder.name}-{secrets.token_hex(4)}"
        aside.mkdir(mode=0o700)
        try:
            if self._password:
                write_private(aside / "signer.p12", key.to_pkcs12(self._password))
            else:
                write_private(aside / "signer.pem", key.to_pem())
            aside.rename(folder)
            _sync(self._folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
        file = _file_in(folder)
        if file is None:
            raise KeyUnusable(f"{folder}: holds no key")
        return file

    def make_current(self, file: Path) -> None:
        """Let this key sign from now on."""
        aside = self._folder / f".{POINTER}-{secrets.token_hex(4)}"
        try:
            write_private(aside, f"{file.parent.name}\n".encode())
            aside.replace(self._folder / POINTER)
            _sync(self._folder)
        finally:
            aside.unlink(missing_ok=True)


def _file_in(folder: Path) -> Path | None:
    return next((folder / name for name in FILE_NAMES if (folder / name).is_file()), None)


def _sync(folder: Path) -> None:
    """Have a rename on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
