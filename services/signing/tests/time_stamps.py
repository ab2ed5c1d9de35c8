"""A real time-stamp authority on this machine, by certomancer, which can be told to misbehave."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from aiohttp.test_utils import TestServer
from asn1crypto import pem, tsp, x509
from certomancer.integrations.aiohttp_animator import build_animator_app
from certomancer.registry import ArchLabel, CertLabel, CertomancerConfig, ServiceLabel
from certomancer.services import TimeStamper
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from signing.signature.timestamp import REPLY

Answer = Callable[[bytes], Awaitable[web.Response]]
POLICY = "1.3.6.1.4.1.4146.2.3"
"""What certomancer stamps by."""
SIGNERS = ("root", "good", "passerby", "expired")


class LocalAuthority:
    """Stamps at ``url``; ``trust`` is its root, also in ``ca_file``. ``instead`` answers in its place.

    Two public key infrastructures of the same names: ``ours``, and ``strange``, which nobody trusts. In each, ``good``
    may stamp, ``passerby`` may only sign, and the certificate of ``expired`` has ended.
    """

    def __init__(self, folder: Path) -> None:
        names = ("ours", "strange")
        for name in names:
            _make_keys(folder / name)
        config = {
            "keysets": {name: _key_set(name) for name in names},
            "pki-architectures": {name: _architecture(name) for name in names},
        }
        self._architectures = CertomancerConfig(config, key_search_dir=str(folder)).pki_archs
        self.root: x509.Certificate = self._architectures[ArchLabel("ours")].get_cert(CertLabel("root"))
        self.trust = (self.root,)
        self.ca_file = folder / "ca.pem"
        self.ca_file.write_text(_pem(self.root))
        self.instead: Answer | None = None
        self.asked = 0
        app = build_animator_app(self._architectures, with_web_ui=False)
        app.middlewares.append(self._answer)
        self._server = TestServer(app)

    @property
    def url(self) -> str:
        """Where it stamps."""
        return str(self._server.make_url("/ours/tsa/good"))

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Be away from now on."""
        await self._server.close()

    def stamper(self, architecture: str, signer: str, *, ahead: timedelta = timedelta()) -> TimeStamper:
        """Who stamps by a clock that is ``ahead``."""
        services = self._architectures[ArchLabel(architecture)].service_registry
        return services.summon_timestamper(ServiceLabel(signer), datetime.now(UTC) + ahead)

    def stamps(
        self,
        architecture: str = "ours",
        signer: str = "good",
        *,
        ahead: timedelta = timedelta(),
        asked: Callable[[tsp.TimeStampReq], None] = lambda _: None,
        answered: Callable[[bytes], bytes] = lambda token: token,
    ) -> Answer:
        """An answer in which the request or the answer is changed, or somebody else stamps."""

        async def answer(body: bytes) -> web.Response:
            request = tsp.TimeStampReq.load(body)
            asked(request)
            stamped = self.stamper(architecture, signer, ahead=ahead).request_tsa_response(request)
            return web.Response(body=answered(stamped.dump()), content_type=REPLY)

        return answer

    @web.middleware
    async def _answer(self, request: web.Request, handler: Callable[[web.Request], Any]) -> web.StreamResponse:
        self.asked += 1
        if self.instead is not None:
            return await self.instead(await request.read())
        answer: web.StreamResponse = await handler(request)
        return answer


def answers(status: int, body: bytes = b"", content_type: str = REPLY, *, after: float = 0) -> Answer:
    """Always the same answer, after so many seconds."""

    async def answer(_: bytes) -> web.Response:
        await asyncio.sleep(after)
        return web.Response(status=status, body=body, content_type=content_type)

    return answer


def _make_keys(folder: Path) -> None:
    folder.mkdir()
    for signer in SIGNERS:
        key = ec.generate_private_key(ec.SECP256R1())
        (folder / f"{signer}.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _key_set(name: str) -> dict[str, Any]:
    return {"path-prefix": name, "keys": {signer: {"path": f"{signer}.pem"} for signer in SIGNERS}}


def _architecture(name: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    from_to = {"valid-from": (now - timedelta(days=9)).isoformat(), "valid-to": (now + timedelta(days=9)).isoformat()}
    usage = {
        "id": "key_usage",
        "critical": True,
        "smart-value": {"schema": "key-usage", "params": ["digital_signature"]},
    }
    stamping = {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}
    root = {"subject": "root", "issuer": "root", "validity": from_to, "profiles": ["simple-ca"]}
    good = {"subject": "good", "issuer": "root", "validity": from_to, "extensions": [usage, stamping]}
    passerby = good | {"subject": "passerby", "extensions": [usage]}
    expired = good | {
        "subject": "expired",
        "validity": from_to | {"valid-to": (now - timedelta(days=1)).isoformat()},
    }
    return {
        "keyset": name,
        "entity-defaults": {"country-name": "CN", "organization-name": "Time"},
        "entities": {signer: {"common-name": signer} for signer in SIGNERS},
        "certs": {"root": root, "good": good, "passerby": passerby, "expired": expired},
        "services": {"time-stamping": {signer: {"signing-cert": signer} for signer in SIGNERS[1:]}},
    }


def _pem(certificate: x509.Certificate) -> str:
    return pem.armor("CERTIFICATE", certificate.dump()).decode("ascii")
