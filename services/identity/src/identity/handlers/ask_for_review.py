"""Ask staff to look at the ID card instead of a face check (人工核验, B1)."""

from dataclasses import dataclass, field
from uuid import UUID

import structlog
from kernel.db import Transaction
from kernel.errors import DomainError
from kernel.ids import new_id

from identity.adapters.evidence_store import put_evidence, remove_evidence
from identity.domain.face import EvidenceKind
from identity.domain.registration import Registration
from identity.domain.review import MAX_REVIEWS, AskedBy, TooManyReviews
from identity.handlers.keep_evidence import reencode
from identity.repository.evidence import Evidence
from identity.repository.face_sessions import FaceSessions
from identity.repository.registrations import Registrations
from identity.repository.reviews import Reviews
from identity.resources import Resources

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class AskForReview:
    """The photos as they were uploaded; `token` is the registration's, or that of its face session (`by_phone`)."""

    token: str = field(repr=False)
    front: bytes = field(repr=False)
    back: bytes = field(repr=False)
    by_phone: bool = False


async def ask_for_review(command: AskForReview, resources: Resources) -> None:
    """Store both photos, then put the review into the queue; rows come before objects, as with the face check.

    Raises:
        DomainError: the step is not due, too many reviews, or a photo is of no use.
    """
    async with resources.database.transaction() as tx:
        registration = await _registration(command, tx, resources)
        registration.require_reviewable()
        if await Reviews(tx).asked_by_person(registration.id) >= MAX_REVIEWS:
            raise TooManyReviews(retry_after=86_400)
    photos = {
        EvidenceKind.ID_CARD_FRONT: await _clean(EvidenceKind.ID_CARD_FRONT, command.front, resources),
        EvidenceKind.ID_CARD_BACK: await _clean(EvidenceKind.ID_CARD_BACK, command.back, resources),
    }
    review_id = new_id()
    async with resources.database.transaction() as tx:
        rows = [Evidence(tx, resources).announce(review_id, kind, "image/jpeg") for kind in photos]
    for row in rows:
        await put_evidence(review_id, row.id, photos[EvidenceKind(row.kind)], resources)
    try:
        await _queue(command, review_id, [row.id for row in rows], resources)
    except DomainError:
        # Another request was quicker; the rows have the objects deleted should this not come through.
        for row in rows:
            await remove_evidence(review_id, row.id, resources)
        raise
    log.info("identity_review.asked", review_id=str(review_id), asked_by=AskedBy.PERSON.value)


async def _clean(kind: EvidenceKind, content: bytes, resources: Resources) -> bytes:
    try:
        return await reencode(content, resources)
    except DomainError as error:
        error.field = kind.value
        raise


async def _registration(
    command: AskForReview, tx: Transaction, resources: Resources, *, lock: bool = False
) -> Registration:
    registrations = Registrations(tx, resources)
    if not command.by_phone:
        return await registrations.get(command.token, lock=lock)
    session = await FaceSessions(tx, resources).get(command.token)
    return await registrations.get_by_id(session.registration_id, lock=lock)


async def _queue(command: AskForReview, review_id: UUID, evidence_ids: list[UUID], resources: Resources) -> None:
    async with resources.database.transaction() as tx:
        registration = await _registration(command, tx, resources, lock=True)
        registration.ask_for_review(tx.now)
        if await Reviews(tx).asked_by_person(registration.id) >= MAX_REVIEWS:
            raise TooManyReviews(retry_after=86_400)
        await Registrations(tx, resources).save(registration)
        sessions = FaceSessions(tx, resources)
        if command.by_phone:  # its page shows how it went on, also after a reload
            session = await sessions.get(command.token, lock=True)
            session.pass_on_to_staff()
            await sessions.save(session)
        await sessions.end_pending(registration.id)
        Reviews(tx).add(registration.id, AskedBy.PERSON, review_id, review_id)
        for evidence_id in evidence_ids:
            await Evidence(tx, resources).confirm(evidence_id)
