"""Issue the letter of an approval: once, whatever crashes on the way.

The order: job on record → letter drawn and looked through → digest of what is to be signed on record → signed and
checked → stored under its own hash and read back → job done and told to the others, in one transaction. Each step can
be done again: the same job gives the same bytes, and the same bytes the same object.
"""

from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import structlog
from kernel.consumer import Delivery, Refused
from kernel.contracts.certificate import LetterWanted
from kernel.contracts.signing import SigningCompleted, SigningFailed

from signing.domain.errors import LetterImpossible
from signing.domain.facts import LetterFacts
from signing.domain.job import Job, JobState
from signing.press import SignedLetter
from signing.repository import Jobs
from signing.resources import Resources

log = structlog.get_logger()

NOT_SAID_IN_CLEAR = "证明信无法签发"
"""What the event says openly: why a letter is impossible may name a character of a person's name."""


class StoredWrong(Exception):
    """The object store gave back other bytes than it was given."""


@dataclass(frozen=True, slots=True)
class IssueLetter:
    """The wish for a letter; ``facts`` as the approval carried them."""

    application_id: UUID
    certificate_id: UUID
    revision: int
    number: str
    certificate_type: str
    facts: dict[str, Any] = field(repr=False)

    @classmethod
    def from_event(cls, event: LetterWanted, resources: Resources) -> Self:
        """Open the event's sealed part; raises SealBroken when it is not this event's."""
        return cls(
            application_id=event.application_id,
            certificate_id=event.certificate_id,
            revision=event.revision,
            number=event.number,
            certificate_type=event.certificate_type,
            facts=resources.event_sealer.open(event, event.facts),
        )


async def issue_letter(command: IssueLetter, delivery: Delivery) -> None:
    """Issue the letter, or tell why it cannot be made.

    Raises:
        Refused: the facts are not what the contract says, or another certificate was signed for this approval.
        DailyCapReached, KeyUnusable, SignatureWrong, StoredWrong: somebody must look; tried again, then a dead letter.
        LaneLost, KeyChanged, DraftGone: a lane is no more, or the key was rotated; tried again.
        DependencyAway: database, object store, time-stamp authority or what holds the key; tried again until they are
            back.
    """
    resources: Resources = delivery.resources
    job = await begin_job(command, delivery)
    if job.state is JobState.DONE:
        async with delivery.finish():
            return
    try:
        letter = await produce_letter(command, job, delivery)
    except LetterImpossible as error:
        await fail_job(job, error, delivery)
        return
    object_key = await store_letter(letter, resources)
    await finish_job(job, letter, object_key, delivery)


async def begin_job(command: IssueLetter, delivery: Delivery) -> Job:
    """Put the job on record, or take up the one that is; a job done is given back as it is."""
    resources: Resources = delivery.resources
    key_id = resources.lanes.key.key_id
    async with delivery.transaction() as tx:
        jobs = Jobs(tx)
        job = await jobs.find(command.application_id, command.revision)
        if job is None:
            added = await jobs.add(
                application_id=command.application_id,
                certificate_id=command.certificate_id,
                revision=command.revision,
                number=command.number,
                key_id=key_id,
            )
            if added is not None:
                await jobs.count_today(cap=resources.settings.daily_cap)
                return added
            job = await jobs.find(command.application_id, command.revision)
        if job is None or (job.certificate_id, job.number) != (command.certificate_id, command.number):
            raise Refused("the approval's job is about another certificate")
        return job if job.state is JobState.DONE else await jobs.resume(job, key_id=key_id)


async def produce_letter(command: IssueLetter, job: Job, delivery: Delivery) -> SignedLetter:
    """Draw the letter, put its digest on record, sign it, have the signature stamped if it is to be, and check it."""
    resources: Resources = delivery.resources
    lanes = resources.lanes
    draft = await lanes.draft(_facts(command, resources), signed_at=job.signed_at)
    async with delivery.transaction() as tx:
        await Jobs(tx).record_intent(job, draft.digest)
    if resources.authority is None:
        return await lanes.certify(draft, job.key_id)
    signature = await lanes.sign(draft, job.key_id)
    token = await resources.authority.stamp(signature)
    return await lanes.finish(draft, job.key_id, signature, token)


async def store_letter(letter: SignedLetter, resources: Resources) -> str:
    """Put the letter under its own hash and read it back; returns the object's key."""
    key = f"certificates/{letter.sha256.hex()}.pdf"
    await resources.certificates.put(key, letter.pdf, "application/pdf")
    if await resources.certificates.get(key) != letter.pdf:
        raise StoredWrong(key)
    return key


async def finish_job(job: Job, letter: SignedLetter, object_key: str, delivery: Delivery) -> None:
    """Record the letter and tell the others; nothing is told twice when another worker was faster."""
    size = len(letter.pdf)
    async with delivery.finish() as tx:
        recorded = await Jobs(tx).complete(
            job, sha256=letter.sha256, object_key=object_key, size=size, pages=letter.pages
        )
        if recorded:
            tx.publish(
                SigningCompleted(
                    application_id=job.application_id,
                    certificate_id=job.certificate_id,
                    revision=job.revision,
                    number=job.number,
                    sha256=letter.sha256.hex(),
                    object_key=object_key,
                    size=size,
                    pages=letter.pages,
                    signed_at=job.signed_at,
                    key_id=job.key_id,
                )
            )
    event = "letter.issued" if recorded else "letter.issued_elsewhere"
    log.info(event, application_id=str(job.application_id), revision=job.revision, attempts=job.attempts)


async def fail_job(job: Job, error: LetterImpossible, delivery: Delivery) -> None:
    """Record why there is no letter and tell the others, who show it to the staff."""
    resources: Resources = delivery.resources
    async with delivery.finish() as tx:
        if await Jobs(tx).fail(job, code=error.code):
            tx.publish(
                SigningFailed(
                    application_id=job.application_id,
                    certificate_id=job.certificate_id,
                    revision=job.revision,
                    number=job.number,
                    code=error.code,
                    message=NOT_SAID_IN_CLEAR,
                    details=resources.event_sealer.seal(SigningFailed, job.certificate_id, {"message": str(error)}),
                    failed_at=tx.now,
                )
            )
    log.warning("letter.impossible", application_id=str(job.application_id), revision=job.revision, code=error.code)


def _facts(command: IssueLetter, resources: Resources) -> LetterFacts:
    settings = resources.settings
    try:
        facts = LetterFacts.from_sealed(
            command.facts,
            certificate_type=command.certificate_type,
            issuer=settings.issuer,
            sandbox=settings.sandbox,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"the letter's facts cannot be read: {type(error).__name__}") from error
    if facts.number != command.number:
        raise Refused("the letter's facts are about another number")
    return facts
