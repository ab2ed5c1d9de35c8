"""Access tokens: JWTs signed by identity (EdDSA), checked by everybody against identity's JWKS."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import aiohttp
import jwt
import structlog

from kernel.errors import DependencyAway, DomainError, Kind

log = structlog.get_logger()

ALGORITHM = "EdDSA"
ISSUER = "zhengxin"
PERSON = "person"
STAFF = "staff"
_REFRESH_SECONDS = 300.0
_UNKNOWN_KEY_SECONDS = 5.0


class NotSignedIn(DomainError):
    """No access token, or one that does not count (any more)."""

    code = "kernel.token.invalid"
    kind = Kind.UNAUTHENTICATED
    message = "登录已失效，请重新登录"


class RoleMissing(DomainError):
    """The member of staff has none of the roles that the route asks for."""

    code = "kernel.role.missing"
    kind = Kind.FORBIDDEN
    message = "您没有进行此操作的权限"


@dataclass(frozen=True, slots=True)
class PersonClaims:
    """Who is asking: an archived person. ``record_id`` names the record in the archive register."""

    person_id: UUID
    record_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class StaffClaims:
    """Who is asking: a member of staff.

    ``own_index`` is the blind index (hexadecimal) of the ID number on the account, if it carries one.
    """

    username: str
    roles: frozenset[str]
    session_id: UUID
    own_index: str | None

    def require(self, *roles: str) -> None:
        """Check for one of the roles; an administrator has them all.

        Raises:
            RoleMissing: none is there.
        """
        if not self.roles & {*roles, "admin"}:
            raise RoleMissing


def person_claims(claims: Mapping[str, Any]) -> PersonClaims:
    """Read a person's claims from a checked token."""
    try:
        return PersonClaims(UUID(claims["sub"]), UUID(claims["rid"]), UUID(claims["sid"]))
    except (KeyError, ValueError, TypeError, AttributeError):
        raise NotSignedIn from None


def staff_claims(claims: Mapping[str, Any]) -> StaffClaims:
    """Read a member of staff's claims from a checked token."""
    try:
        own_index = claims.get("idx")
        return StaffClaims(
            str(claims["sub"]),
            frozenset(str(role) for role in claims["roles"]),
            UUID(claims["sid"]),
            None if own_index is None else str(own_index),
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        raise NotSignedIn from None


class TokenVerifier:
    """Checks access tokens against the keys that identity publishes; keeps the keys for five minutes."""

    def __init__(self, jwks_url: str) -> None:
        self._url = jwks_url
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._tried_at = float("-inf")
        self._lock = asyncio.Lock()

    async def verify(self, token: str, audience: str) -> dict[str, Any]:
        """Check signature, issuer, audience and expiry; returns the claims.

        Raises:
            NotSignedIn: the token does not count.
            DependencyAway: the keys cannot be had right now.
        """
        try:
            header = jwt.get_unverified_header(token)
            if header.get("alg") != ALGORITHM:
                raise NotSignedIn
            key = await self._key(str(header.get("kid")))
            return jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=audience,
                issuer=ISSUER,
                options={"require": ["exp", "iat", "sub", "sid", "aud", "iss"]},
            )
        except jwt.InvalidTokenError:
            raise NotSignedIn from None

    async def _key(self, key_id: str) -> jwt.PyJWK:
        asked_at = time.monotonic()
        age = asked_at - self._fetched_at
        if age > _REFRESH_SECONDS or (key_id not in self._keys and age > _UNKNOWN_KEY_SECONDS):
            async with self._lock:
                if self._tried_at < asked_at:  # else somebody has tried while this one waited
                    await self._fetch()
        if not self._keys:
            raise DependencyAway("identity")
        if key_id not in self._keys:
            raise NotSignedIn
        return self._keys[key_id]

    async def _fetch(self) -> None:
        try:
            async with (
                aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=3)) as session,
                session.get(self._url) as response,
            ):
                response.raise_for_status()
                keys = jwt.PyJWKSet.from_dict(await response.json())
        except (aiohttp.ClientError, TimeoutError, jwt.PyJWTError, ValueError) as error:
            # Known keys go on counting while identity is away.
            log.warning("jwks.stale" if self._keys else "jwks.away", error=type(error).__name__)
            self._fetched_at = time.monotonic() - _REFRESH_SECONDS + _UNKNOWN_KEY_SECONDS
        else:
            self._keys = {str(key.key_id): key for key in keys.keys}
            self._fetched_at = time.monotonic()
        finally:
            self._tried_at = time.monotonic()
