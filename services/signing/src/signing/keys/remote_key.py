"""A key in a seal server, by HTTP.

The protocol is ours; a seal server of another make gets a small proxy in front. JSON throughout, a bearer token on each
request, HTTPS unless the server is on this machine::

    GET {base}/v1/keys/{name}
        200 {"algorithm": "ecdsa-p256", "chain": "-----BEGIN CERTIFICATE-----…"}      signer's certificate first
    POST {base}/v1/keys/{name}/signatures   {"algorithm": "ecdsa-p256", "digest": "<base64 of 32 bytes>"}
        200 {"signature": "<base64>"}       DER of r and s for ECDSA, PKCS#1 v1.5 for RSA, over the SHA-256 digest

No answer in time, 408, 429 and 5xx mean "later"; any other 4xx, a redirection and an answer in another form mean that
somebody must look. A signature is believed only after it was verified with the certificate read at the start.
"""

import base64
import ipaddress
import json
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from urllib3.exceptions import HTTPError, LocationValueError
from urllib3.util import Timeout, Url, parse_url

from signing.keys.signing_key import (
    KeyAway,
    KeyUnusable,
    algorithm_of,
    key_id_of,
    ordered_chain,
    public_key_of,
    verify,
)

ANSWER_LIMIT = 256 * 1024
LATER = frozenset({408, 429})
CONNECT_SECONDS = 3.0


class RemoteKey:
    """A key that a seal server holds."""

    def __init__(self, url: str, name: str, *, secret: str, ca_file: Path | None = None, timeout: float = 10) -> None:
        """Ask the server for algorithm and chain. ``timeout`` in seconds, for each request.

        Raises:
            KeyAway: the server does not answer.
            KeyUnusable: it does not know the key or us, or its answer cannot be used.
        """
        base = _checked(url)
        self._key_url = f"{base.url.rstrip('/')}/v1/keys/{quote(name, safe='')}"
        self._server = base.host or ""
        self._pool = urllib3.PoolManager(
            num_pools=1,
            maxsize=4,
            retries=False,
            timeout=Timeout(connect=min(CONNECT_SECONDS, timeout), read=timeout),
            headers={"Authorization": f"Bearer {secret}", "Accept": "application/json"},
            ssl_context=_tls(ca_file) if base.scheme == "https" else None,
        )
        self.chain = _chain(self._asked("GET", self._key_url))
        self._public = public_key_of(self.chain[0])

    @property
    def key_id(self) -> str:
        """SHA-256 of the signer's certificate, 16 hexadecimal digits."""
        return key_id_of(self.chain[0])

    @property
    def algorithm(self) -> str:
        """``ecdsa-p256`` or ``rsa-`` with the modulus' length."""
        return algorithm_of(self._public)

    def sign(self, digest: bytes) -> bytes:
        """Have a SHA-256 digest signed.

        Raises:
            KeyAway: the server does not answer.
            KeyUnusable: it refuses, or what came back is no signature of this key.
        """
        request = {"algorithm": self.algorithm, "digest": base64.b64encode(digest).decode()}
        answer = self._asked("POST", f"{self._key_url}/signatures", json.dumps(request).encode())
        try:
            signature = base64.b64decode(answer["signature"], validate=True)
        except (KeyError, TypeError, ValueError) as error:
            raise KeyUnusable("the seal server's answer holds no signature") from error
        if isinstance(self._public, rsa.RSAPublicKey) and len(signature) != self._public.key_size // 8:
            raise KeyUnusable(f"the seal server gave {len(signature)} bytes for a signature")
        verify(self._public, signature, digest)
        return signature

    def _asked(self, method: str, url: str, body: bytes | None = None) -> dict[str, Any]:
        headers = dict(self._pool.headers) | ({"Content-Type": "application/json"} if body is not None else {})
        try:
            response = self._pool.request(
                method, url, body=body, headers=headers, redirect=False, preload_content=False
            )
            content = response.read(ANSWER_LIMIT + 1)  # read to its end, the connection goes back to the pool
            if len(content) > ANSWER_LIMIT:
                response.close()
        except HTTPError as error:
            raise KeyAway(f"the seal server {self._server} does not answer: {type(error).__name__}") from error
        return self._understood(response.status, content)

    def _understood(self, status: int, content: bytes) -> dict[str, Any]:
        if status >= 500 or status in LATER:
            raise KeyAway(f"the seal server {self._server} answers {status}")
        if status != 200:
            raise KeyUnusable(f"the seal server {self._server} refuses: {status}")
        if len(content) > ANSWER_LIMIT:
            raise KeyUnusable("the seal server's answer is too long")
        try:
            answer = json.loads(content)
        except ValueError as error:
            raise KeyUnusable("the seal server's answer is no JSON") from error
        if not isinstance(answer, dict):
            raise KeyUnusable("the seal server's answer is no JSON object")
        return answer


def _checked(url: str) -> Url:
    """The server's address; raises KeyUnusable unless it is HTTPS or on this machine."""
    try:
        base = parse_url(url)
    except LocationValueError as error:
        raise KeyUnusable(f"the seal server's address cannot be read: {url}") from error
    if not base.host or base.query or base.fragment or base.auth:
        raise KeyUnusable(f"the seal server's address cannot be used: {url}")
    if base.scheme == "https" or (base.scheme == "http" and _is_loopback(base.host)):
        return base
    raise KeyUnusable("the seal server must be spoken to by HTTPS unless it is on this machine")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def _tls(ca_file: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise KeyUnusable(f"{ca_file}: {type(error).__name__}: {error}") from error


def _chain(answer: dict[str, Any]) -> tuple[x509.Certificate, ...]:
    try:
        certificates = x509.load_pem_x509_certificates(answer["chain"].encode())
        algorithm = answer["algorithm"]
    except (KeyError, AttributeError, ValueError) as error:
        raise KeyUnusable("the seal server's answer holds no certificates") from error
    public = public_key_of(certificates[0])
    if algorithm != algorithm_of(public):
        raise KeyUnusable(f"the seal server's key is said to be {algorithm} and is {algorithm_of(public)}")
    return ordered_chain(public, certificates)
