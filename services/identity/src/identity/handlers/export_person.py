"""All that is kept of a person, for themselves."""

from typing import Any
from uuid import UUID

from kernel.client import NotThere
from kernel.clock import rfc3339
from kernel.db import Transaction
from sqlalchemy import select
from sqlmodel import col

from identity.domain.session import Audience
from identity.repository.accounts import Accounts
from identity.resources import Resources
from identity.tables import Account, EvidenceRow, FaceSessionRow, IdentityReview, RegistrationRow, SessionRow, SmsCode


async def export_person(person_id: UUID, resources: Resources) -> dict[str, Any]:
    """What identity keeps, and the archive record; applications and certificates are listed by their own routes.

    Raises:
        PersonNotFound: the account is gone.
        DependencyAway: archive does not answer; half an export would look like a whole one.
    """
    async with resources.database.transaction() as tx:
        account = await Accounts(tx, resources).get(person_id)
        export = {
            "exported_at": rfc3339(tx.now),
            "account": _account(account, tx, resources),
            "registrations": await _registrations(account, tx),
            "sessions": await _sessions(person_id, tx),
            "codes": await _codes(account, tx),
        }
    try:
        record = await resources.archive.get(f"/internal/records/{account.record_id}")
    except NotThere:
        record = None
    elsewhere = ["/api/me/applications", "/api/me/certificates"]
    return export | {"archive_record": record, "elsewhere": elsewhere}


def _account(account: Account, tx: Transaction, resources: Resources) -> dict[str, Any]:
    person = Accounts(tx, resources).open(account)
    return {
        "person_id": str(person.person_id),
        "record_id": str(person.record_id),
        "name": person.name,
        "id_number": person.id_number,
        "phone": person.phone,
        "registered_at": rfc3339(account.registered_at),
        "password_changed_at": rfc3339(account.password_changed_at),
        "agreement_version": account.agreement_version,
        "agreement_accepted_at": rfc3339(account.agreement_accepted_at),
    }


async def _registrations(account: Account, tx: Transaction) -> list[dict[str, Any]]:
    rows = await tx.session.scalars(
        select(RegistrationRow)
        .where(col(RegistrationRow.id_number_index) == account.id_number_index)
        .order_by(col(RegistrationRow.id))
    )
    return [
        {
            "aim": row.aim,
            "state": row.state,
            "proven_by": row.proven_by,
            "begun_at": rfc3339(row.created_at),
            "face_checks": await _face_checks(row.id, tx),
            "manual_reviews": await _reviews(row.id, tx),
        }
        for row in rows
    ]


async def _face_checks(registration_id: UUID, tx: Transaction) -> list[dict[str, Any]]:
    rows = await tx.session.scalars(
        select(FaceSessionRow)
        .where(col(FaceSessionRow.registration_id) == registration_id)
        .order_by(col(FaceSessionRow.id))
    )
    return [
        {
            "state": row.state,
            "begun_at": rfc3339(row.created_at),
            "consented_at": None if row.consented_at is None else rfc3339(row.consented_at),
            "provider": row.provider or None,
            "reasons": row.reasons,
            "kept_evidence": await _evidence(row.id, tx),
        }
        for row in rows
    ]


async def _reviews(registration_id: UUID, tx: Transaction) -> list[dict[str, Any]]:
    rows = await tx.session.scalars(
        select(IdentityReview)
        .where(col(IdentityReview.registration_id) == registration_id)
        .order_by(col(IdentityReview.id))
    )
    return [
        {
            "state": row.state,
            "asked_at": rfc3339(row.asked_at),
            "decided_at": None if row.decided_at is None else rfc3339(row.decided_at),
            "reason": row.reason or None,
            "kept_evidence": await _evidence(row.evidence_of, tx),
        }
        for row in rows
    ]


async def _evidence(holder_id: UUID, tx: Transaction) -> list[dict[str, Any]]:
    rows = await tx.session.scalars(
        select(EvidenceRow).where(col(EvidenceRow.holder_id) == holder_id).order_by(col(EvidenceRow.id))
    )
    return [{"kind": row.kind, "deleted_after": rfc3339(row.delete_after)} for row in rows]


async def _sessions(person_id: UUID, tx: Transaction) -> list[dict[str, Any]]:
    rows = await tx.session.scalars(
        select(SessionRow)
        .where(col(SessionRow.audience) == Audience.PERSON, col(SessionRow.subject) == str(person_id))
        .order_by(col(SessionRow.id))
    )
    return [
        {
            "device": row.device,
            "address": row.address,
            "started_at": rfc3339(row.started_at),
            "last_seen_at": rfc3339(row.seen_at),
            "ended_at": None if row.revoked_at is None else rfc3339(row.revoked_at),
        }
        for row in rows
    ]


async def _codes(account: Account, tx: Transaction) -> list[dict[str, Any]]:
    rows = await tx.session.scalars(
        select(SmsCode).where(col(SmsCode.subject_index) == account.id_number_index).order_by(col(SmsCode.id))
    )
    return [{"purpose": row.purpose, "sent_at": rfc3339(row.created_at)} for row in rows]
