"""The read side: what pages and other services ask for, without changing anything."""

from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from uuid import UUID

from kernel.db import Transaction
from sqlalchemy import select
from sqlmodel import col

from identity.domain.captcha import CaptchaNotFound
from identity.domain.code import RESEND_AFTER
from identity.domain.review import ReviewState
from identity.domain.session import ACCESS_LIFETIME
from identity.resources import Resources
from identity.tables import Captcha, FaceSessionRow, IdentityReview, SessionRow, SmsCode, StaffAccount


@dataclass(frozen=True, slots=True)
class CodeView:
    """The latest code of an attempt, as its page needs to know it."""

    resend_after: int
    undelivered: bool


@dataclass(frozen=True, slots=True)
class FaceView:
    """The latest face session of a registration."""

    face_session_id: UUID
    expires_at: datetime
    reasons: list[dict[str, str]] = field(default_factory=list)


async def list_staff(after: str | None, limit: int, tx: Transaction) -> list[StaffAccount]:
    """Staff accounts by name; one more than `limit`, if there are."""
    statement = select(StaffAccount).order_by(col(StaffAccount.username)).limit(limit + 1)
    if after is not None:
        statement = statement.where(col(StaffAccount.username) > after)
    return list(await tx.session.scalars(statement))


async def view_code(attempt_id: UUID, tx: Transaction) -> CodeView:
    """How long until another code can be asked for, and whether the last one got lost."""
    code = await tx.session.scalar(
        select(SmsCode).where(col(SmsCode.attempt_id) == attempt_id).order_by(col(SmsCode.id).desc()).limit(1)
    )
    if code is None:
        return CodeView(0, undelivered=False)
    wait = ceil((code.created_at + RESEND_AFTER - tx.now).total_seconds())
    return CodeView(max(0, wait), undelivered=code.undelivered_at is not None)


async def view_refusal(registration_id: UUID, tx: Transaction) -> list[dict[str, str]]:
    """What staff said when they refused the latest manual review; empty when the latest was not refused."""
    review = await tx.session.scalar(
        select(IdentityReview)
        .where(col(IdentityReview.registration_id) == registration_id)
        .order_by(col(IdentityReview.id).desc())
        .limit(1)
    )
    if review is None or review.state != ReviewState.REFUSED:
        return []
    return [{"code": "identity.review.refused", "message": review.reason}]


async def view_face(registration_id: UUID, tx: Transaction) -> FaceView | None:
    """The latest face session, if there is one; it may have run out."""
    row = await tx.session.scalar(
        select(FaceSessionRow)
        .where(col(FaceSessionRow.registration_id) == registration_id)
        .order_by(col(FaceSessionRow.id).desc())
        .limit(1)
    )
    return None if row is None else FaceView(row.id, row.expires_at, row.reasons)


async def list_revoked_sessions(tx: Transaction) -> list[tuple[UUID, datetime]]:
    """Sessions that were ended while access tokens of theirs may still be around."""
    rows = await tx.session.scalars(
        select(SessionRow).where(col(SessionRow.revoked_at) > tx.now - ACCESS_LIFETIME).order_by(col(SessionRow.id))
    )
    return [(row.id, row.revoked_at) for row in rows if row.revoked_at is not None]


async def reveal_captcha(captcha_id: str, tx: Transaction, resources: Resources) -> str:
    """The answer of a captcha, for the sandbox's tests.

    Raises:
        CaptchaNotFound: used up, unknown, or not the sandbox.
    """
    captcha = await tx.session.get(Captcha, captcha_id)
    if captcha is None or not resources.settings.sandbox:
        raise CaptchaNotFound
    return resources.sealer.open(captcha.answer_sealed, about=f"captcha.answer:{captcha_id}")
