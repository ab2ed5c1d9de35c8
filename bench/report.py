"""``bench/results.md``: a section for each benchmark, replaced as a whole when that one is run again."""

import os
import platform
import re
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
TITLE = """# Results

A section for each of `make bench`, `make bench-signing` and `make bench-web`.
The machine is shared and noisy; single figures move by a third between runs.
"""


def write_section(title: str, lines: Sequence[str]) -> None:
    """Put the lines under their title, in the place of what stood there."""
    section = "\n".join((f"## {title}", "", *lines, ""))
    text = RESULTS.read_text() if RESULTS.exists() else TITLE
    head, *sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    others = [other.rstrip() + "\n" for other in sections if not other.startswith(f"## {title}\n")]
    RESULTS.write_text("\n".join((head.rstrip() + "\n", *others, section)))


def circumstances(*packages: str) -> str:
    """Day, machine and versions, as an item of a list."""
    versions = "".join(f", {name} {version(name)}" for name in packages)
    return f"- {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores, Python {platform.python_version()}{versions}"


def table(*rows: Sequence[str]) -> list[str]:
    """Rows of a table; the first is its head."""
    head, *body = rows
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body)]
