"""Manual identity reviews."""

from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import func, select
from sqlmodel import col

from identity.domain.review import AskedBy, ReviewAlreadyDecided, ReviewNotFound, ReviewState
from identity.tables import IdentityReview, RegistrationRow


class Reviews:
    """Reviews in one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    def add(self, registration_id: UUID, asked_by: AskedBy, evidence_of: UUID, review_id: UUID | None = None) -> None:
        """Put a review into the queue."""
        self._tx.session.add(
            IdentityReview(
                id=review_id or new_id(),
                registration_id=registration_id,
                evidence_of=evidence_of,
                asked_by=asked_by,
                state=ReviewState.WAITING,
                asked_at=self._tx.now,
            )
        )

    async def asked_by_person(self, registration_id: UUID) -> int:
        """How many reviews the person asked for within one registration."""
        return int(
            await self._tx.scalar(
                select(func.count()).where(
                    col(IdentityReview.registration_id) == registration_id,
                    col(IdentityReview.asked_by) == AskedBy.PERSON,
                )
            )
        )

    async def get(self, review_id: UUID, *, lock: bool = False) -> IdentityReview:
        """A review whose registration can still go on.

        Raises:
            ReviewNotFound: there is none.
        """
        statement = (
            select(IdentityReview)
            .join(RegistrationRow, col(RegistrationRow.id) == col(IdentityReview.registration_id))
            .where(col(IdentityReview.id) == review_id, col(RegistrationRow.expires_at) > self._tx.now)
        )
        if lock:
            statement = statement.with_for_update(of=IdentityReview).execution_options(populate_existing=True)
        review = await self._tx.session.scalar(statement)
        if review is None:
            raise ReviewNotFound
        return review

    async def get_waiting(self, review_id: UUID, *, lock: bool = False) -> IdentityReview:
        """As :meth:`get`, undecided.

        Raises:
            ReviewAlreadyDecided: it is decided.
        """
        review = await self.get(review_id, lock=lock)
        if review.state != ReviewState.WAITING:
            raise ReviewAlreadyDecided
        return review

    async def waiting(self, after: UUID | None, limit: int) -> list[IdentityReview]:
        """The queue, the longest waiting first; one more than `limit`, if there are."""
        statement = (
            select(IdentityReview)
            .join(RegistrationRow, col(RegistrationRow.id) == col(IdentityReview.registration_id))
            .where(col(IdentityReview.state) == ReviewState.WAITING, col(RegistrationRow.expires_at) > self._tx.now)
            .order_by(col(IdentityReview.id))
            .limit(limit + 1)
        )
        if after is not None:
            statement = statement.where(col(IdentityReview.id) > after)
        return list(await self._tx.session.scalars(statement))
