"""Logs say what went wrong, never whose data it was."""

import sys

import asyncpg
import pytest
from kernel.errors import DependencyAway
from kernel.logging import exception_text


def text_of(error: Exception, cause: Exception | None = None) -> str:
    try:
        raise error from cause
    except type(error):
        return exception_text(sys.exc_info())  # type: ignore[arg-type]  # there is one


@pytest.mark.parametrize(
    "error",
    [
        ValueError("invalid literal: '11010119900307002X'"),
        UnicodeDecodeError("utf-8", b"11010119900307002X", 0, 1, "11010119900307002X"),
        KeyError("11010119900307002X"),
        asyncpg.DataError("invalid input for query argument $2: 11010119900307002X"),
    ],
)
def test_errors_about_data_keep_the_data_to_themselves(error: Exception) -> None:
    for text in (text_of(error), text_of(RuntimeError("outer"), error)):
        assert "11010119900307002X" not in text.replace(__file__, "").split("Error: ", 1)[1]
        assert f"{type(error).__qualname__}: (text withheld)" in text
        assert "test_logging.py" in text


def test_other_errors_say_what_happened_and_why_oldest_first() -> None:
    text = text_of(DependencyAway("storage"), OSError("connection refused"))
    assert text.index("OSError: connection refused") < text.index("DependencyAway: 系统暂时繁忙，请稍后再试")
