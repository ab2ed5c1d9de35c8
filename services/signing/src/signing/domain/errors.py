"""Why a letter cannot be made: each is shown to the staff on the application, so each says what to change.

DomainError
├── TextInvalid          signing.text.invalid
├── GlyphMissing         signing.glyph.missing
├── LetterTypeUnknown    signing.letter.unknown_type
├── LetterTooLong        signing.letter.too_long
└── LetterRefused        signing.letter.refused
"""

from kernel.errors import DomainError, Kind


class LetterImpossible(DomainError):
    """The letter cannot be made as things stand; trying again will not help, somebody must look at it."""


class TextInvalid(LetterImpossible):
    """A fact is empty or holds a character that must not be printed (controls, direction marks, private use)."""

    code = "signing.text.invalid"
    kind = Kind.INVALID
    message = "证明信内容“{label}”为空或含有不可打印的字符，无法签发"


class GlyphMissing(LetterImpossible):
    """No font of the letter draws the character; never a box, never a blank."""

    code = "signing.glyph.missing"
    kind = Kind.INVALID
    message = "字符“{character}”（{codepoint}）没有可用的字形，无法签发"

    def __init__(self, character: str) -> None:
        """``character`` is the one that no font draws."""
        super().__init__(character=character, codepoint=f"U+{ord(character):04X}")


class LetterTypeUnknown(LetterImpossible):
    """No layout is registered for the certificate's type."""

    code = "signing.letter.unknown_type"
    kind = Kind.INVALID
    message = "没有“{certificate_type}”这一类证明信的版式"


class LetterTooLong(LetterImpossible):
    """The text would fill more pages than a letter may have."""

    code = "signing.letter.too_long"
    kind = Kind.INVALID
    message = "证明信内容过长，超过 {pages} 页，无法签发"


class LetterRefused(LetterImpossible):
    """The drawn letter holds something that a signed letter must not hold; nothing was signed."""

    code = "signing.letter.refused"
    kind = Kind.INVALID
    message = "证明信未通过签发前检查：{reason}"
