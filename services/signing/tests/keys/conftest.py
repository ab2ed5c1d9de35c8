"""Keys to be put into tokens and seal servers."""

import hashlib

import pytest
from signing.keys.file_key import FileKey
from signing.keys.sandbox_key import sandbox_key_file
from signing.settings import SANDBOX_ISSUER

DIGEST = hashlib.sha256(b"a letter").digest()


@pytest.fixture(scope="session", params=["ecdsa-p256", "rsa-2048"])
def key(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> FileKey:
    """A key of each kind with a chain of two."""
    return FileKey.load(sandbox_key_file(tmp_path_factory.mktemp("keys"), request.param, issuer=SANDBOX_ISSUER))


@pytest.fixture(scope="session")
def other_key(tmp_path_factory: pytest.TempPathFactory) -> FileKey:
    """A key that is not meant."""
    return FileKey.load(sandbox_key_file(tmp_path_factory.mktemp("keys"), "rsa-2048", issuer=SANDBOX_ISSUER))


@pytest.fixture(scope="session")
def digest() -> bytes:
    """What is to be signed."""
    return DIGEST
