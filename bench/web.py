"""What a browser fetches before the first page of each site shows, packed, against its budget."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

DIST = Path(__file__).parents[1] / "gateway" / "web" / "dist"
_KB = 1000
_STATIC = re.compile(r"""(?:\bfrom|\bimport)\s*["'](\./[^"']+\.js)["']""")
_REFERENCE = re.compile(r'(?:src|href)="/(assets/[^"]+\.(?:js|css))"')
_DEPENDENCIES = re.compile(r"""["'](assets/[^"']+\.(?:js|css))["']""")


class FirstPage(NamedTuple):
    """A page that people meet first: its HTML, the chunk of its route, and the largest size allowed in kB."""

    name: str
    html: str
    chunk: str
    budget: int


PAGES = (
    FirstPage("portal 登录", "index.html", "LoginPage", 250),
    FirstPage("phone 人脸核身", "m/index.html", "FacePage", 150),
    FirstPage("console 登录", "console/index.html", "LoginPage", 250),
)


def needed(page: FirstPage) -> set[str]:
    """The assets: those the HTML names, those of the route's chunk, and whatever they import without waiting."""
    html = (DIST / page.html).read_text()
    found: set[str] = set()
    todo = [*_REFERENCE.findall(html), *_route_chunks(html, page.chunk)]
    while todo:
        asset = todo.pop()
        if asset in found:
            continue
        found.add(asset)
        if asset.endswith(".js"):
            todo += [f"assets/{name[2:]}" for name in _STATIC.findall((DIST / asset).read_text())]
    return found


def _route_chunks(html: str, chunk: str) -> Iterator[str]:
    """The lazy chunk of a route and its styles, which Vite lists in the entry's script."""
    for entry in re.findall(r'<script[^>]*src="/(assets/[^"]+)"', html):
        script = (DIST / entry).read_text()
        names = _DEPENDENCIES.findall(script) + [f"assets/{name}" for name in re.findall(r"\./([\w.-]+\.js)", script)]
        yield from (name for name in names if Path(name).name.startswith(f"{chunk}-"))


def packed(asset: str, suffix: str) -> int:
    """Bytes on the wire."""
    file = DIST / f"{asset}{suffix}"
    return (file if file.is_file() else DIST / asset).stat().st_size


class Size(NamedTuple):
    """What a first page weighs: its number of files, and kB on the wire."""

    page: FirstPage
    files: int
    gzip: float
    brotli: float


def size(page: FirstPage) -> Size:
    """Weigh a page.

    Raises:
        RuntimeError: the chunk of its route is not among the assets, so the figure would be too low.
    """
    assets = needed(page)
    if not any(Path(asset).name.startswith(f"{page.chunk}-") for asset in assets):
        raise RuntimeError(f"{page.name}: no chunk {page.chunk} in {DIST}")
    gzipped, brotli = (sum(packed(asset, suffix) for asset in assets) / _KB for suffix in (".gz", ".br"))
    return Size(page, len(assets), gzipped, brotli)
