"""Show a reviewer what a manual identity review is about; each look is told to the audit log."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.db import Transaction
from kernel.id_number import IdNumber

from identity.adapters.evidence_store import get_evidence
from identity.domain.face import EvidenceKind
from identity.domain.registration import Aim, Registration, RegistrationNotFound
from identity.domain.review import AskedBy, EvidenceNotFound, ReviewNotFound
from identity.domain.staff import Actor
from identity.handlers.decide_review import require_not_own
from identity.handlers.tell_of_staff import tell_of_staff
from identity.repository.evidence import Evidence
from identity.repository.registrations import Registrations
from identity.repository.reviews import Reviews
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class RevealedReview:
    """What the reviewer compares the pictures with."""

    review_id: UUID
    aim: Aim
    asked_by: AskedBy
    asked_at: datetime
    name: str = field(repr=False)
    id_number: IdNumber = field(repr=False)
    phone: str = field(repr=False)
    evidence: tuple[EvidenceKind, ...] = ()


@dataclass(frozen=True, slots=True)
class RevealedEvidence:
    """One picture or video, in clear."""

    content: bytes = field(repr=False)
    content_type: str = ""


async def reveal_review(review_id: UUID, actor: Actor, tx: Transaction, resources: Resources) -> RevealedReview:
    """Name and ID number in full.

    Raises:
        ReviewNotFound: unknown, decided, or its registration ran out.
        OwnReview: the reviewer's own.
    """
    review = await Reviews(tx).get_waiting(review_id)
    registration = await _registration(review.registration_id, actor, tx, resources)
    evidence = await Evidence(tx, resources).stored(review.evidence_of)
    tell_of_staff(actor, "identity_review.opened", review.id, tx)
    return RevealedReview(
        review_id=review.id,
        aim=registration.aim,
        asked_by=AskedBy(review.asked_by),
        asked_at=review.asked_at,
        name=registration.name,
        id_number=registration.id_number,
        phone=registration.phone,
        evidence=tuple(sorted(evidence)),
    )


async def reveal_evidence(review_id: UUID, kind: EvidenceKind, actor: Actor, resources: Resources) -> RevealedEvidence:
    """One piece of what was handed in; the look is told before it is shown.

    Raises:
        EvidenceNotFound: there is no such piece.
        DependencyAway: the object store does not answer.
    """
    async with resources.database.transaction() as tx:
        review = await Reviews(tx).get_waiting(review_id)
        await _registration(review.registration_id, actor, tx, resources)
        row = (await Evidence(tx, resources).stored(review.evidence_of)).get(kind)
        if row is None:
            raise EvidenceNotFound
        tell_of_staff(actor, f"identity_review.{kind.value}_shown", review.id, tx)
    return RevealedEvidence(await get_evidence(row.holder_id, row.id, resources), row.content_type)


async def _registration(registration_id: UUID, actor: Actor, tx: Transaction, resources: Resources) -> Registration:
    try:
        registration = await Registrations(tx, resources).get_by_id(registration_id)
    except RegistrationNotFound:
        raise ReviewNotFound from None
    require_not_own(registration, actor, resources)
    return registration
