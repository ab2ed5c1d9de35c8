"""Operators' commands: ``python -m archive import FILE``."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Annotated

import typer
import uvloop
from kernel.errors import DomainError
from kernel.settings import load
from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.table import Table

from archive.domain.imports import Counts
from archive.domain.rows import CellFault
from archive.handlers.import_file import import_file
from archive.handlers.lease import Progress
from archive.queries import read_faults
from archive.resources import Resources
from archive.settings import Settings
from kernel import logging

_SHOWN_FAULTS = 20
_REQUESTED_BY = "command line"

Open = Callable[[Settings], AbstractAsyncContextManager[Resources]]


def commands(open_resources: Open) -> typer.Typer:
    """The commands that archive adds to the usual ones."""
    cli = typer.Typer()

    @cli.command(name="import")
    def import_(
        file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help=".xlsx or .csv")],
    ) -> None:
        """Import a register file; exits with 1 when the file as a whole is refused."""
        logging.configure("archive", "warning")
        try:
            uvloop.run(_import(file, open_resources))
        except DomainError as error:
            Console(stderr=True).print(f"{error}  ({error.code})", style="red", markup=False)
            raise typer.Exit(1) from None

    return cli


async def _import(file: Path, open_resources: Open) -> None:
    bar = Bar(
        TextColumn("{task.description}"),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[rows]:,} rows"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    async with open_resources(load(Settings)) as resources:
        with bar:
            task = bar.add_task(file.name, total=1.0, rows=0)

            def show(progress: Progress) -> None:
                bar.update(task, completed=progress.done, rows=progress.rows)

            import_id, counts = await import_file(file, _REQUESTED_BY, resources, show)
        async with resources.database.transaction() as tx:
            faults = await read_faults(tx, import_id, resources.sealer, limit=_SHOWN_FAULTS)
    _print(counts, faults)


def _print(counts: Counts, faults: Sequence[CellFault]) -> None:
    console = Console()
    console.print(
        f"{counts.rows:,} rows: {counts.added:,} added, {counts.changed:,} changed, "
        f"{counts.unchanged:,} unchanged, {counts.refused:,} refused",
        highlight=False,
    )
    if not faults:
        return
    table = Table("行", "列", "内容", "原因", title=f"refused cells (the first {_SHOWN_FAULTS})")
    for fault in faults:
        table.add_row(*(_escaped(cell) for cell in (str(fault.row), fault.column, fault.value, fault.message)))
    console.print(table)


def _escaped(cell: str) -> str:
    """Without control characters, which a terminal would obey, and without rich's markup."""
    return "".join(character if character.isprintable() else "�" for character in cell).replace("[", r"\[")
