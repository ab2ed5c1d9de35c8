"""The letters that can be issued: a file and a line for each type."""

from signing.letters.custody import CUSTODY
from signing.letters.letter_type import LetterType
from signing.letters.political_review import POLITICAL_REVIEW

LETTER_TYPES: dict[str, LetterType] = {
    letter_type.code: letter_type
    for letter_type in (
        CUSTODY,
        POLITICAL_REVIEW,
    )
}
