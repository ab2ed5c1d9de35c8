"""All processes of one data folder: started layer by layer, told about in its state file, stopped in reverse."""

import dataclasses
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from native.folder import MARK, DataFolder
from native.processes import Program, Supervised, rotate, run_once, together


class Supervisor:
    """Starts programs, keeps them running, and knows how each is doing."""

    def __init__(self, folder: DataFolder, told: Callable[[Supervised], None] = lambda _: None) -> None:
        self.processes: list[Supervised] = []
        self._folder = folder
        self._told = told
        self._about: dict[str, Any] = {}

    async def start(self, programs: Sequence[Program]) -> None:
        """Start these side by side and wait until all are ready.

        Raises:
            StartFailed: one of them did not come up.
        """
        added = [self._supervised(program) for program in programs]
        self.processes.extend(added)
        await together(*(process.start() for process in added))

    async def run(self, program: Program) -> None:
        """Run one that ends by itself.

        Raises:
            StartFailed: it ended badly.
        """
        await run_once(self._marked(program), self._log(program))

    async def stop(self) -> None:
        """Stop all, the last layer first: who is stopped finds what it needs still there."""
        for layer in sorted({process.program.layer for process in self.processes}, reverse=True):
            await together(*(process.stop() for process in self.processes if process.program.layer == layer))

    def about(self, **facts: object) -> None:
        """Add to what others are told about this stack."""
        self._about |= facts
        self._write()

    def _supervised(self, program: Program) -> Supervised:
        process = Supervised(self._marked(program), self._log(program))
        process.changed = lambda: self._changed(process)
        return process

    def _marked(self, program: Program) -> Program:
        return dataclasses.replace(program, env={**program.env, MARK: str(self._folder.path)})

    def _log(self, program: Program) -> Path:
        log = self._folder.logs / f"{program.name}.log"
        rotate(log)
        return log

    def _changed(self, process: Supervised) -> None:
        self._told(process)
        self._write()

    def _write(self) -> None:
        processes = {
            process.program.name: {
                "state": process.state,
                "pid": process.pid,
                "restarts": process.restarts,
                "since": process.since,
                "health": process.program.health,
            }
            for process in self.processes
        }
        self._folder.write_state({**self._about, "written": time.time(), "processes": processes})
