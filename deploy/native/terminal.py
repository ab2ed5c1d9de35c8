"""What the person at the terminal sees."""

import functools
import time
from pathlib import Path
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from native.folder import DataFolder
from native.probes import http_status
from native.processes import State, Supervised
from native.stack import Options

SANDBOX_ACCOUNTS = {"reviewer": "Sandbox-Reviewer-1", "clerk": "Sandbox-Clerk-1", "admin": "Sandbox-Admin-1"}


class Reporter:
    """Tells how the processes come up, and later of each that dies and comes back."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._began = time.monotonic()
        self._up = False
        self._spinner = console.status("Starting …")
        self._spinner.start()

    def told(self, process: Supervised) -> None:
        """Hear of a change."""
        name = process.program.name
        if process.state is State.READY:
            again = f", restarted {process.restarts} times" if process.restarts else ""
            self._console.print(f"  {name} is ready ({time.monotonic() - self._began:.1f} s{again})")
        elif process.state is State.WAITING:
            self._console.print(f"  {name} ended with status {process.status}; it is started again", style="yellow")
        elif process.state is State.STOPPED and self._up:
            self._spinner.update("Stopping …")
            self._spinner.start()

    def announce(self, options: Options) -> None:
        """All is up: where it is, who may sign in, what to try."""
        self._spinner.stop()
        self._up = True
        print_ = functools.partial(self._console.print, soft_wrap=True)
        print_(f"\n[bold]Zhengxin is running at {options.address}[/bold] ({time.monotonic() - self._began:.1f} s)\n")
        print_("Staff of the sandbox (user name / password):")
        for user, password in SANDBOX_ACCOUNTS.items():
            print_(f"    {user} / {password}")
        print_("\nTry:")
        print_(f"    {options.address}/")
        print_("        the start page; the register holds the people of deploy/native/demo-register.csv")
        print_(f"    {options.address}/docs")
        print_("        the API")
        print_(f"    {options.address}/sandbox/sms?phone=13800138000")
        print_("        the text messages of a phone, for the codes")
        print_("    make demo")
        print_("        drives one certificate from application to signed PDF (in another terminal)")
        print_("    make status")
        print_(f"        how each process is doing; logs are in {options.data}/logs")
        print_("\nCtrl-C or `make stop` stops it all.")

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._spinner.stop()


async def show_status(console: Console, folder: DataFolder) -> None:
    """A table of the processes, with the health asked now."""
    state = folder.state()
    table = Table(title=f"{state.get('address', folder.path)}: {state.get('phase', 'running')}", title_justify="left")
    for heading in ("process", "state", "pid", "memory", "restarts", "health"):
        table.add_column(heading, justify="right" if heading in ("pid", "memory", "restarts") else "left")
    for name, process in state["processes"].items():
        pid = process["pid"]
        table.add_row(
            name,
            process["state"],
            str(pid or ""),
            f"{resident_mib(pid)} MiB" if pid else "",
            str(process["restarts"]),
            await _health(process["health"]),
        )
    console.print(table)


def resident_mib(pid: int) -> int:
    """Memory that a process holds itself, in MiB; 0 when it is gone."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return pages * 4096 // 2**20


async def _health(url: str | None) -> str:
    if url is None:
        return ""
    parts = urlsplit(url)
    status = await http_status(parts.port or 0, parts.path)
    return {200: "ready", None: "no answer"}.get(status, f"not ready ({status})")
