"""Who is asking: identity checks its own access tokens with its own keys, and that their session still lives."""

from typing import Any
from uuid import UUID

from kernel.auth import NotSignedIn
from kernel.db import Database

from identity.tables import SessionRow
from identity.tokens import AccessTokens


class SessionVerifier:
    """Takes the place of the kernel's verifier, which reads the keys by HTTP and learns of ended sessions by event."""

    def __init__(self, tokens: AccessTokens, database: Database) -> None:
        self._tokens = tokens
        self._database = database

    async def verify(self, token: str, *audiences: str) -> dict[str, Any]:
        """The claims of a token that counts for one of the audiences.

        Raises:
            NotSignedIn: it is forged, has run out, is for another audience, or its session was ended.
        """
        claims = self._tokens.read(token, audiences)
        try:
            session_id = UUID(str(claims["sid"]))
        except ValueError:
            raise NotSignedIn from None
        async with self._database.transaction() as tx:
            session = await tx.session.get(SessionRow, session_id)
        if session is None or session.revoked_at is not None or session.subject != claims["sub"]:
            raise NotSignedIn
        return claims
