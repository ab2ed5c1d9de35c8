"""A reviewer accepts or refuses a manual identity review (B1)."""

from dataclasses import dataclass
from uuid import UUID

import structlog
from kernel.contracts.identity import ReviewDecided
from kernel.db import Transaction
from kernel.errors import DependencyAway

from identity.domain.registration import Registration, RegistrationNotFound
from identity.domain.review import AskedBy, OwnReview, ReviewNotFound, ReviewReasonRequired, ReviewState
from identity.domain.staff import Actor
from identity.handlers.delete_evidence import delete_evidence
from identity.handlers.recover_phone import finish_recovery
from identity.handlers.tell_of_staff import tell_of_staff
from identity.repository.evidence import Evidence
from identity.repository.face_sessions import FaceSessions
from identity.repository.registrations import Registrations
from identity.repository.reviews import Reviews
from identity.resources import Resources
from identity.tables import IdentityReview

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class DecideReview:
    """What the reviewer says; `reason` is what the person reads if refused."""

    review_id: UUID
    accepted: bool
    reason: str
    actor: Actor


async def decide_review(command: DecideReview, resources: Resources) -> IdentityReview:
    """Decide once; the person is told by SMS and goes on within seven days. The pictures are deleted.

    Raises:
        ReviewNotFound: unknown, or its registration ran out.
        ReviewAlreadyDecided: somebody was quicker.
        ReviewReasonRequired: refused without a reason.
        OwnReview: the reviewer's own.
    """
    if not command.accepted and not command.reason:
        raise ReviewReasonRequired(field="reason")
    async with resources.database.transaction() as tx:
        reviews, registrations = Reviews(tx), Registrations(tx, resources)
        # Everybody locks the registration first.
        registration_id = (await reviews.get_waiting(command.review_id)).registration_id
        try:
            registration = await registrations.get_by_id(registration_id, lock=True)
        except RegistrationNotFound:
            raise ReviewNotFound from None
        review = await reviews.get_waiting(command.review_id, lock=True)
        require_not_own(registration, command.actor, resources)
        registration.decide_review(accepted=command.accepted, at=tx.now)
        review.state = ReviewState.ACCEPTED if command.accepted else ReviewState.REFUSED
        review.decided_at, review.decided_by, review.reason = tx.now, command.actor.username, command.reason
        if review.asked_by == AskedBy.PROVIDER:
            await FaceSessions(tx, resources).settle(review.evidence_of, passed=command.accepted)
        await Evidence(tx, resources).end(review.evidence_of, "decided")
        await finish_recovery(registration, tx, resources)
        await registrations.save(registration)
        _publish(review, registration, command, tx, resources)
    try:
        await delete_evidence(resources, holder_id=review.evidence_of)
    except DependencyAway:
        log.warning("evidence.deletion_postponed", holder_id=str(review.evidence_of))
    return review


def require_not_own(registration: Registration, actor: Actor, resources: Resources) -> None:
    """Check that it is somebody else's.

    Raises:
        OwnReview: it is not.
    """
    if actor.own_index == resources.index.of("id_number", registration.id_number).hex():
        raise OwnReview


def _publish(
    review: IdentityReview, registration: Registration, command: DecideReview, tx: Transaction, resources: Resources
) -> None:
    recipient = resources.events.seal(ReviewDecided, review.id, {"phone": registration.phone})
    tx.publish(ReviewDecided(review_id=review.id, accepted=command.accepted, decided_at=tx.now, recipient=recipient))
    tell_of_staff(
        command.actor, "identity_review.accepted" if command.accepted else "identity_review.refused", review.id, tx
    )
