"""What a letter says: the facts of one certificate, checked before anything is drawn."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import Any, Self

from signing.domain.errors import TextInvalid

FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp", "Mn", "Mc", "Me"})
"""Controls, direction marks, private use, lone surrogates; and combining marks: each character is set by itself, so a
mark would stand beside the letter that it belongs to. A code point that Python's Unicode does not know yet is left to
the fonts: new characters of names come faster than new versions of Python."""
PICTOGRAPHS = range(0x1F000, 0x1FC00)
"""Emoji and the like; some fonts draw them, letters do not."""
REPLACEMENT = "\ufffd"
"""Stands for what somebody's program could not read."""
SPACES = frozenset({" ", "\u3000"})
ARCHIVE_TYPES = {"unit": "单位存档", "individual": "个人存档"}
LABELS = {
    "name": "姓名",
    "id_number": "身份证号码",
    "sex": "性别",
    "archive_type": "存档类别",
    "archive_number": "存档编号",
    "purpose": "用途",
    "receiver": "接收单位",
    "number": "编号",
    "display_number": "编号",
    "check_code": "查验码",
    "issuer": "签发单位",
    "certificate_type": "证明类别",
}
OPTIONAL = frozenset({"archive_number", "purpose", "receiver"})
FIELDS = (*(field for field in LABELS if field not in OPTIONAL), *sorted(OPTIONAL))
_texts = attrgetter(*FIELDS)

_INK = r"[!-~·‘’“”—…、-】〔〕㐀-䶿一-鿿！-～\U00020000-\U0002a6df\U0002a700-\U0002ebe0\U00030000-\U0003134a]"
_ANY = _INK.replace("[", "[ \u3000", 1)
USUAL = re.compile(rf"(?:[ \u3000]*{_INK}{_ANY}*\n){{{len(FIELDS) - len(OPTIONAL)}}}(?:{_ANY}*\n){{{len(OPTIONAL)}}}")
"""All texts of a letter, each with a line feed behind it, when they hold nothing out of the ordinary: one look instead
of one for each character. Whatever does not match is looked at closely."""


@dataclass(frozen=True, slots=True, repr=False)  # no traceback may show a person's data
class LetterFacts:
    """Everything a letter may print. Empty archive number, purpose or receiver leaves its passage out.

    ``number`` is the machine's form and goes into the QR code's address; ``display_number`` is printed.
    ``archive_type`` is ``unit`` or ``individual``. With ``sandbox``, the page carries the watermark.
    ``examined_on`` is the day on which the archive was examined, that of issue if it is not known;
    ``valid_until`` is absent when the certificate does not expire.
    """

    certificate_type: str
    name: str
    id_number: str
    sex: str
    archive_type: str
    archive_number: str
    number: str
    display_number: str
    check_code: str
    issued_on: date
    issuer: str
    sandbox: bool
    purpose: str = ""
    receiver: str = ""
    archived_since: date | None = None
    examined_on: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        """Raises TextInvalid for an empty or unprintable fact."""
        texts: tuple[str, ...] = _texts(self)
        if not USUAL.fullmatch("\n".join((*texts, ""))):
            for field, text in zip(FIELDS, texts, strict=True):
                check_text(text, field=field)
        if self.archive_type not in ARCHIVE_TYPES:
            raise TextInvalid(field="archive_type", label=LABELS["archive_type"])

    @classmethod
    def from_sealed(cls, sealed: Mapping[str, Any], *, certificate_type: str, issuer: str, sandbox: bool) -> Self:
        """Build from the facts an approval carries; dates are ISO.

        Raises:
            KeyError, TypeError, ValueError: the facts are not what the contract says.
            TextInvalid: a fact cannot be printed.
        """
        texts = {key: sealed[key] for key in LABELS if key in sealed and key not in {"issuer", "certificate_type"}}
        for key in OPTIONAL:
            texts[key] = texts.get(key) or ""
        if not all(isinstance(value, str) for value in texts.values()):
            raise TypeError("facts must be texts")
        return cls(
            **texts,
            certificate_type=certificate_type,
            issued_on=date.fromisoformat(sealed["issued_on"]),
            archived_since=_date(sealed.get("archived_since")),
            examined_on=_date(sealed.get("examined_on")),
            valid_until=_date(sealed.get("valid_until")),
            issuer=issuer,
            sandbox=sandbox,
        )

    def places(self) -> dict[str, str]:
        """The named places of the letters' texts, as they are printed; an empty text for what is not known."""
        return {name: printed(self) for name, printed in PLACES.items()}


def check_text(text: str, *, field: str) -> None:
    """Raises TextInvalid when the text must not be printed; markup is printed as it stands."""
    empty = not text.strip() and field not in OPTIONAL
    if empty or any(_unprintable(character) for character in text):
        raise TextInvalid(field=field, label=LABELS[field])


def chinese_date(day: date) -> str:
    """2026年11月22日: no leading zeros (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


PLACES: dict[str, Callable[[LetterFacts], str]] = {
    "name": lambda facts: facts.name,
    "id_number": lambda facts: facts.id_number,
    "sex": lambda facts: facts.sex,
    "archive_type": lambda facts: ARCHIVE_TYPES[facts.archive_type],
    "archive_number": lambda facts: facts.archive_number,
    "archived_since": lambda facts: chinese_date(facts.archived_since) if facts.archived_since else "",
    "examined_on": lambda facts: chinese_date(facts.examined_on or facts.issued_on),
    "valid_until": lambda facts: chinese_date(facts.valid_until) if facts.valid_until else "",
    "purpose": lambda facts: facts.purpose,
    "receiver": lambda facts: facts.receiver,
    "issuer": lambda facts: facts.issuer,
    "issued_on": lambda facts: chinese_date(facts.issued_on),
    "display_number": lambda facts: facts.display_number,
}
"""What the letters' texts may name."""


def _date(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None


def _unprintable(character: str) -> bool:
    code = ord(character)
    category = unicodedata.category(character)
    return (
        category in FORBIDDEN_CATEGORIES
        or (category == "Zs" and character not in SPACES)
        or code in PICTOGRAPHS
        or character == REPLACEMENT
        or 0xFDD0 <= code <= 0xFDEF  # no characters, and never will be
        or code & 0xFFFE == 0xFFFE
    )
