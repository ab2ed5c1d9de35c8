"""Whom the servers run as, and how a child process is tied to its supervisor.

PostgreSQL and RabbitMQ refuse to run as root. When root starts the stack, they run as the system user `zhengxin`, with
as little more as they need to reach their binaries and their data, which may lie under a folder only root may enter.
"""

import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from native.errors import CannotStart

SYSTEM_USER = "zhengxin"

# From least to most. `dac_read_search` passes closed folders; containers often lack it but have `dac_override`.
# `no_setuid_fixup` lets access(2), with which PostgreSQL looks for its own binaries, see the capability.
_LADDER: tuple[tuple[str, ...], ...] = (
    (),
    *(
        (f"--inh-caps=+{capability}", f"--ambient-caps=+{capability}", "--securebits=+no_setuid_fixup")
        for capability in ("dac_read_search", "dac_override")
    ),
)


def tied(command: Sequence[str], *, when_orphaned: signal.Signals = signal.SIGTERM) -> tuple[str, ...]:
    """The command, run so that the kernel sends it a signal when its supervisor is gone, even by `kill -9`."""
    return ("setpriv", f"--pdeathsig={when_orphaned.name.removeprefix('SIG')}", "--", *command)


@dataclass(frozen=True, slots=True)
class Account:
    """The user the servers run as; `options` are setpriv's, empty when the caller is not root."""

    options: tuple[str, ...] = ()
    user: str | None = None

    def command(self, command: Sequence[str], *, when_orphaned: signal.Signals = signal.SIGTERM) -> tuple[str, ...]:
        """The command as this user, tied to its supervisor."""
        prefix, *rest = tied(command, when_orphaned=when_orphaned)
        return (prefix, *self.options, *rest)

    def own(self, path: Path) -> None:
        """Hand a file or a folder that was just made over to this user."""
        if self.user is not None:
            shutil.chown(path, self.user, self.user)


def server_account(binary: Path, folder: Path) -> Account:
    """The least account that can run `binary` and enter `folder`; both must exist."""
    if os.geteuid() != 0:
        return Account()
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        raise CannotStart(f"The system user {SYSTEM_USER} is missing; `make setup` makes it.") from None
    identity = (f"--reuid={SYSTEM_USER}", f"--regid={SYSTEM_USER}", "--clear-groups")
    for rung in _LADDER:
        account = Account(options=identity + rung, user=SYSTEM_USER)
        trial = account.command(["sh", "-c", 'cd "$1" && exec "$2" --version', "sh", str(folder), str(binary)])
        if subprocess.run(trial, cwd="/", capture_output=True, check=False).returncode == 0:
            return account
    raise CannotStart(
        f"The user {SYSTEM_USER} cannot reach {binary} or {folder}, and this machine grants root no capability to "
        "change that. Move the clone to a folder that others may enter."
    )
