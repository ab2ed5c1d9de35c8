"""Which headers go through, in either direction, and which ones the gateway sets itself."""

import re
from collections.abc import Iterable

from kernel.ids import new_id

Headers = list[tuple[bytes, bytes]]

# Everything a client may tell a service. What is not here does not pass: hop-by-hop headers, forwarded addresses,
# internal and identity headers, whatever their spelling.
PASSED_ON = {
    name: name.decode("ascii").title()
    for name in (
        b"accept",
        b"accept-encoding",
        b"accept-language",
        b"content-type",
        b"idempotency-key",
        b"if-match",
        b"if-modified-since",
        b"if-none-match",
        b"if-range",
        b"origin",
        b"range",
        b"sec-fetch-site",
        b"user-agent",
    )
}

_KEPT_BACK = frozenset(
    {
        b"connection",
        b"content-security-policy",
        b"cross-origin-opener-policy",
        b"cross-origin-resource-policy",
        b"date",
        b"keep-alive",
        b"permissions-policy",
        b"proxy-authenticate",
        b"proxy-connection",
        b"referrer-policy",
        b"server",
        b"strict-transport-security",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"x-content-type-options",
        b"x-frame-options",
        b"x-request-id",
    }
)

_SANE_REQUEST_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")

_POLICY = (
    b"default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
    b"connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_PERMISSIONS = b"camera=(self), microphone=(), geolocation=(), payment=(), usb=()"


def request_id(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The client's own ``X-Request-Id`` when it is sane, else a new one."""
    for name, value in headers:
        if name == b"x-request-id" and _SANE_REQUEST_ID.fullmatch(value):
            return value.decode("ascii")
    return str(new_id())


def for_upstream(headers: Iterable[tuple[bytes, bytes]], *, cookies: bool) -> dict[str, str]:
    """The request's headers that the service sees; the gateway adds its own to them.

    Of a header sent twice the first one counts, so that gateway and service cannot disagree about it.
    """
    passed: dict[str, str] = {}
    for name, value in headers:
        if key := PASSED_ON.get(name):
            passed.setdefault(key, value.decode("latin-1"))
        elif cookies and name == b"cookie":
            passed["Cookie"] = (
                f"{passed['Cookie']}; {value.decode('latin-1')}" if "Cookie" in passed else value.decode("latin-1")
            )
    return passed


def from_upstream(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The answer's headers that the client sees, before the gateway's own are added."""
    passed = [(name.lower(), value) for name, value in headers]
    named = {token.strip().lower() for name, value in passed if name == b"connection" for token in value.split(b",")}
    return [
        (name, value)
        for name, value in passed
        if name not in _KEPT_BACK and name not in named and not name.startswith(b"x-zhengxin-")
    ]


def security(*, https: bool) -> Headers:
    """What every answer carries. HSTS only where the origin is reached by HTTPS."""
    headers = [
        (b"content-security-policy", _POLICY),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"permissions-policy", _PERMISSIONS),
        (b"referrer-policy", b"same-origin"),
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
    ]
    if https:
        headers.append((b"strict-transport-security", b"max-age=31536000; includeSubDomains"))
    return headers
