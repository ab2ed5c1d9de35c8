"""Entries of ``glyf`` are read by fontTools as they were meant."""

from fontTools.ttLib.tables._g_l_y_f import Glyph
from hypothesis import given
from hypothesis import strategies as st
from signing.fonts import outline
from signing.fonts.original import without_implied

coordinate = st.integers(-2000, 2000) | st.integers(-3, 3)
contour = st.lists(st.tuples(coordinate, coordinate, st.booleans()), min_size=1, max_size=600)


@given(st.lists(contour, min_size=1, max_size=4))
def test_an_entry_holds_the_points(contours: list[outline.Contour]) -> None:
    data = outline.entry(contours)
    assert len(data) % 4 == 0
    glyph = Glyph(data)
    glyph.expand(None)
    points = [point for contour in contours for point in contour]
    assert list(glyph.coordinates) == [point[:2] for point in points]
    assert [bool(flag & 1) for flag in glyph.flags] == [point[2] for point in points]
    assert glyph.endPtsOfContours == [sum(map(len, contours[: end + 1])) - 1 for end in range(len(contours))]
    assert outline.size(data) == (len(contours), len(points))
    assert outline.bounds(data) == (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax)
    assert not glyph.program.getBytecode()


@given(st.lists(contour, min_size=1, max_size=3), st.integers(-300, 300))
def test_a_lifted_entry_holds_the_points_higher_up(contours: list[outline.Contour], by: int) -> None:
    data = outline.lifted(outline.entry(contours), by)
    assert len(data) % 4 == 0
    glyph, plain = (
        Glyph(data),
        Glyph(outline.entry([[(x, y + by, on) for x, y, on in contour] for contour in contours])),
    )
    glyph.expand(None)
    plain.expand(None)
    assert glyph.coordinates == plain.coordinates
    assert glyph.endPtsOfContours == plain.endPtsOfContours
    assert [flag & 1 for flag in glyph.flags] == [flag & 1 for flag in plain.flags]
    assert outline.bounds(data) == (plain.xMin, plain.yMin, plain.xMax, plain.yMax)


def test_a_glyph_without_ink_has_no_entry() -> None:
    assert outline.entry([]) == outline.lifted(b"", 7) == b""


def test_instructions_are_taken_out() -> None:
    data = outline.entry([[(0, 0, True), (0, 9, True), (9, 9, True)]])
    hinted = data[:12] + b"\0\3abc" + data[14:]
    assert outline.plain(hinted) == data
    assert outline.plain(data) == data


def test_points_midway_between_controls_are_left_out() -> None:
    start, first, second = (0, 0, True), (0, 10, False), (10, 20, False)
    for midway in ((5, 15, True), (5, 15, True)):
        assert without_implied([start, first, midway, second]) == [start, first, second]
    assert without_implied([start, first, (7, 15, True), second]) == [start, first, (7, 15, True), second]
    assert without_implied([start, first, (5, 15, True), (10, 20, True)])[2] == (5, 15, True)
