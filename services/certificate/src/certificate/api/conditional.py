"""``If-None-Match`` (RFC 9110, 13.1.2): whether the asker holds the current bytes already."""

import re

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def etag_matches(header: str | None, etag: str) -> bool:
    """Compare weakly, as the header asks for; ``*`` fits anything that is there.

    Args:
        header: The request's ``If-None-Match``: tags with commas between them, or ``*``.
        etag: The current tag, with its quotation marks.
    """
    if header is None:
        return False
    return header.strip() == "*" or etag in _TAG.findall(header)
