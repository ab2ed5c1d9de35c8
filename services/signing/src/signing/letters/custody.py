"""存档证明: who the person is, and that the issuer keeps the archive."""

from signing.letters.letter_type import LetterType

CUSTODY = LetterType(code="custody", text="custody.txt")
