"""All that is kept of a person, for themselves."""

import asyncio
from typing import Any
from uuid import UUID

from kernel.client import NotThere
from kernel.clock import rfc3339
from kernel.db import Transaction
from kernel.errors import DependencyAway
from sqlalchemy import select
from sqlmodel import col

from identity.domain.session import Audience
from identity.repository.accounts import Accounts
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources
from identity.tables import Account, EvidenceRow, FaceSessionRow, IdentityReview, RegistrationRow, SessionRow, SmsCode


async def export_person(person_id: UUID, resources: Resources) -> dict[str, Any]:
    """What identity, archive and certificate keep.

    Raises:
        PersonNotFound: the account is gone.
        DependencyAway: one of the others does not answer; half an export would look like a whole one.
    """
    async with resources.database.transaction() as tx:
        account = await Accounts(tx, resources).get(person_id)
        export = {
            "exported_at": rfc3339(tx.now),
            "account": _account(account, tx, resources),
            "registrations": await _registrations(account, tx),
            "sessions": await _sessions(person_id, tx),
            "wrong_passwords": await _wrong_passwords(person_id, tx, resources),
            "codes": await _codes(account, tx),
        }
    path = f"/internal/persons/{person_id}/export"
    try:
        archive, certificate = await asyncio.gather(
            resources.archive.get(f"{path}?record_id={account.record_id}"), resources.certificate.get(path)
        )
        return export | {
            "archive_record": archive["facts"],
            "disputes": archive["disputes"],
            "applications": certificate["applications"],
            "certificates": certificate["certificates"],
            "elsewhere": [f"/api/me/certificates/{each['certificate_id']}/pdf" for each in certificate["certificates"]],
        }
    except (NotThere, KeyError) as error:
        raise DependencyAway("archive or certificate") from error


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


async def _wrong_passwords(person_id: UUID, tx: Transaction, resources: Resources) -> dict[str, Any]:
    failures, last_failed_at = await LoginFailures.of(str(person_id), tx, resources)
    return {"count": failures, "last_at": None if last_failed_at is None else rfc3339(last_failed_at)}


async def _codes(account: Account, tx: Transaction) -> list[dict[str, Any]]:
    rows = await tx.session.scalars(
        select(SmsCode).where(col(SmsCode.subject_index) == account.id_number_index).order_by(col(SmsCode.id))
    )
    return [{"purpose": row.purpose, "sent_at": rfc3339(row.created_at)} for row in rows]
