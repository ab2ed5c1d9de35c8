"""Face sessions."""

from uuid import UUID

from kernel.db import Transaction
from sqlalchemy import select, update
from sqlmodel import col

from identity.domain.face import FaceSession, FaceSessionNotFound, FaceState, Reason
from identity.repository.evidence import Evidence
from identity.resources import Resources
from identity.tables import FaceSessionRow


class FaceSessions:
    """Face sessions in one transaction."""

    def __init__(self, tx: Transaction, resources: Resources) -> None:
        self._tx = tx
        self._index = resources.index
        self._evidence = Evidence(tx, resources)

    async def replace(self, session: FaceSession, token: str) -> None:
        """Store a new session; the registration's earlier ones that nobody submitted end."""
        await self.end_pending(session.registration_id)
        self._tx.session.add(
            FaceSessionRow(
                id=session.id,
                token_hash=self._index.of("face_session.token", token),
                registration_id=session.registration_id,
                state=session.state,
                created_at=self._tx.now,
                expires_at=session.expires_at,
            )
        )

    async def get(self, token: str, *, lock: bool = False) -> FaceSession:
        """The session that a token opens.

        Raises:
            FaceSessionNotFound: none, or it ran out or was replaced.
        """
        statement = select(FaceSessionRow).where(
            col(FaceSessionRow.token_hash) == self._index.of("face_session.token", token),
            col(FaceSessionRow.expires_at) > self._tx.now,
        )
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        row = await self._tx.session.scalar(statement)
        if row is None:
            raise FaceSessionNotFound
        return await self._load(row)

    async def save(self, session: FaceSession) -> None:
        """Write what a step changed."""
        row = await self._tx.session.get_one(FaceSessionRow, session.id)
        row.state = session.state
        row.expires_at = session.expires_at
        row.consented_at = session.consented_at
        row.submitted_at = session.submitted_at
        row.reasons = [{"code": reason.code, "message": reason.message} for reason in session.reasons]
        row.provider = session.provider
        row.reference = session.reference

    async def is_latest(self, session: FaceSession) -> bool:
        """Whether the registration page shows this one; an earlier one that failed stays readable, but is over."""
        later = select(col(FaceSessionRow.id)).where(
            col(FaceSessionRow.registration_id) == session.registration_id, col(FaceSessionRow.id) > session.id
        )
        return await self._tx.session.scalar(later.limit(1)) is None

    async def settle(self, session_id: UUID, *, passed: bool) -> None:
        """Staff decided what the provider could not."""
        row = await self._tx.session.get_one(FaceSessionRow, session_id, with_for_update=True)
        row.state = FaceState.PASSED if passed else FaceState.FAILED

    async def end_pending(self, registration_id: UUID) -> None:
        """The registration goes another way: what nobody submitted ends."""
        await self._tx.execute(
            update(FaceSessionRow)
            .where(
                col(FaceSessionRow.registration_id) == registration_id,
                col(FaceSessionRow.state) == FaceState.PENDING,
            )
            .values(expires_at=self._tx.now)
        )

    async def _load(self, row: FaceSessionRow) -> FaceSession:
        return FaceSession(
            id=row.id,
            registration_id=row.registration_id,
            expires_at=row.expires_at,
            state=FaceState(row.state),
            consented_at=row.consented_at,
            submitted_at=row.submitted_at,
            handed_in=frozenset(await self._evidence.stored(row.id)),
            reasons=tuple(Reason(**reason) for reason in row.reasons),
            provider=row.provider,
            reference=row.reference,
        )
