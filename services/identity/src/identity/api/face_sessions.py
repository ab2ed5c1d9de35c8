"""The phone's page of the face check (manual 2.2)."""

from typing import Literal

from fastapi import UploadFile, status
from kernel.clock import ChinaTime
from kernel.errors import DependencyAway
from kernel.http import PUBLIC, Answer, APIRouter, Body, Tx, refusals

from identity.adapters.pictures import MAX_PICTURE_BYTES, MAX_VIDEO_BYTES
from identity.api.dependencies import Res
from identity.api.registration_steps import InReviewAnswer, ReasonAnswer
from identity.domain.face import (
    CheckUnderWay,
    ConsentMissing,
    EvidenceKind,
    EvidenceMissing,
    EvidenceTooLarge,
    EvidenceUnreadable,
    FaceSession,
    FaceSessionDecided,
    FaceSessionNotFound,
    FaceState,
    VideoUnreadable,
)
from identity.domain.registration import RegistrationNotFound, RegistrationWrongState, State, TooManyFaceAttempts
from identity.domain.review import TooManyReviews
from identity.handlers.accept_face_consent import accept_face_consent
from identity.handlers.ask_for_review import AskForReview, ask_for_review
from identity.handlers.keep_evidence import keep_evidence
from identity.handlers.retry_face import retry_face
from identity.handlers.submit_face import submit_face
from identity.repository.face_sessions import FaceSessions

router = APIRouter(prefix="/api/face-sessions", tags=["face check"])

_SIDES = {"front": EvidenceKind.ID_CARD_FRONT, "back": EvidenceKind.ID_CARD_BACK}


class Step(Answer):
    """One step of the phone's page."""

    step: str
    done: bool


class FaceSessionAnswer(Answer):
    """Where the face check stands; the steps are in their order."""

    state: FaceState
    steps: list[Step]
    expires_at: ChinaTime


class Consent(Body):
    """The separate consent to face processing."""

    accepted: Literal[True]


class SubmissionAnswer(Answer):
    """What the provider said."""

    state: FaceState
    reasons: list[ReasonAnswer]


@router.get(
    "/{token}", summary="Where the face check stands", openapi_extra=PUBLIC, responses=refusals(FaceSessionNotFound)
)
async def read_face_session(token: str, resources: Res, tx: Tx) -> FaceSessionAnswer:
    """Opened by the QR code."""
    return _standing(await FaceSessions(tx, resources).get(token))


def _standing(session: FaceSession) -> FaceSessionAnswer:
    steps = [Step(step=name, done=done) for name, done in session.steps()]
    return FaceSessionAnswer(state=session.state, steps=steps, expires_at=session.expires_at)


@router.post(
    "/{token}/consent",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Consent to face processing",
    openapi_extra=PUBLIC,
    responses=refusals(FaceSessionNotFound, FaceSessionDecided),
)
async def create_consent(token: str, body: Consent, resources: Res, tx: Tx) -> None:
    """Nothing can be uploaded before."""
    del body  # its only value is what it must be
    await accept_face_consent(token, tx, resources)


@router.put(
    "/{token}/id-card/{side}",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Upload one side of the ID card",
    openapi_extra=PUBLIC,
    responses=refusals(
        FaceSessionNotFound, FaceSessionDecided, ConsentMissing, EvidenceUnreadable, EvidenceTooLarge, DependencyAway
    ),
)
async def put_id_card(token: str, side: Literal["front", "back"], file: UploadFile, resources: Res) -> None:
    """JPEG or PNG, at most 10 MiB; replaces an earlier one."""
    await keep_evidence(token, _SIDES[side], await file.read(MAX_PICTURE_BYTES + 1), resources)


@router.put(
    "/{token}/video",
    status_code=status.HTTP_204_NO_CONTENT,
    summary="Upload the video",
    openapi_extra=PUBLIC,
    responses=refusals(
        FaceSessionNotFound, FaceSessionDecided, ConsentMissing, VideoUnreadable, EvidenceTooLarge, DependencyAway
    ),
)
async def put_video(token: str, file: UploadFile, resources: Res) -> None:
    """MP4, MOV or WebM, at most 20 MiB; replaces an earlier one."""
    await keep_evidence(token, EvidenceKind.VIDEO, await file.read(MAX_VIDEO_BYTES + 1), resources)


@router.post(
    "/{token}/submission",
    summary="Have the face checked",
    openapi_extra=PUBLIC,
    responses=refusals(
        FaceSessionNotFound,
        ConsentMissing,
        EvidenceMissing,
        CheckUnderWay,
        RegistrationNotFound,
        RegistrationWrongState,
        DependencyAway,
    ),
)
async def create_submission(token: str, resources: Res) -> SubmissionAnswer:
    """Repeated after an answer was given, it is the same answer."""
    session = await submit_face(token, resources)
    reasons = [ReasonAnswer(code=reason.code, message=reason.message) for reason in session.reasons]
    return SubmissionAnswer(state=session.state, reasons=reasons)


@router.post(
    "/{token}/retry",
    summary="Try again after a failure (重新验证), with the same link",
    openapi_extra=PUBLIC,
    responses=refusals(
        FaceSessionNotFound, FaceSessionDecided, RegistrationNotFound, RegistrationWrongState, TooManyFaceAttempts
    ),
)
async def create_retry(token: str, resources: Res, tx: Tx) -> FaceSessionAnswer:
    """Consent and ID card stay, the video is made anew; the link works for another half hour."""
    return _standing(await retry_face(token, tx, resources))


@router.post(
    "/{token}/manual-review",
    status_code=status.HTTP_202_ACCEPTED,
    summary="Have staff look at the ID card instead of a face check (人工核验), from the phone",
    openapi_extra=PUBLIC,
    responses=refusals(
        FaceSessionNotFound,
        FaceSessionDecided,
        RegistrationNotFound,
        RegistrationWrongState,
        EvidenceUnreadable,
        EvidenceTooLarge,
        TooManyReviews,
        DependencyAway,
    ),
)
async def create_manual_review(
    token: str, id_card_front: UploadFile, id_card_back: UploadFile, resources: Res
) -> InReviewAnswer:
    """As the registration's own; no consent to face processing is needed for it."""
    command = AskForReview(
        token=token,
        front=await id_card_front.read(MAX_PICTURE_BYTES + 1),
        back=await id_card_back.read(MAX_PICTURE_BYTES + 1),
        by_phone=True,
    )
    await ask_for_review(command, resources)
    return InReviewAnswer(state=State.FACE_IN_REVIEW)
