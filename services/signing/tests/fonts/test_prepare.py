"""Prepared fonts draw what their sources draw, in plain TrueType, and are made once."""

import json
import math
import random
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.perimeterPen import PerimeterPen
from fontTools.ttLib import TTFont
from signing.fonts import prepare as preparing
from signing.fonts.errors import FontUnusable
from signing.fonts.original import FLAT, TOLERANCE, Original
from signing.fonts.prepare import is_prepared, prepare
from signing.fonts.prepared_font import prepared_font
from signing.fonts.sources import BODY, SOURCES, TITLE, Source

SAMPLE = 150
SMALL = Source("fang", BODY[0].package, BODY[0].path, characters=lambda: frozenset(map(ord, "张三")))
SMALL_SONG = Source("song", BODY[1].package, BODY[1].path, characters=lambda: frozenset(map(ord, "张三王A")))


def measured(font: TTFont, name: str) -> tuple[float, float, tuple[float, ...]]:
    """Area, length and box of a glyph."""
    glyphs = font.getGlyphSet()
    area, length, box = AreaPen(glyphs), PerimeterPen(glyphs), BoundsPen(glyphs)
    for pen in (area, length, box):
        glyphs[name].draw(pen)
    return abs(area.value), length.value, box.bounds


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_any_tool_reads_it(source: Source, folder: Path) -> None:
    font = TTFont(source.prepared(folder), checkChecksums=2)
    assert {"OS/2", "cmap", "glyf", "head", "hhea", "hmtx", "loca", "maxp", "name", "post"} < set(font.keys())
    data = source.prepared(folder).read_bytes()
    assert sum(int.from_bytes(data[at : at + 4]) for at in range(0, len(data), 4)) & 0xFFFFFFFF == 0xB1B0AFBA
    assert font["maxp"].numGlyphs == len(font.getBestCmap()) + 1
    table = font["glyf"]
    for name in random.Random(5).sample(font.getGlyphOrder(), min(SAMPLE, font["maxp"].numGlyphs)):
        glyph = table[name]
        assert not glyph.isComposite()
        assert glyph.numberOfContours == 0 or not glyph.program.getBytecode()


@pytest.mark.parametrize("source", [TITLE, *BODY[:2]], ids=lambda source: source.name)
def test_curves_are_those_of_the_source(source: Source, folder: Path) -> None:
    path = source.find(folder)
    assert path is not None
    original, font = TTFont(path), TTFont(source.prepared(folder))
    before, after = original.getBestCmap(), font.getBestCmap()
    tolerance = (TOLERANCE + FLAT) * original["head"].unitsPerEm + 1
    for point in random.Random(7).sample(sorted(set(after) - {0xB7}), min(SAMPLE, len(after) - 1)):
        area, length, box = measured(original, before[point])
        own_area, _, own_box = measured(font, after[point])
        if box is None:
            assert own_box is None
            continue
        assert math.isclose(own_area, area, abs_tol=length * TOLERANCE * 1000), chr(point)
        assert all(math.isclose(a, b, abs_tol=tolerance) for a, b in zip(own_box, box, strict=True)), chr(point)
        assert font["hmtx"][after[point]][0] == original["hmtx"][before[point]][0]


@pytest.mark.parametrize("source", BODY[2:], ids=lambda source: source.name)
def test_truetype_outlines_are_kept(source: Source, folder: Path) -> None:
    path = source.find(folder)
    assert path is not None
    original, font = TTFont(path, fontNumber=source.index), TTFont(source.prepared(folder))
    before, after = original.getBestCmap(), font.getBestCmap()
    theirs, ours = original["glyf"], font["glyf"]
    composites = [point for point in sorted(after) if source.name == "uming" and theirs[before[point]].isComposite()]
    for point in composites[:40] + random.Random(9).sample(sorted(after), SAMPLE):
        their, our = theirs[before[point]], ours[after[point]]
        coordinates, ends, flags = their.getCoordinates(theirs)
        own_coordinates, own_ends, own_flags = our.getCoordinates(ours)
        lift = round(source.lift_of(point) * font["head"].unitsPerEm)
        assert list(own_coordinates) == [(round(x), round(y) + lift) for x, y in coordinates]
        if not their.isComposite():
            assert (our.yMin, our.yMax) == (their.yMin + lift, their.yMax + lift)
        assert list(own_ends) == list(ends)
        assert [flag & 1 for flag in own_flags] == [flag & 1 for flag in flags]
        assert font["hmtx"][after[point]] == original["hmtx"][before[point]]


def test_a_face_has_only_what_those_before_it_lack(folder: Path) -> None:
    taken: set[int] = set()
    for source in BODY:
        characters = set(TTFont(source.prepared(folder)).getBestCmap())
        assert not characters & taken
        taken |= characters


def test_the_same_source_gives_the_same_bytes(folder: Path) -> None:
    path = SMALL.find(folder)
    assert path is not None
    points = sorted(map(ord, "一丁三张"))
    made = []
    for _ in range(2):
        with closing(Original(path)) as original:
            made.append(prepared_font(original, points, [original.glyph(point) for point in points]))
    assert made[0] == made[1]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, folder: Path) -> Path:
    """A folder for which two faces of a few characters are to be prepared, their sources in it."""
    monkeypatch.setattr(preparing, "SOURCES", (SMALL, SMALL_SONG))
    monkeypatch.setattr(preparing, "BODY", (SMALL, SMALL_SONG))
    for source in (SMALL, SMALL_SONG):
        path, goal = source.find(folder), tmp_path / "packages" / source.package / source.path
        assert path is not None
        goal.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, goal)
    return tmp_path


def test_it_is_done_once(small: Path) -> None:
    seen: list[tuple[int, int]] = []
    assert prepare(small, progress=lambda done, total: seen.append((done, total)), processes=1)
    assert seen[-1] == (4, 4)
    assert is_prepared(small)
    assert not prepare(small, processes=1)
    assert set(TTFont(SMALL_SONG.prepared(small)).getBestCmap()) == set(map(ord, "王A"))
    record = json.loads((small / "prepared.json").read_text())
    assert record["fonts"]["song"]["characters"] == 2
    assert sorted(path.name for path in small.iterdir()) == [
        *(".lock", "fang.ttf", "packages", "prepared.json", "song.ttf")
    ]


def test_damage_and_new_sources_are_noticed(small: Path) -> None:
    prepare(small, processes=1)
    before = SMALL.prepared(small).read_bytes()
    SMALL.prepared(small).write_bytes(before[:-4] + b"oops")
    assert not is_prepared(small)
    assert prepare(small, processes=1)
    assert SMALL.prepared(small).read_bytes() == before
    source = small / "packages" / SMALL.package / SMALL.path
    source.write_bytes(source.read_bytes() + b"\0")
    assert not is_prepared(small)
    SMALL_SONG.prepared(small).unlink()
    assert not is_prepared(small)


def test_those_who_start_at_once_prepare_once(small: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: prepare(small, processes=1), range(2)))
    assert sorted(done) == [False, True]
    assert is_prepared(small)


@pytest.mark.skipif(Path("/", SMALL.path).exists(), reason="the package is installed, its font found there")
def test_a_missing_source_names_its_package(small: Path) -> None:
    prepare(small, processes=1)
    shutil.rmtree(small / "packages")
    assert is_prepared(small)  # prepared fonts do without their sources
    SMALL.prepared(small).unlink()
    with pytest.raises(FontUnusable, match="texlive-lang-chinese"):
        prepare(small, processes=1)


def test_a_broken_source_is_named(small: Path) -> None:
    if Path("/", SMALL.path).exists():
        pytest.skip("the package is installed, its font found there")
    source = small / "packages" / SMALL.package / SMALL.path
    source.write_bytes(source.read_bytes()[:5000])
    with pytest.raises(FontUnusable, match=r"FandolFang-Regular\.otf"):
        prepare(small, processes=1)
