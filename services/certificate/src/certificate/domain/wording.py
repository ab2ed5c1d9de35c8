"""What the person asks to have printed: purpose (用途) and receiver (接收单位)."""

import unicodedata
from dataclasses import dataclass

from kernel.errors import DomainError, Kind

MAX_LENGTH = 60

# Control, format (directional marks), surrogate, private and unassigned characters, line and paragraph separators:
# a reader would not see them, or see something else than what was written.
UNPRINTABLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


class WordingTooLong(DomainError):
    """More than fits on the letter."""

    code = "certificate.wording.too_long"
    kind = Kind.INVALID
    message = "内容不能超过60个字"


class WordingUnprintable(DomainError):
    """Characters that have no shape on paper."""

    code = "certificate.wording.unprintable"
    kind = Kind.INVALID
    message = "内容含有不能打印的字符，请修改"


@dataclass(frozen=True, slots=True)
class Wording:
    """Both texts as they will be printed; None where nothing was asked for."""

    purpose: str | None = None
    receiver: str | None = None

    @classmethod
    def of(cls, purpose: str | None, receiver: str | None) -> "Wording":
        """Take what a form sent.

        Raises:
            WordingTooLong: One of them has more than 60 characters.
            WordingUnprintable: One of them holds characters without a shape.
        """
        return cls(_printable("purpose", purpose), _printable("receiver", receiver))


def _printable(field: str, text: str | None) -> str | None:
    stripped = (text or "").strip()
    if len(stripped) > MAX_LENGTH:
        raise WordingTooLong(field=field)
    if any(unicodedata.category(char) in UNPRINTABLE for char in stripped):
        raise WordingUnprintable(field=field)
    return stripped or None
