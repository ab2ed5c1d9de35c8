"""Keys in a seal server: the protocol, and what becomes of every bad answer."""

import base64
import json
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import SecretStr
from signing.keys.configured import open_key
from signing.keys.file_key import FileKey
from signing.keys.remote_key import RemoteKey
from signing.keys.sandbox_key import sandbox_key_file
from signing.keys.signing_key import KeyAway, KeyUnusable, verify
from signing.settings import SANDBOX_ISSUER, SigningSettings

SECRET = "open sesame"
Answer = tuple[int, bytes]


class SealServer:
    """A seal server on this machine; ``answers`` replaces what it answers to signature requests."""

    def __init__(self, key: FileKey) -> None:
        self.key = key
        self.name = "letters/2026"
        self.answers: Callable[[dict[str, Any]], Answer] | None = None
        self.connections = 0
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.handle_error = lambda *_: None  # type: ignore[method-assign]  # who hangs up is part of the tests
        threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._http.server_port}/seal"

    def stop(self) -> None:
        """Stop answering."""
        self._http.shutdown()
        self._http.server_close()

    def described(self) -> Answer:
        chain = b"".join(certificate.public_bytes(Encoding.PEM) for certificate in self.key.chain)
        return 200, json.dumps({"algorithm": self.key.algorithm, "chain": chain.decode()}).encode()

    def signed(self, request: dict[str, Any]) -> Answer:
        assert request.keys() == {"algorithm", "digest"}
        assert request["algorithm"] == self.key.algorithm
        signature = self.key.sign(base64.b64decode(request["digest"]))
        return 200, json.dumps({"signature": base64.b64encode(signature).decode()}).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                server.connections += 1

            def do_GET(self) -> None:
                known = self.path == "/seal/v1/keys/letters%2F2026"
                self.reply(*(server.described() if known else (404, b"{}")))

            def do_POST(self) -> None:
                assert self.path == "/seal/v1/keys/letters%2F2026/signatures"
                request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                self.reply(*(server.answers or server.signed)(request))

            def reply(self, status: int, body: bytes) -> None:
                if self.headers["Authorization"] != f"Bearer {SECRET}":
                    status, body = 401, b"{}"
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                if status in {301, 307}:
                    self.send_header("Location", "http://127.0.0.1:1/")
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        return Handler


@pytest.fixture
def server(key: FileKey) -> Iterator[SealServer]:
    """A seal server with a key of each kind."""
    running = SealServer(key)
    yield running
    running.stop()


def reached(server: SealServer, *, timeout: float = 5) -> RemoteKey:
    """The key, spoken to."""
    return RemoteKey(server.url, server.name, secret=SECRET, timeout=timeout)


def test_it_signs_over_one_connection(server: SealServer, digest: bytes) -> None:
    opened = reached(server)
    key = server.key
    assert (opened.chain, opened.key_id, opened.algorithm) == (key.chain, key.key_id, key.algorithm)
    for _ in range(5):
        assert opened.sign(digest) == key.sign(digest)
    assert server.connections == 1


def test_the_settings_name_a_server(
    server: SealServer, tmp_path: Path, settings_of: Callable[..., SigningSettings]
) -> None:
    source = {"source": "server", "url": server.url, "name": server.name}
    assert open_key(settings_of(tmp_path, key=source, key_password=SecretStr(SECRET))).chain == server.key.chain
    with pytest.raises(KeyUnusable, match="refuses: 401"):
        open_key(settings_of(tmp_path, key=source, key_password=SecretStr("guessed")))
    with pytest.raises(KeyUnusable, match="refuses: 404"):
        open_key(settings_of(tmp_path, key=source | {"name": "other"}, key_password=SecretStr(SECRET)))


@pytest.mark.parametrize(
    ("answer", "error", "complaint"),
    [
        ((500, b"oops"), KeyAway, "answers 500"),
        ((503, b""), KeyAway, "answers 503"),
        ((429, b""), KeyAway, "answers 429"),
        ((400, b"{}"), KeyUnusable, "refuses: 400"),
        ((401, b"{}"), KeyUnusable, "refuses: 401"),
        ((307, b""), KeyUnusable, "refuses: 307"),
        ((200, b"<html>"), KeyUnusable, "is no JSON"),
        ((200, b"[]"), KeyUnusable, "no JSON object"),
        ((200, b"{}"), KeyUnusable, "holds no signature"),
        ((200, b'{"signature": 7}'), KeyUnusable, "holds no signature"),
        ((200, b'{"signature": "***"}'), KeyUnusable, "holds no signature"),
        ((200, b'{"signature": "AAAA"}'), KeyUnusable, "bytes for a signature|not by the certificate's key"),
        ((200, b'{"signature": "' + b"A" * 300_000 + b'"}'), KeyUnusable, "too long"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, tuple) else "",
)
def test_every_bad_answer_has_its_error(
    server: SealServer, digest: bytes, answer: Answer, error: type[KeyAway | KeyUnusable], complaint: str
) -> None:
    opened = reached(server)
    server.answers = lambda _: answer
    with pytest.raises(error) as raised:
        opened.sign(digest)
    told = raised.value.reason if isinstance(raised.value, KeyAway) else str(raised.value)
    assert any(part in told for part in complaint.split("|"))
    server.answers = None
    verify(server.key.private.public_key(), opened.sign(digest), digest)


def test_a_signature_over_something_else_is_no_signature(server: SealServer, digest: bytes) -> None:
    opened = reached(server)
    server.answers = lambda request: server.signed(request | {"digest": base64.b64encode(bytes(32)).decode()})
    with pytest.raises(KeyUnusable, match="not by the certificate's key"):
        opened.sign(digest)


def test_a_slow_server_is_away(server: SealServer, digest: bytes) -> None:
    opened = reached(server, timeout=0.3)
    server.answers = lambda request: (time.sleep(1), server.signed(request))[1]
    began = time.monotonic()
    with pytest.raises(KeyAway) as away:
        opened.sign(digest)
    assert time.monotonic() - began < 0.9
    assert "ReadTimeoutError" in away.value.reason


def test_a_server_that_goes_away_and_comes_back(key: FileKey, digest: bytes) -> None:
    server = SealServer(key)
    opened = reached(server)
    server.stop()
    with pytest.raises(KeyAway):
        reached(server)
    server.answers = lambda _: (503, b"")
    with pytest.raises(KeyAway):
        opened.sign(digest)


@pytest.mark.parametrize(
    "url", ["http://seal.example", "ftp://127.0.0.1/", "http://[::1", "", "http://a@127.0.0.1/", "http://127.0.0.1/?a"]
)
def test_only_https_leaves_this_machine(url: str) -> None:
    with pytest.raises(KeyUnusable, match="seal server"):
        RemoteKey(url, "letters", secret=SECRET)


def test_a_chain_that_does_not_fit_is_refused(server: SealServer, monkeypatch: pytest.MonkeyPatch) -> None:
    good = json.loads(server.described()[1])
    for bad, complaint in (
        ({}, "no certificates"),
        (good | {"chain": "nothing"}, "no certificates"),
        (good | {"chain": 7}, "no certificates"),
        (good | {"algorithm": "sm2"}, "is said to be sm2"),
    ):
        answer = 200, json.dumps(bad).encode()
        monkeypatch.setattr(server, "described", lambda answer=answer: answer)
        with pytest.raises(KeyUnusable, match=complaint):
            reached(server)


def test_tls_is_checked(tmp_path: Path) -> None:
    """A certificate that is no server's, from a CA that is pinned or not: nothing is sent."""
    file = sandbox_key_file(tmp_path, "ecdsa-p256", issuer=SANDBOX_ISSUER)
    key = FileKey.load(file)
    server = SealServer(key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    server._http.socket = context.wrap_socket(server._http.socket, server_side=True)
    url = server.url.replace("http:", "https:")
    for pinned in (None, file.with_name("ca.pem")):
        with pytest.raises(KeyAway) as refused:
            RemoteKey(url, server.name, secret=SECRET, ca_file=pinned)
        assert "SSLError" in refused.value.reason
    with pytest.raises(KeyUnusable, match="FileNotFoundError"):
        RemoteKey(url, server.name, secret=SECRET, ca_file=tmp_path / "none.pem")
    server.stop()
