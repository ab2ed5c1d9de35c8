"""Whether a request with a cookie comes from our own pages (cross-site request forgery)."""

from collections.abc import Mapping

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def is_same_origin(headers: Mapping[bytes, bytes], public_origin: str) -> bool:
    """Whether ``Origin`` and ``Sec-Fetch-Site`` both, as far as they are there, name our own origin.

    Browsers send at least one of them with every unsafe request; a request with neither proves nothing and is not
    ours. Beside the public origin the one that the request itself was sent to (``Host``) is ours.
    """
    site = headers.get(b"sec-fetch-site")
    origin = headers.get(b"origin")
    if site is None and origin is None:
        return False
    return not is_foreign(headers, public_origin)


def is_foreign(headers: Mapping[bytes, bytes], public_origin: str) -> bool:
    """Whether one of the two headers is there and names another origin."""
    site = headers.get(b"sec-fetch-site")
    if site is not None and site not in {b"same-origin", b"none"}:
        return True
    origin = headers.get(b"origin")
    if origin is None:
        return False
    written = origin.decode("latin-1").lower()
    scheme = public_origin.split("://", 1)[0]
    host = headers.get(b"host", b"").decode("latin-1").lower()
    return written != public_origin.lower() and written != f"{scheme}://{host}"
