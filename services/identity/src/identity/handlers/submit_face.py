"""Submit a face session: ask the provider, record its answer, delete what is no longer needed."""

from dataclasses import dataclass
from functools import partial

import structlog
from kernel.errors import DependencyAway

from identity.adapters.evidence_store import get_evidence
from identity.domain.face import EvidenceKind, FaceSession, FaceState, Outcome, Subject, Verdict
from identity.domain.review import AskedBy
from identity.handlers.delete_evidence import delete_evidence
from identity.handlers.recover_phone import finish_recovery
from identity.repository.evidence import Evidence
from identity.repository.face_sessions import FaceSessions
from identity.repository.registrations import Registrations
from identity.repository.reviews import Reviews
from identity.resources import Resources
from identity.tables import EvidenceRow

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Check:
    """A provider's task: whom to check by what."""

    subject: Subject
    evidence: dict[EvidenceKind, EvidenceRow]


async def submit_face(token: str, resources: Resources) -> FaceSession:
    """The provider's answer; asked again after it was given, the same answer.

    Raises:
        DomainError: something is missing, or the provider is being asked right now.
        DependencyAway: the provider does not answer; the person may try again at once.
    """
    check = await _begin(token, resources)
    if isinstance(check, FaceSession):
        return check
    try:
        verdict = await resources.face_provider.check(check.subject, partial(_load, check, resources))
    except DependencyAway:
        await _give_back(token, resources)
        raise
    session = await _record(token, verdict, resources)
    if session.state is FaceState.PASSED:
        try:
            await delete_evidence(resources, holder_id=session.id)
        except DependencyAway:
            log.warning("evidence.deletion_postponed", holder_id=str(session.id))
    return session


async def _begin(token: str, resources: Resources) -> _Check | FaceSession:
    async with resources.database.transaction() as tx:
        sessions = FaceSessions(tx, resources)
        session = await sessions.get(token, lock=True)
        if session.state is not FaceState.PENDING:
            return session
        session.begin_check(tx.now)
        await sessions.save(session)
        registration = await Registrations(tx, resources).get_by_id(session.registration_id)
        subject = Subject(session.id, registration.name, registration.id_number)
        return _Check(subject, await Evidence(tx, resources).stored(session.id))


async def _load(check: _Check, resources: Resources, kind: EvidenceKind) -> bytes:
    return await get_evidence(check.subject.face_session_id, check.evidence[kind].id, resources)


async def _record(token: str, verdict: Verdict, resources: Resources) -> FaceSession:
    async with resources.database.transaction() as tx:
        sessions, registrations = FaceSessions(tx, resources), Registrations(tx, resources)
        # Everybody locks the registration first, then its face sessions.
        registration_id = (await sessions.get(token)).registration_id
        registration = await registrations.get_by_id(registration_id, lock=True)
        session = await sessions.get(token, lock=True)
        if session.state is not FaceState.PENDING:
            return session
        session.record(verdict, resources.face_provider.name)
        registration.record_face(verdict.outcome, tx.now)
        await finish_recovery(registration, tx, resources)
        await sessions.save(session)
        await registrations.save(registration)
        if verdict.outcome is Outcome.PASSED:
            await Evidence(tx, resources).end(session.id, "passed")
        if verdict.outcome is Outcome.IN_REVIEW:
            Reviews(tx).add(registration.id, AskedBy.PROVIDER, session.id)
        log.info("face_session.decided", face_session_id=str(session.id), outcome=verdict.outcome.value)
        return session


async def _give_back(token: str, resources: Resources) -> None:
    async with resources.database.transaction() as tx:
        sessions = FaceSessions(tx, resources)
        session = await sessions.get(token, lock=True)
        session.submitted_at = None
        await sessions.save(session)
