"""The check code (查验码) printed beside the QR code: proof that the asker holds the letter."""

import secrets
import unicodedata
from urllib.parse import quote

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # 32 signs without I, L, O, U (Crockford's base 32)
LENGTH = 12  # of 5 bits each: 60 random bits

# What a reader may take a sign for, and marks people type between groups.
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


def new_check_code() -> str:
    """Twelve random signs."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_check_code(typed: str) -> str:
    """What was typed, made canonical: full-width, lower case, spaces, hyphens and look-alikes are forgiven."""
    return unicodedata.normalize("NFKC", typed).upper().translate(_READ_AS)


def verify_url(public_url: str, number: str, check_code: str) -> str:
    """Where anybody checks a certificate: the address in the QR code of its letter."""
    return f"{public_url.rstrip('/')}/verify/{quote(number, safe='')}?c={quote(check_code, safe='')}"
