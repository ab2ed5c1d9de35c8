"""Which characters the letters' fonts draw: what ``docs/glyphs.md`` tells."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from kernel.repertoire import COMPATIBILITY_UNIFIED, GB18030_HAN, OTHER_HAN, Block

from signing.fonts.chain import FontChain
from signing.fonts.repertoire import SIGNS

INTRODUCTION = """# Characters that letters can show

Written by `python -m signing fonts document`; a test compares it. Each character is drawn by the first of these faces
that has it: {faces}.
One that no face draws is refused with `signing.glyph.missing` before anything is signed.
"""


def document(chain: FontChain) -> str:
    """The page, in Markdown."""
    drawn = {face.name: face.characters() for face in chain.faces}
    every = frozenset[int]().union(*drawn.values())
    unified = ("Unified among compatibility ideographs", COMPATIBILITY_UNIFIED)
    gb18030 = [*((block.name, tuple(block)) for block in GB18030_HAN), unified]
    count = sum(len(points) for _, points in gb18030)
    lines = [
        INTRODUCTION.format(faces=", ".join(chain_names(chain))),
        *_section(f"GB 18030-2022: {count:,} Han characters", gb18030, every),
        *_section("Han characters beyond it", _assigned(OTHER_HAN), every),
        *_section("Letters, digits, signs", _assigned(SIGNS), every),
        "## What each face draws",
        "",
        "| face | Han and signs that no face before it has |",
        "| --- | ---: |",
        *(f"| {name} | {len(points):,} |" for name, points in drawn.items()),
        "",
    ]
    return "\n".join(lines)


def chain_names(chain: FontChain) -> list[str]:
    """The PostScript names of a chain's faces."""
    return [face.name for face in chain.faces]


def ranges(points: Iterable[int]) -> str:
    """Code points, neighbours taken together: ``U+9FA6-9FB3, U+20000``."""
    groups: list[list[int]] = []
    for point in sorted(points):
        if groups and groups[-1][1] == point - 1:
            groups[-1][1] = point
        else:
            groups.append([point, point])
    return ", ".join(f"U+{first:04X}" if first == last else f"U+{first:04X}-{last:04X}" for first, last in groups)


def _assigned(blocks: Iterable[Block]) -> list[tuple[str, tuple[int, ...]]]:
    return [(block.name, tuple(block)) for block in blocks]


MOST_RANGES = 5
"""A longer list of what is missing is only counted."""


def _section(title: str, blocks: Iterable[tuple[str, tuple[int, ...]]], drawn: frozenset[int]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    yield "| block | code points | drawn | missing |"
    yield "| --- | ---: | ---: | --- |"
    for name, points in blocks:
        missing = [point for point in points if point not in drawn]
        listed = ranges(missing)
        if listed.count(",") >= MOST_RANGES:
            listed = f"{len(missing):,}"
        place = f"{name}, U+{points[0]:04X}-{points[-1]:04X}"
        yield f"| {place} | {len(points):,} | {len(points) - len(missing):,} | {listed or 'none'} |"
    yield ""


def write_document(chain: FontChain, path: Path) -> None:
    """Write the page."""
    path.write_text(document(chain), encoding="utf-8")
