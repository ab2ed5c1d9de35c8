"""Objects, strings, dates and numbers as bytes."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyhanko.pdf_utils.generic import read_object
from pyhanko.pdf_utils.reader import PdfFileReader
from signing.pdf import syntax
from signing.pdf.draft import Draft


@given(st.text(st.characters(codec="utf-16"), max_size=60))
def test_a_text_string_holds_any_text_and_no_syntax(text: str) -> None:
    written = syntax.text_string(text)
    assert written.translate(None, b"0123456789ABCDEF") == b"<>"
    assert bytes.fromhex(written[1:-1].decode()).decode("utf-16") == text


def test_a_date_is_that_of_china_to_the_second() -> None:
    assert syntax.date_string(datetime(2026, 11, 22, 17, 5, 9, 999999, UTC)) == b"(D:20261123010509+08'00')"


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, b"0"), (7.0, b"7"), (-3.5, b"-3.5"), (1 / 3, b"0.33"), (595.2756, b"595.28"), (0.004, b"0"), (-0.001, b"0")],
)
def test_a_number_is_short(value: float, written: bytes) -> None:
    assert syntax.number(value).removeprefix(b"-") == written.removeprefix(b"-")
    assert float(syntax.number(value)) == pytest.approx(value, abs=0.005)


@given(st.floats(-2000, 2000))
def test_a_number_is_near_what_it_stands_for(value: float) -> None:
    written = syntax.number(value)
    assert float(written) == pytest.approx(value, abs=0.0051)
    assert b"e" not in written


def test_line_ends_are_those_of_archives() -> None:
    assert syntax.obj(3, b"<<>>") == b"3 0 obj\n<<>>\nendobj\n"
    assert syntax.stream(4, b"/A 1", b"\r\n") == b"4 0 obj\n<</A 1/Length 2>>\nstream\n\r\n\nendstream\nendobj\n"
    first, second, _ = syntax.HEADER.split(b"\n")
    assert first == b"%PDF-1.4"
    assert second[:1] == b"%"
    assert all(byte > 127 for byte in second[1:])
    assert len(second) >= 5


def test_another_reader_sees_the_same_objects(draft: Draft) -> None:
    reader = PdfFileReader(BytesIO(draft.with_signature(b"\x30\x00")), strict=True)
    assert reader.root["/Lang"] == "zh-CN"
    assert reader.root["/AcroForm"]["/SigFlags"] == 3
    assert read_object(BytesIO(syntax.text_string("张𬭎")), reader.trailer_view.container_ref) == "张𬭎"
