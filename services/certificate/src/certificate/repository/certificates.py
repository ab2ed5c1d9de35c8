"""The register of certificates in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel.clock import china_date
from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import RowMapping, ScalarSelect, false, func, insert, select

from certificate import tables
from certificate.domain.application import Application
from certificate.domain.archive_facts import Facts
from certificate.domain.certificate import CertificateState, last_valid_day
from certificate.domain.number import CertificateNumber
from certificate.repository.letter_facts import facts_index, numbered, stated_columns, stated_facts
from certificate.repository.seen_records import judged_columns
from certificate.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One revision of a certificate, as far as what is done to it goes.

    Attributes:
        version: grows by one with each change of state.
        signing_error: why its letter could not be made, for staff to see.
    """

    id: UUID
    application_id: UUID
    person_id: UUID
    certificate_type: str
    revision: int
    version: int
    number: CertificateNumber
    state: CertificateState
    valid_until: date | None = None
    signing_error: str | None = None
    sha256: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What signing made of a certificate; ``sha256`` is the digest of the whole PDF."""

    sha256: bytes
    object_key: str
    size: int


class Certificates:
    """The register, within one transaction.

    Whatever changes the state of a certificate takes ``get_locked`` first: the lock is on the application, so that of
    its revisions never two change at once.
    """

    def __init__(self, tx: Transaction, resources: Resources) -> None:
        self._tx = tx
        self._resources = resources

    async def reserve(
        self, application: Application, facts: Facts, *, approved_at: datetime
    ) -> tuple[Certificate, dict[str, str | None]]:
        """Give the next number to an approved application, or to a new revision of its certificate.

        What will be printed is kept, sealed, so that the same letter can be asked for again.

        Args:
            application: What it is given to.
            facts: The register's facts of now.
            approved_at: When the reviewer said that the archive was read; nobody reads it again for a later revision.

        Returns:
            The certificate that is to be signed, and the facts that its letter states.
        """
        certificate_id = new_id()
        kind, today = application.certificate_type, china_date(self._tx.now)
        examined_on = china_date(approved_at) if kind.archive_must_be_read else None
        stated = stated_facts(application, facts, examined_on)
        columns = stated_columns(self._tx, self._resources, certificate_id, facts, stated)
        columns |= {
            "id": certificate_id,
            "application_id": application.id,
            "revision": self._next_revision(application.id),
            "version": 1,
            "person_id": application.applicant.person_id,
            "record_id": application.applicant.record_id,
            "certificate_type": kind.code,
            "number_year": CertificateNumber.year_at(self._tx.now),
            "valid_until": last_valid_day(today, self._resources.settings.valid_days.get(kind.code)),
            "issued_on": today,
            "state": CertificateState.APPROVED.value,
            "submitted_at": application.submitted_at,
        }
        columns |= self._judged(application, facts)
        inserted = await self._tx.execute(insert(tables.certificate).values(columns).returning(tables.certificate))
        row = inserted.mappings().one()
        certificate = certificate_of(row)
        return certificate, stated | numbered(certificate.number, row["issued_on"], row["valid_until"])

    def _next_revision(self, application_id: UUID) -> ScalarSelect[int]:
        """One more than the last letter of this application has; of two at once the constraint refuses one."""
        table = tables.certificate.c
        last = func.coalesce(func.max(table.revision), 0)
        return select(last + 1).where(table.application_id == application_id).scalar_subquery()

    def _judged(self, application: Application, facts: Facts) -> dict[str, Any]:
        return judged_columns(application.applicant.record_id, facts.version, facts_index(self._resources, facts))

    async def get_locked(self, certificate_id: UUID) -> Certificate | None:
        """The certificate; until the transaction ends nobody else changes one of its application's.

        The certificate is read by a second statement, when the lock is held: the first one would not see a revision
        that was added while it waited.
        """
        table = tables.certificate
        owner = select(table.c.application_id).where(table.c.id == certificate_id).scalar_subquery()
        lock = select(tables.application.c.id).where(tables.application.c.id == owner)
        if await self._tx.scalar(lock.with_for_update(key_share=True)) is None:
            return None
        row = (await self._tx.execute(select(table).where(table.c.id == certificate_id))).mappings().one()
        return certificate_of(row)

    async def revisions(self, application_id: UUID) -> Sequence[Certificate]:
        """All certificates of an application, the latest first."""
        table = tables.certificate
        query = select(table).where(table.c.application_id == application_id).order_by(table.c.revision.desc())
        return [certificate_of(row) for row in (await self._tx.execute(query)).mappings()]

    async def mark_issued(self, certificate: Certificate, signed: Signed) -> None:
        """Enter the signed letter."""
        await self._enter(certificate, signed, state=CertificateState.ISSUED.value, issued_at=self._tx.now)

    async def mark_signed_in_vain(self, certificate: Certificate, signed: Signed, state: CertificateState) -> None:
        """Enter a letter that was signed too late to count: its bytes are known, and it is never issued."""
        await self._enter(certificate, signed, state=state.value)

    async def mark_ended(self, certificate: Certificate, state: CertificateState) -> None:
        """Revoked, superseded or expired."""
        await self._update(certificate.id, state=state.value, version=certificate.version + 1)

    async def mark_failed(self, certificate: Certificate, *, code: str, message: str, at: datetime) -> None:
        """Note why the letter could not be made; it still waits for its signature. The message is sealed."""
        place = _error_message_place(certificate.id)
        await self._update(
            certificate.id,
            signing_error=code,
            signing_error_message=self._resources.sealer.seal(message, about=place),
            signing_failed_at=at,
        )

    async def lapsed(self, today: date, *, limit: int) -> Sequence[UUID]:
        """Certificates whose last day is over, and that are not marked so."""
        table = tables.certificate.c
        query = select(table.id).where(table.state == CertificateState.ISSUED.value, table.valid_until < today)
        return [row.id for row in await self._tx.execute(query.order_by(table.valid_until).limit(limit))]

    async def judge_facts(self, record_id: UUID, version: int, current: Facts | None) -> int:
        """Note for each certificate of a record whether what it states still holds; older news than known is left.

        Args:
            record_id: The record that changed.
            version: The record's version that brought the change.
            current: The facts now; None when the record is gone.

        Returns:
            How many certificates were looked at anew.
        """
        table = tables.certificate
        holds = table.c.facts_index == facts_index(self._resources, current) if current else false()
        older = select(table.c.id).where(table.c.record_id == record_id, table.c.record_version < version)
        # Locked in the order in which a reissue changes them, so that neither waits for the other.
        locked = older.order_by(table.c.id).with_for_update().cte("locked")
        judged = await self._tx.execute(
            table.update().where(table.c.id.in_(select(locked.c.id))).values(facts_hold=holds, record_version=version)
        )
        return judged.rowcount

    async def _enter(self, certificate: Certificate, signed: Signed, **values: Any) -> None:  # noqa: ANN401 - as below
        await self._update(
            certificate.id,
            version=certificate.version + 1,
            sha256=signed.sha256,
            object_key=signed.object_key,
            size=signed.size,
            signing_error=None,
            signing_error_message=None,
            signing_failed_at=None,
            **values,
        )

    async def _update(self, certificate_id: UUID, **values: Any) -> None:  # noqa: ANN401 - columns of any type
        await self._tx.execute(
            tables.certificate.update().where(tables.certificate.c.id == certificate_id).values(values)
        )


def signing_error_message(resources: Resources, row: RowMapping) -> str | None:
    """Why a letter could not be made, in words, from its row; None when no failure is noted, or only a code."""
    sealed = row["signing_error_message"]
    if row["signing_error"] is None or sealed is None:
        return None
    return resources.sealer.open(sealed, about=_error_message_place(row["id"]))


def _error_message_place(certificate_id: UUID) -> str:
    return f"certificate.signing_error_message:{certificate_id}"


def certificate_of(row: RowMapping) -> Certificate:
    """A certificate from its row."""
    return Certificate(
        id=row["id"],
        application_id=row["application_id"],
        person_id=row["person_id"],
        certificate_type=row["certificate_type"],
        revision=row["revision"],
        version=row["version"],
        number=CertificateNumber(row["number_year"], row["number_serial"]),
        state=CertificateState(row["state"]),
        valid_until=row["valid_until"],
        signing_error=row["signing_error"],
        sha256=row["sha256"],
    )
