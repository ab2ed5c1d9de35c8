"""Gets fonts out of Debian packages without installing them: FandolFang's would bring TeX along."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from signing.fonts.errors import FontUnusable
from signing.fonts.sources import Source

APT_GET = "/usr/bin/apt-get"
DPKG_DEB = "/usr/bin/dpkg-deb"
TAR = "/bin/tar"

Say = Callable[[str], None]


def fetch(sources: Sequence[Source], folder: Path, say: Say) -> None:
    """Download the packages of those fonts that the machine lacks, and unpack these fonts into ``folder``.

    Raises:
        FontUnusable: a package cannot be downloaded or does not hold the font.
    """
    for package in dict.fromkeys(source.package for source in sources if source.find(folder) is None):
        say(f"downloading {package}")
        paths = [source.path for source in sources if source.package == package]
        goal = folder / "packages" / package
        goal.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".unpack-") as scratch:
            Path(scratch).chmod(0o755)  # else apt's own user could not write there
            deb = _download(package, Path(scratch), say)
            unpacked = Path(scratch) / "files"
            unpacked.mkdir()
            _unpack(deb, paths, unpacked)
            shutil.rmtree(goal, ignore_errors=True)
            unpacked.rename(goal)


def _download(package: str, folder: Path, say: Say) -> Path:
    """The package's file. apt checks its signature and hash."""
    done = _run([APT_GET, "download", "-qq", package], folder)
    if done.returncode and os.geteuid() == 0:
        say("apt-get update")
        _run([APT_GET, "update", "-qq"], folder)
        done = _run([APT_GET, "download", "-qq", package], folder)
    files = list(folder.glob("*.deb"))
    if done.returncode or not files:
        reason = done.stderr.strip().splitlines()[-1:] or ["no file came"]
        raise FontUnusable(f"the package {package} cannot be downloaded ({reason[0]}); try `apt-get update` as root")
    return files[0]


def _unpack(deb: Path, paths: Sequence[str], folder: Path) -> None:
    with subprocess.Popen([DPKG_DEB, "--fsys-tarfile", str(deb)], stdout=subprocess.PIPE) as archive:  # noqa: S603
        unpacked = subprocess.run(  # noqa: S603 - fixed programs and names
            [TAR, "--extract", "--no-same-owner", *(f"./{path}" for path in paths)],
            cwd=folder,
            stdin=archive.stdout,
            capture_output=True,
            text=True,
            check=False,
        )
    if unpacked.returncode or archive.returncode:
        raise FontUnusable(f"{deb.name} cannot be unpacked: {unpacked.stderr.strip()}")


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    except FileNotFoundError as error:
        raise FontUnusable(f"{command[0]} is not there; this machine's fonts must come from elsewhere") from error
