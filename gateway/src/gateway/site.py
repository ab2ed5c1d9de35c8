"""The pages that people use, as they were built from ``gateway/web/``: which file answers a path, and how."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from starlette.datastructures import Headers
from starlette.responses import Response

log = structlog.get_logger()

MAP: Final = "site.json"
_ASSETS: Final = "assets/"
LASTING: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".jpg": "image/jpeg",
    ".mp4": "video/mp4",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
# In the order of preference; the build has written the files beside the plain ones.
_ENCODINGS: Final = (("br", ".br"), ("gzip", ".gz"))


@dataclass(frozen=True, slots=True)
class _Built:
    """One file in the forms it can be sent in: by encoding, the plain one under an empty name."""

    forms: dict[str, bytes]
    media_type: str
    etag: str
    lasting: bool


@dataclass(frozen=True, slots=True)
class _Build:
    """A finished build: files by name, and the names of the pages by the paths they answer."""

    edition: int
    files: dict[str, _Built]
    pages: dict[str, str]

    def page(self, path: str) -> _Built | None:
        """The page that answers a path: the one of the longest path of its map that the path equals or lies below."""
        trimmed = path.rstrip("/") or "/"
        while trimmed:
            if name := self.pages.get(trimmed):
                return self.files[name]
            trimmed = trimmed.rpartition("/")[0]
        return None


class Site:
    """Holds the build in memory; a new one is taken up when a page is asked for, a missing one is no error."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._build: _Build | None = None
        self._take_up()
        if self._build is None:
            log.warning("site.missing", folder=str(folder), remedy="make setup")

    @property
    def built(self) -> bool:
        """Whether there are pages to serve."""
        return self._build is not None

    def answer(self, path: str, request_headers: Headers) -> Response | None:
        """The asset or page at a path, if the build has one."""
        if path.startswith(f"/{_ASSETS}"):
            found = self._build.files.get(path[1:]) if self._build else None
            return None if found is None else _respond(found, request_headers)
        self._take_up()
        page = self._build.page(path) if self._build else None
        return None if page is None else _respond(page, request_headers)

    def _take_up(self) -> None:
        """Read the build unless it is the one in memory; the map is written last, so that its time is the build's."""
        try:
            edition = (self._folder / MAP).stat().st_mtime_ns
            if self._build is None or self._build.edition != edition:
                self._build = _read(self._folder, edition)
                log.info("site.read", files=len(self._build.files), pages=len(self._build.pages))
        except (OSError, ValueError, KeyError):
            # none yet, or one that is being replaced: the last one goes on
            return


def _read(folder: Path, edition: int) -> _Build:
    pages = json.loads((folder / MAP).read_text())["pages"]
    files = dict(_files(folder))
    if missing := pages.keys() - files.keys():
        raise KeyError(*missing)
    return _Build(edition, files, {path: name for name, paths in pages.items() for path in paths})


def _files(folder: Path) -> Iterator[tuple[str, _Built]]:
    for file in sorted(folder.rglob("*")):
        if file.suffix not in _TYPES or file.name == MAP or not file.is_file():
            continue
        name = file.relative_to(folder).as_posix()
        content = file.read_bytes()
        forms = {"": content}
        for encoding, suffix in _ENCODINGS:
            packed = file.with_name(file.name + suffix)
            if packed.is_file() and packed.stat().st_size < len(content):
                forms[encoding] = packed.read_bytes()
        etag = hashlib.sha256(content).hexdigest()[:32]
        yield name, _Built(forms, _TYPES[file.suffix], etag, lasting=name.startswith(_ASSETS))


def _respond(file: _Built, request_headers: Headers) -> Response:
    encoding = _encoding(file, request_headers.get("accept-encoding", ""))
    etag = f'"{file.etag}{f"-{encoding}" if encoding else ""}"'
    own = {"etag": etag, "cache-control": LASTING if file.lasting else "no-cache"}
    if len(file.forms) > 1:
        own["vary"] = "Accept-Encoding"
    if request_headers.get("if-none-match") == etag:
        return Response(status_code=304, headers=own)
    if encoding:
        own["content-encoding"] = encoding
    return Response(file.forms[encoding], media_type=file.media_type, headers=own)


def _encoding(file: _Built, accepted: str) -> str:
    """The best form that the browser takes; ``q=0`` is a no."""
    taken = set()
    for part in accepted.lower().split(","):
        name, _, weight = part.partition(";")
        if weight.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}:
            taken.add(name.strip())
    return next((name for name, _ in _ENCODINGS if name in taken and name in file.forms), "")
