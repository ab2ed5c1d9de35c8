"""The machine's fonts, and a draft taken apart."""

import pytest
from altered import AlteredDraft
from samples import make_facts, now
from signing.fonts.folder import usual_folder
from signing.fonts.letter_fonts import LetterFonts, open_fonts
from signing.pdf.draft import Draft
from signing.press import LetterPress


@pytest.fixture(scope="session")
def fonts() -> LetterFonts:
    """The machine's prepared fonts."""
    return open_fonts(usual_folder())


@pytest.fixture(scope="session")
def draft(plain_press: LetterPress) -> Draft:
    """A letter of one page."""
    return plain_press.draft(make_facts(), signed_at=now())


@pytest.fixture
def parts(draft: Draft) -> AlteredDraft:
    """Its objects."""
    return AlteredDraft.of(draft)
