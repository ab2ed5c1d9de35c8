"""The QR codes put together from prepared bits are those that segno makes, and a reader reads them."""

import string

import pytest
import segno
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from signing.typesetting.qr import QrCode, QrWriter, verify_address

ORIGIN = "https://zhengxin.example"
EXAMPLE = verify_address(ORIGIN, "202600000000", "AAAAAAAA")
WRITER = QrWriter(EXAMPLE)
MASK = segno.make_qr(EXAMPLE, error="m", mode="byte", boost_error=False).mask

numbers = st.text(string.digits, min_size=12, max_size=12)
codes = st.text(string.digits + string.ascii_uppercase, min_size=8, max_size=8)


def matrix(code: QrCode) -> list[list[int]]:
    """The symbol row by row."""
    stride = len(code.rows) // code.side
    rows = (code.rows[start : start + stride] for start in range(0, len(code.rows), stride))
    return [[int(module) for module in f"{int.from_bytes(row):0{8 * stride}b}"[: code.side]] for row in rows]


@given(numbers, codes)
def test_a_code_is_the_one_that_segno_makes(number: str, check_code: str) -> None:
    address = verify_address(ORIGIN, number, check_code)
    expected = segno.make_qr(address, error="m", mode="byte", boost_error=False, version=4, mask=MASK)
    assert matrix(WRITER.modules(address)) == [list(row) for row in expected.matrix]


@given(numbers, codes, st.text(string.ascii_lowercase, min_size=1, max_size=12))
def test_an_address_of_any_length_is_read_again(number: str, check_code: str, host: str) -> None:
    address = verify_address(f"https://{host}.example", number, check_code)
    assert read(WRITER.modules(address)) == address


def test_only_ascii_addresses_are_written() -> None:
    with pytest.raises(UnicodeEncodeError):
        WRITER.modules(EXAMPLE.replace("z", "证"))


def test_strange_numbers_are_quoted() -> None:
    assert verify_address(ORIGIN, "1/2?", "a&b").endswith("/verify/1%2F2%3F?c=a%26b")


def read(code: QrCode) -> str:
    """What a reader of another make sees in the printed symbol."""
    quiet = 4
    picture = Image.new("L", (code.side + 2 * quiet, code.side + 2 * quiet), 255)
    for y, row in enumerate(matrix(code)):
        for x, module in enumerate(row):
            if module:
                picture.putpixel((x + quiet, y + quiet), 0)
    (found,) = zxingcpp.read_barcodes(picture.resize((picture.width * 4, picture.height * 4), Image.Resampling.NEAREST))
    return str(found.text)
