"""Reads a register in a process of its own.

It takes the parsing off the event loop and lets it run beside the database's work; and a file made to eat all memory
or never to end ends that process, whose memory and time are limited, and not the worker.
"""

import asyncio
import multiprocessing
import os
import resource
import signal
import traceback
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any
from uuid import UUID

from kernel.sealed import BlindIndex, KeyRing, Sealer
from pydantic import SecretStr

from archive.adapters.preparation import Batch, Preparation
from archive.adapters.sheets import Limits, open_register
from archive.domain.imports import ImportRefused, TooLarge, Unreadable


@dataclass(frozen=True, slots=True)
class Reading:
    """What the process is told."""

    import_id: UUID
    path: Path
    seal_keys: SecretStr
    index_key: SecretStr
    limits: Limits
    memory_bytes: int
    processor_seconds: int


@dataclass(frozen=True, slots=True)
class _Refusal:
    """A refusal on its way between processes: exceptions with keyword arguments do not pickle."""

    error: type[ImportRefused]
    places: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Failure:
    """What was not foreseen: kind and place only, as the message of an error may hold what stands in a cell."""

    kind: str
    place: str


class ReaderDied(Exception):
    """The reading process ended without a result; trying again may help."""


async def read_register(reading: Reading) -> AsyncGenerator[Batch, None]:
    """The batches of a register file, the next one being prepared while the last one is used.

    Raises:
        ImportRefused: the file as a whole cannot be taken.
        ReaderDied: the process was killed.
    """
    ours, theirs = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("spawn").Process(target=_read, args=(reading, theirs), daemon=True)
    process.start()
    theirs.close()
    waiting = asyncio.create_task(asyncio.to_thread(_receive, ours, process))
    try:
        while (received := await asyncio.shield(waiting)) is not None:
            if isinstance(received, _Refusal):
                raise received.error(**received.places)
            if isinstance(received, _Failure):
                raise ReaderDied(f"{received.kind} at {received.place}")
            waiting = asyncio.create_task(asyncio.to_thread(_receive, ours, process))
            yield received
    finally:
        process.kill()
        with suppress(ReaderDied, ImportRefused):
            await waiting  # the thread must be off the pipe before it is closed
        await asyncio.to_thread(process.join)
        ours.close()
        process.close()


def _receive(pipe: Connection, process: BaseProcess) -> Batch | _Refusal | _Failure | None:
    """The next thing the process says; None is its last word."""
    try:
        received: Batch | _Refusal | _Failure | None = pipe.recv()
    except (EOFError, OSError):
        process.join()
        # How a reader in Rust ends when it may not have more memory, and anyone who may not have more time.
        if process.exitcode in {-signal.SIGABRT, -signal.SIGXCPU}:
            raise TooLarge from None
        raise ReaderDied(f"exit code {process.exitcode}") from None
    return received


def _read(reading: Reading, pipe: Connection) -> None:
    """The process: prepares batch after batch; a broken pipe, when nobody wants them any more, ends it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (reading.memory_bytes, reading.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (reading.processor_seconds, reading.processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.environ["RUST_BACKTRACE"] = "0"
    preparation = Preparation(
        reading.import_id, Sealer(KeyRing.parse(reading.seal_keys)), BlindIndex(reading.index_key)
    )
    with suppress(BrokenPipeError):
        try:
            for batch in preparation.batches(open_register(reading.path, reading.limits)):
                pipe.send(batch)
            pipe.send(None)
        except ImportRefused as refusal:
            pipe.send(_Refusal(type(refusal), refusal.places))
        except MemoryError:
            pipe.send(_Refusal(TooLarge, {}))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the other process must be told
            # A reader in Rust panics at what it did not foresee; that is the file's fault.
            pipe.send(_Refusal(Unreadable, {}) if type(error).__name__ == "PanicException" else _failure(error))


def _failure(error: BaseException) -> _Failure:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return _Failure(type(error).__name__, f"{Path(frame.filename).name}:{frame.lineno}")
