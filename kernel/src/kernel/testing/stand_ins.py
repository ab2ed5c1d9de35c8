"""Access tokens at will, and small HTTP servers that play another service's part."""

import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import jwt
import pytest_asyncio
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kernel import auth
from kernel.server import free_port


@dataclass(slots=True)
class Tokens:
    """Plays identity's part towards those who check tokens: a key, its JWKS on loopback, tokens at will."""

    key: Ed25519PrivateKey
    jwks_url: str

    def person(self, person_id: UUID | None = None, record_id: UUID | None = None, **claims: Any) -> dict[str, str]:
        """Headers of a signed-in person."""
        return self.headers(auth.PERSON, sub=str(person_id or uuid4()), **{"rid": str(record_id or uuid4())} | claims)

    def staff(self, username: str = "reviewer", *roles: str, **claims: Any) -> dict[str, str]:
        """Headers of a signed-in member of staff; the role is the name where none is given."""
        return self.headers(auth.STAFF, sub=username, **{"roles": list(roles or (username,))} | claims)

    def headers(self, audience: str, **claims: Any) -> dict[str, str]:
        """An ``Authorization`` header with these claims."""
        return {"Authorization": f"Bearer {self.token(audience, **claims)}"}

    def token(self, audience: str, **claims: Any) -> str:
        """A token; claims given win over the usual ones."""
        now = int(time.time())
        usual = {"iss": auth.ISSUER, "aud": audience, "iat": now, "exp": now + 900, "sid": str(uuid4())}
        return jwt.encode(usual | claims, self.key, algorithm=auth.ALGORITHM, headers={"kid": "test"})


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tokens() -> AsyncIterator[Tokens]:
    """A stand-in for identity's keys, served over HTTP."""
    key = Ed25519PrivateKey.generate()
    public = jwt.algorithms.OKPAlgorithm.to_jwk(key.public_key(), as_dict=True)

    async def jwks(_: web.Request) -> web.Response:
        return web.json_response({"keys": [public | {"kid": "test", "alg": auth.ALGORITHM, "use": "sig"}]})

    app = web.Application()
    app.router.add_get("/jwks", jwks)
    async with serving(app) as url:
        yield Tokens(key, f"{url}/jwks")


@contextlib.asynccontextmanager
async def serving(app: web.Application) -> AsyncIterator[str]:
    """Serve a small aiohttp application on loopback (another service's protocol, a provider's); yields its URL."""
    runner = web.AppRunner(app)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        await runner.cleanup()
