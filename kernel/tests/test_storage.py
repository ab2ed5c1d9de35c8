"""Objects on the real S3 server."""

import secrets
from datetime import timedelta

import pytest
from kernel.clock import now
from kernel.errors import DependencyAway
from kernel.storage import ObjectMissing, Storage
from kernel.testing import Lab

pytestmark = pytest.mark.servers


async def test_an_object_comes_back_as_it_was_put(lab: Lab) -> None:
    storage = Storage(await lab.bucket())
    data = secrets.token_bytes(700_000)
    await storage.put("a/b.bin", data)
    assert await storage.get("a/b.bin") == data
    assert b"".join([piece async for piece in storage.stream("a/b.bin")]) == data
    assert await storage.exists("a/b.bin")
    await storage.ping()
    await storage.delete("a/b.bin")
    assert not await storage.exists("a/b.bin")
    await storage.delete("a/b.bin")
    storage.close()


async def test_a_missing_object(lab: Lab) -> None:
    storage = Storage(await lab.bucket())
    with pytest.raises(ObjectMissing):
        await storage.get("none")
    with pytest.raises(ObjectMissing):
        await anext(storage.stream("none"))
    storage.close()


async def test_a_server_that_is_away_and_a_bucket_that_is_missing(lab: Lab) -> None:
    settings = await lab.bucket()
    for wrong in ({"endpoint": "127.0.0.1:1"}, {"bucket": "no-such-bucket"}, {"access_key": "stranger"}):
        storage = Storage(settings.model_copy(update=wrong))
        with pytest.raises(DependencyAway):
            await storage.ping()
        with pytest.raises(DependencyAway):
            await storage.put("x", b"x")
        storage.close()


async def test_keys_are_listed_by_how_they_begin(lab: Lab) -> None:
    storage = Storage(await lab.bucket())
    began = now() - timedelta(minutes=1)
    for key in ("a/1", "a/2", "b/1"):
        await storage.put(key, b"x")
    assert sorted(key for key, _ in await storage.keys()) == ["a/1", "a/2", "b/1"]
    listed = await storage.keys("a/")
    assert sorted(key for key, _ in listed) == ["a/1", "a/2"]
    assert all(began <= at <= now() + timedelta(minutes=1) for _, at in listed)
    assert await storage.keys("c/") == []
    storage.close()
