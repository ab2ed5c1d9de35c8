"""Access tokens: JWTs signed with Ed25519; the public keys are answered as a JWK set."""

import base64
import hashlib
import json
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from kernel.auth import ALGORITHM, ISSUER, NotSignedIn

from identity.domain.session import ACCESS_LIFETIME, Audience

_PEM_BLOCK = re.compile(rb"-----BEGIN PRIVATE KEY-----.+?-----END PRIVATE KEY-----\n?", re.DOTALL)


class SigningKeyMissing(Exception):
    """The key file is not there or holds no Ed25519 key."""


class AccessTokens:
    """Signs access tokens with the first key of the file; publishes all of its keys."""

    def __init__(self, keys: list[Ed25519PrivateKey]) -> None:
        self._key = keys[0]
        self._kid = _thumbprint(keys[0])
        self._public = {_thumbprint(key): key.public_key() for key in keys}
        self.jwks = {"keys": [_jwk(key) for key in keys]}

    @classmethod
    def load(cls, path: Path, *, create: bool) -> "AccessTokens":
        """Read the key file.

        Args:
            path: PEM file with one or more unencrypted PKCS #8 keys.
            create: make one when there is none; several processes may do so at once, one wins.

        Raises:
            SigningKeyMissing: there is no usable key.
        """
        if create and not path.exists():
            _create(path)
        try:
            blocks = _PEM_BLOCK.findall(path.read_bytes())
            keys = [serialization.load_pem_private_key(block, password=None) for block in blocks]
        except (OSError, ValueError) as error:
            raise SigningKeyMissing(f"{path}: {type(error).__name__}") from error
        signing = [key for key in keys if isinstance(key, Ed25519PrivateKey)]
        if not signing:
            raise SigningKeyMissing(f"{path} holds no Ed25519 key")
        return cls(signing)

    def sign(
        self, *, audience: Audience, subject: str, session_id: UUID, at: datetime, extra: Mapping[str, Any]
    ) -> str:
        """A token for one session; `extra` holds the claims of its audience (`rid`, or `roles` and `idx`)."""
        claims = {
            "iss": ISSUER,
            "aud": audience.value,
            "sub": subject,
            "sid": str(session_id),
            "iat": int(at.timestamp()),
            "exp": int((at + ACCESS_LIFETIME).timestamp()),
            **extra,
        }
        return jwt.encode(claims, self._key, algorithm=ALGORITHM, headers={"kid": self._kid})

    def read(self, token: str, audiences: Sequence[str]) -> dict[str, Any]:
        """The claims of a token of ours that has not run out; whether its session lives is not looked at.

        Raises:
            NotSignedIn: it is not one.
        """
        try:
            header = jwt.get_unverified_header(token)
            key = self._public.get(str(header.get("kid")))
            if key is None or header.get("alg") != ALGORITHM:
                raise NotSignedIn
            return jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=audiences,
                issuer=ISSUER,
                options={"require": ["exp", "iat", "sub", "sid", "aud", "iss"]},
            )
        except jwt.InvalidTokenError:
            raise NotSignedIn from None


def _create(path: Path) -> None:
    """Write a key beside its place, readable by its owner only, and link it there unless another was quicker."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".key-")  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        Path(draft).unlink()


def _public(key: Ed25519PrivateKey) -> str:
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _thumbprint(key: Ed25519PrivateKey) -> str:
    """The key's id: its JWK thumbprint (RFC 7638, RFC 8037)."""
    canonical = json.dumps({"crv": "Ed25519", "kty": "OKP", "x": _public(key)}, separators=(",", ":"))
    return base64.urlsafe_b64encode(hashlib.sha256(canonical.encode()).digest()).rstrip(b"=").decode()


def _jwk(key: Ed25519PrivateKey) -> dict[str, str]:
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": _public(key),
        "kid": _thumbprint(key),
        "use": "sig",
        "alg": "EdDSA",
    }
