"""Who is asking: the token of a request, checked before any service sees it."""

import time
from collections import OrderedDict
from collections.abc import Container, Mapping

from kernel.auth import PERSON, STAFF, NotSignedIn, TokenVerifier
from kernel.errors import DependencyAway

from gateway.errors import KeysAway, OriginForeign, SessionRevoked, TokenInvalid, TokenMissing
from gateway.origin import SAFE_METHODS, is_foreign, is_same_origin
from gateway.routing import Audience, Route

ACCESS_COOKIE = "zhengxin_access"

_TOKENS_KEPT = 20_000
_AUDIENCES = {
    Audience.PERSON: (PERSON,),
    Audience.STAFF: (STAFF,),
    Audience.SIGNED_IN: (PERSON, STAFF),
}


class Access:
    """Checks tokens, ended sessions and the origin of requests that are authenticated by a cookie."""

    def __init__(self, verifier: TokenVerifier, revoked: Container[str], *, public_origin: str) -> None:
        self._verifier = verifier
        self._revoked = revoked
        self._public_origin = public_origin
        # (token, audience) → session id and expiry of tokens found genuine; saves a signature check a request.
        self._genuine: OrderedDict[tuple[str, str], tuple[str, float]] = OrderedDict()

    async def token(self, route: Route, method: str, headers: Mapping[bytes, bytes]) -> str | None:
        """The token to hand to the service; nothing on a public route.

        Raises:
            TokenMissing, TokenInvalid, SessionRevoked: 401.
            OriginForeign: an unsafe request with a cookie that does not come from our pages.
            KeysAway: identity's keys are not known yet.
        """
        unsafe = method not in SAFE_METHODS
        audiences = _AUDIENCES.get(route.audience)
        if audiences is None:
            # By itself the refresh cookie opens nothing: another site cannot read the answer, and SameSite keeps it
            # from being sent from there. Programs with a cookie jar send neither of the two headers, so it is enough
            # that none of them names another site.
            if unsafe and route.cookies and b"cookie" in headers and is_foreign(headers, self._public_origin):
                raise OriginForeign
            return None
        token = bearer(headers)
        if token is None:
            token = access_cookie(headers)
            if token is None:
                raise TokenMissing
            if unsafe and not is_same_origin(headers, self._public_origin):
                raise OriginForeign
        session_id = await self._session(token, audiences)
        if session_id in self._revoked:
            raise SessionRevoked
        return token

    async def _session(self, token: str, audiences: tuple[str, ...]) -> str:
        for audience in audiences:
            known = self._genuine.get((token, audience))
            if known is not None and known[1] > time.time():
                return known[0]
        for audience in audiences:
            try:
                claims = await self._verifier.verify(token, audience)
            except NotSignedIn:
                continue
            except DependencyAway:
                raise KeysAway(retry_after=5) from None
            session_id = str(claims["sid"])
            self._genuine[token, audience] = (session_id, float(claims["exp"]))
            if len(self._genuine) > _TOKENS_KEPT:
                self._genuine.popitem(last=False)
            return session_id
        raise TokenInvalid


def bearer(headers: Mapping[bytes, bytes]) -> str | None:
    """The token in ``Authorization``; nothing when the header is not there.

    Raises:
        TokenInvalid: another scheme than Bearer.
    """
    value = headers.get(b"authorization")
    if value is None:
        return None
    scheme, _, token = value.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise TokenInvalid
    return token.strip()


def access_cookie(headers: Mapping[bytes, bytes]) -> str | None:
    """The token in the cookie that identity sets at sign-in."""
    value = headers.get(b"cookie")
    if value is None:
        return None
    for pair in value.decode("latin-1").split(";"):
        name, _, token = pair.strip().partition("=")
        if name == ACCESS_COOKIE and token:
            return token.strip('"')
    return None
