"""Sessions and their refresh tokens."""

from datetime import timedelta
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id, new_token
from sqlalchemy import func, select, update
from sqlmodel import col

from identity.domain.lookup import shown_as
from identity.domain.session import Audience, Device, SessionEnded, may_be_exchanged_again, refresh_deadline
from identity.resources import Resources
from identity.tables import RefreshToken, SessionRow


class Sessions:
    """Sessions in one transaction."""

    def __init__(self, tx: Transaction, resources: Resources) -> None:
        self._tx = tx
        self._index = resources.index

    def open(self, audience: Audience, subject: str, device: Device) -> SessionRow:
        """Begin a session for a person (by id) or a member of staff (by name)."""
        session = SessionRow(
            id=new_id(),
            audience=audience,
            subject=subject,
            device=device.label,
            address=shown_as(device.address),
            started_at=self._tx.now,
            seen_at=self._tx.now,
            refresh_until=refresh_deadline(self._tx.now, self._tx.now, audience),
        )
        self._tx.session.add(session)
        return session

    async def add_refresh_token(self, session: SessionRow) -> str:
        """A new refresh token; only its hash is stored."""
        await self._tx.session.flush()
        token = new_token()
        self._tx.session.add(RefreshToken(token_hash=self._hash(token), session_id=session.id, issued_at=self._tx.now))
        return token

    async def use_refresh_token(self, token: str, session: SessionRow, grace: timedelta) -> bool:
        """Exchange a token of a session whose row is locked; False when it had been exchanged before.

        The first exchange of one token uses up every other of the session, so that of two lines which began with one
        token within the grace the slower comes back with a used one, and is noticed.
        """
        used_at = await self._tx.scalar(
            select(col(RefreshToken.used_at)).where(col(RefreshToken.token_hash) == self._hash(token))
        )
        mine = col(RefreshToken.session_id) == session.id
        if used_at is None:
            unused = update(RefreshToken).where(mine, col(RefreshToken.used_at).is_(None))
            await self._tx.execute(unused.values(used_at=self._tx.now))
            return True
        last_exchange_at = await self._tx.scalar(select(func.max(col(RefreshToken.used_at))).where(mine))
        return may_be_exchanged_again(used_at, last_exchange_at, self._tx.now, grace)

    async def of_refresh_token(self, token: str) -> UUID:
        """Whose token it is, used or not.

        Raises:
            SessionEnded: nobody ever got this token.
        """
        found = await self._tx.session.get(RefreshToken, self._hash(token))
        if found is None:
            raise SessionEnded
        return found.session_id

    async def get_alive(self, session_id: UUID, *, lock: bool = False) -> SessionRow:
        """A session that was neither revoked nor ran out.

        Raises:
            SessionEnded: it is no more.
        """
        session = await self._tx.session.get(SessionRow, session_id, with_for_update=lock or None)
        if session is None or session.revoked_at is not None or session.refresh_until <= self._tx.now:
            raise SessionEnded
        return session

    async def alive(self, audience: Audience, subject: str, before: UUID | None, limit: int) -> list[SessionRow]:
        """Where a subject is signed in, the latest first; one more than `limit`, if there are."""
        statement = (
            select(SessionRow)
            .where(
                col(SessionRow.audience) == audience,
                col(SessionRow.subject) == subject,
                col(SessionRow.revoked_at).is_(None),
                col(SessionRow.refresh_until) > self._tx.now,
            )
            .order_by(col(SessionRow.id).desc())
            .limit(limit + 1)
        )
        if before is not None:
            statement = statement.where(col(SessionRow.id) < before)
        return list(await self._tx.session.scalars(statement))

    async def revoke(self, *, session_id: UUID | None = None, audience: Audience, subject: str) -> tuple[UUID, ...]:
        """End one session of a subject, or all of them; returns the ids of those that were still alive."""
        alive = update(SessionRow).where(
            col(SessionRow.audience) == audience,
            col(SessionRow.subject) == subject,
            col(SessionRow.revoked_at).is_(None),
        )
        if session_id is not None:
            alive = alive.where(col(SessionRow.id) == session_id)
        rows = await self._tx.session.execute(alive.values(revoked_at=self._tx.now).returning(col(SessionRow.id)))
        return tuple(UUID(str(row[0])) for row in rows)

    def _hash(self, token: str) -> bytes:
        return self._index.of("session.refresh_token", token)
