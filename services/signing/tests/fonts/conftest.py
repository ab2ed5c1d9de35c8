"""The machine's prepared fonts; prepared here when the set-up has not been run."""

from pathlib import Path

import pytest
from signing.fonts.letter_fonts import LetterFonts, open_fonts
from signing.fonts.prepare import is_prepared, prepare
from signing.settings import FontSettings


@pytest.fixture(scope="session")
def folder() -> Path:
    """The folder of the prepared fonts."""
    folder = FontSettings().fonts_dir
    if not is_prepared(folder):
        prepare(folder, fetch=print)
    return folder


@pytest.fixture(scope="session")
def fonts(folder: Path) -> LetterFonts:
    """The faces of the letters."""
    return open_fonts(folder)
