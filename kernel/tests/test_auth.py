"""Keys of access tokens while identity does not answer."""

import asyncio
import time

import jwt
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kernel.auth import ALGORITHM, TokenVerifier
from kernel.errors import DependencyAway
from kernel.testing import serving

TOKEN = jwt.encode({}, Ed25519PrivateKey.generate(), algorithm=ALGORITHM, headers={"kid": "any"})


async def test_all_who_wait_for_the_keys_are_told_at_once_that_there_are_none() -> None:
    asked, released = 0, asyncio.Event()

    async def hold(_: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        await released.wait()
        return web.Response()

    app = web.Application()
    app.router.add_get("/jwks", hold)
    async with serving(app) as url:
        verifier = TokenVerifier(f"{url}/jwks")
        began = time.monotonic()
        answers = await asyncio.gather(*(verifier.verify(TOKEN, "person") for _ in range(20)), return_exceptions=True)
        took = time.monotonic() - began
        assert asked == 1
        assert took < 5
        assert all(isinstance(answer, DependencyAway) for answer in answers)
        with pytest.raises(DependencyAway):  # who comes later asks anew
            await verifier.verify(TOKEN, "person")
        assert asked == 2
        released.set()
