"""Prepares the fonts of a machine: each source becomes a TrueType file that workers map. The same bytes each time.

Done once; a second run finds by ``prepared.json`` that nothing has changed. Runs that start at once wait for the first.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from signing.fonts import packages
from signing.fonts.errors import FontUnusable
from signing.fonts.original import Original, PreparedGlyph, convert
from signing.fonts.prepared_font import prepared_font
from signing.fonts.sources import BODY, SOURCES, Source

EDITION = 6
"""To be raised by whoever changes what comes out of a preparation."""

PIECE = 400
"""Characters that one task converts."""

Progress = Callable[[int, int], None]
"""Is told how many of how many glyphs are done."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of one font."""

    source: Source
    path: Path
    codepoints: list[int]

    def lifts(self) -> list[tuple[int, float]]:
        """Each character and by how much it is raised."""
        return [(codepoint, self.source.lift_of(codepoint)) for codepoint in self.codepoints]


def is_prepared(folder: Path) -> bool:
    """Whether all prepared fonts are there, whole, and of the sources that are installed now."""
    try:
        record = json.loads((folder / "prepared.json").read_text())
        return bool(
            record["edition"] == EDITION
            and set(record["fonts"]) == {source.name for source in SOURCES}
            and all(_is_current(source, folder, record["fonts"][source.name]) for source in SOURCES)
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def prepare(
    folder: Path,
    *,
    fetch: packages.Say | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> bool:
    """Prepare all fonts unless that is done; whether there was something to do.

    With ``fetch``, packages that the machine lacks are downloaded, and ``fetch`` is told so.

    Raises:
        FontUnusable: a source is missing or broken, or the folder cannot be written.
    """
    try:
        with _alone(folder):
            if is_prepared(folder):
                return False
            if fetch is not None:
                packages.fetch(SOURCES, folder, fetch)
            _prepare(folder, progress or _silent, processes or len(os.sched_getaffinity(0)))
            return True
    except OSError as error:
        raise FontUnusable(f"the fonts cannot be prepared in {folder}: {error}") from error


def _prepare(folder: Path, progress: Progress, processes: int) -> None:
    paths = {source: _found(source, folder) for source in SOURCES}
    with ExitStack() as stack:
        originals = {
            source: stack.enter_context(closing(Original(path, source.index))) for source, path in paths.items()
        }
        _prepare_from(originals, folder, progress, processes)


def _prepare_from(originals: dict[Source, Original], folder: Path, progress: Progress, processes: int) -> None:
    choices = chosen({source: originals[source].characters for source in SOURCES})
    pieces = [
        Piece(source, originals[source].path, points[start : start + PIECE])
        for source, points in choices.items()
        for start in range(0, len(points), PIECE)
    ]
    glyphs = _converted(pieces, progress, processes)
    fonts = {}
    for source, points in choices.items():
        data = prepared_font(originals[source], points, [glyphs[source, point] for point in points])
        _write(source.prepared(folder), data)
        fonts[source.name] = {
            "source": _fingerprint(originals[source].path),
            "prepared": _fingerprint(source.prepared(folder)),
            "characters": len(points),
        }
    _write(folder / "prepared.json", json.dumps({"edition": EDITION, "fonts": fonts}, indent=1).encode())


def chosen(characters: dict[Source, frozenset[int]]) -> dict[Source, list[int]]:
    """Which source draws which characters, in order: what it may draw, has, and no face before it has."""
    drawn: set[int] = set()
    choices = {}
    for source in SOURCES:
        wanted = characters[source] & source.characters()
        if source in BODY:
            wanted -= drawn
            drawn |= wanted
        choices[source] = sorted(wanted)
    return choices


def _silent(done: int, total: int) -> None:
    """Progress that nobody watches."""


def _converted(pieces: Sequence[Piece], progress: Progress, processes: int) -> dict[tuple[Source, int], PreparedGlyph]:
    total = sum(len(piece.codepoints) for piece in pieces)
    glyphs: dict[tuple[Source, int], PreparedGlyph] = {}
    # Forked: a fresh interpreter would run the whole command line's modules again in each process.
    with ProcessPoolExecutor(processes, mp_context=get_context("fork")) as pool:
        tasks: dict[Future[list[PreparedGlyph]], Piece] = {
            pool.submit(convert, piece.path, piece.source.index, piece.lifts()): piece for piece in pieces
        }
        for task in as_completed(tasks):
            piece = tasks[task]
            for point, glyph in zip(piece.codepoints, task.result(), strict=True):
                glyphs[piece.source, point] = glyph
            progress(len(glyphs), total)
    return glyphs


def _found(source: Source, folder: Path) -> Path:
    path = source.find(folder)
    if path is None:
        raise source.missing()
    return path


def _is_current(source: Source, folder: Path, record: dict[str, Any]) -> bool:
    """A source that is gone since may stay away: an image ships prepared fonts only."""
    path = source.find(folder)
    return _is_same(source.prepared(folder), record["prepared"]) and (path is None or _is_same(path, record["source"]))


def _is_same(path: Path, fingerprint: dict[str, Any]) -> bool:
    """Size and time tell it at once; a file that was copied or touched is read."""
    status = path.stat()
    if status.st_size != fingerprint["size"]:
        return False
    return bool(status.st_mtime_ns == fingerprint["modified"] or _sha256(path) == fingerprint["sha256"])


def _fingerprint(path: Path) -> dict[str, Any]:
    status = path.stat()
    return {"size": status.st_size, "modified": status.st_mtime_ns, "sha256": _sha256(path)}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all; workers that map the file's last edition keep it."""
    scratch = path.with_name(f".{path.name}.new")
    scratch.write_bytes(data)
    scratch.chmod(0o644)
    scratch.replace(path)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
