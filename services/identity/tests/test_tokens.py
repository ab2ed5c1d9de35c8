"""Access tokens: the key file, and every forgery that comes to mind."""

import asyncio
import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from identity.domain.account import ServiceBusy
from identity.domain.session import Audience
from identity.hashing import PasswordHashes
from identity.tokens import AccessTokens, SigningKeyMissing
from kernel.auth import NotSignedIn


@pytest.fixture
def tokens(tmp_path: Path) -> AccessTokens:
    return AccessTokens.load(tmp_path / "key.pem", create=True)


def make(tokens: AccessTokens, at: datetime | None = None, audience: Audience = Audience.PERSON) -> str:
    return tokens.sign(
        audience=audience, subject="somebody", session_id=uuid4(), at=at or datetime.now(UTC), extra={"rid": "r"}
    )


def test_a_token_is_read_back(tokens: AccessTokens) -> None:
    claims = tokens.read(make(tokens), ["person"])
    assert claims["iss"] == "zhengxin"
    assert claims["sub"] == "somebody"
    assert claims["rid"] == "r"
    assert claims["exp"] - claims["iat"] == 900


def test_the_published_keys_check_the_token(tokens: AccessTokens) -> None:
    token = make(tokens)
    keys = jwt.PyJWKSet.from_dict(tokens.jwks)
    key = keys[jwt.get_unverified_header(token)["kid"]]
    assert jwt.decode(token, key, algorithms=["EdDSA"], audience="person")["sub"] == "somebody"
    assert "d" not in tokens.jwks["keys"][0]


def forged(header: dict[str, str], claims: dict[str, object], signature: bytes = b"") -> str:
    parts = [json.dumps(header).encode(), json.dumps(claims).encode(), signature]
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


def test_forged_tokens_do_not_count(tokens: AccessTokens, tmp_path: Path) -> None:
    good = make(tokens)
    header, claims = jwt.get_unverified_header(good), jwt.decode(good, options={"verify_signature": False})
    stranger = AccessTokens.load(tmp_path / "other.pem", create=True)
    public = base64.urlsafe_b64decode(tokens.jwks["keys"][0]["x"] + "=")
    head, _, signature = good.split(".")
    bad = [
        "",
        "nonsense",
        forged({**header, "alg": "none"}, claims),
        forged({**header, "alg": "EdDSA"}, claims),
        jwt.encode(claims, public, algorithm="HS256", headers=header | {"alg": "HS256"}),
        make(stranger),
        jwt.encode(claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers=header),
        jwt.encode(
            claims, Ed25519PrivateKey.generate(), algorithm="EdDSA", headers=header | {"jku": "https://example.org/k"}
        ),
        ".".join([head, base64.urlsafe_b64encode(json.dumps({**claims, "sub": "other"}).encode()).decode(), signature]),
        make(tokens, at=datetime.now(UTC) - timedelta(minutes=16)),
        make(tokens, audience=Audience.STAFF),
        tokens.sign(
            audience=Audience.PERSON,
            subject="x",
            session_id=uuid4(),
            at=datetime.now(UTC),
            extra={"iss": "somebody else"},
        ),
    ]
    for token in bad:
        with pytest.raises(NotSignedIn):
            tokens.read(token, ["person"])


def test_one_key_is_made_however_many_start_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "key.pem"
    with ThreadPoolExecutor(8) as pool:
        loaded = list(pool.map(lambda _: AccessTokens.load(path, create=True), range(8)))
    assert len({tokens.jwks["keys"][0]["kid"] for tokens in loaded}) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["key.pem"]


def test_a_second_key_in_the_file_is_published_and_read(tokens: AccessTokens, tmp_path: Path) -> None:
    old = tmp_path / "key.pem"
    new = tmp_path / "new.pem"
    AccessTokens.load(new, create=True)
    both = tmp_path / "both.pem"
    both.write_bytes(new.read_bytes() + old.read_bytes())
    changed = AccessTokens.load(both, create=False)
    assert len(changed.jwks["keys"]) == 2
    assert changed.read(make(tokens), ["person"])["sub"] == "somebody"
    with pytest.raises(NotSignedIn):
        tokens.read(make(changed), ["person"])


def test_production_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(SigningKeyMissing):
        AccessTokens.load(tmp_path / "none.pem", create=False)
    (tmp_path / "empty.pem").write_text("")
    with pytest.raises(SigningKeyMissing):
        AccessTokens.load(tmp_path / "empty.pem", create=True)


async def test_passwords_are_hashed_in_a_bounded_pool() -> None:
    hashes = PasswordHashes(threads=1, queue=1)
    try:
        first = await hashes.make("Rn7vqp")
        assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
        assert await hashes.check(first, "Rn7vqp")
        assert not await hashes.check(first, "Rn7vqP")
        assert not await hashes.check(None, "nobody's password")
        at_once = await asyncio.gather(*(hashes.check(first, "Rn7vqp") for _ in range(5)), return_exceptions=True)
        assert at_once[:2] == [True, True]
        assert [type(answer) for answer in at_once[2:]] == [ServiceBusy] * 3
        assert await hashes.check(first, "Rn7vqp")
    finally:
        hashes.close()
