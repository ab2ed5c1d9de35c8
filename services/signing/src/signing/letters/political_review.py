"""政审证明: the same, and that the archive was examined and holds no record of violations."""

from signing.letters.letter_type import LetterType

POLITICAL_REVIEW = LetterType(code="political_review", text="political_review.txt")
