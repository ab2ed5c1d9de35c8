"""The reviewers' queue."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.db import Transaction
from kernel.id_number import IdNumber

from identity.domain.registration import Aim
from identity.domain.review import AskedBy
from identity.repository.registrations import Registrations
from identity.repository.reviews import Reviews
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class WaitingReview:
    """A manual identity review in the reviewers' queue."""

    review_id: UUID
    aim: Aim
    asked_by: AskedBy
    asked_at: datetime
    name: str = field(repr=False)
    id_number: IdNumber = field(repr=False)


async def list_waiting_reviews(
    after: UUID | None, limit: int, tx: Transaction, resources: Resources
) -> list[WaitingReview]:
    """The queue, the longest waiting first; one more than `limit`, if there are."""
    registrations = Registrations(tx, resources)
    found = []
    for review in await Reviews(tx).waiting(after, limit):
        registration = await registrations.get_by_id(review.registration_id)
        found.append(
            WaitingReview(
                review_id=review.id,
                aim=registration.aim,
                asked_by=AskedBy(review.asked_by),
                asked_at=review.asked_at,
                name=registration.name,
                id_number=registration.id_number,
            )
        )
    return found
