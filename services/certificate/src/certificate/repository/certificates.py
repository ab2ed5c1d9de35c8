"""The register of certificates in the database."""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from kernel.clock import china_date
from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import RowMapping, false, insert, select

from certificate import tables
from certificate.domain.application import Application
from certificate.domain.archive_facts import Facts
from certificate.domain.certificate import CertificateState, last_valid_day
from certificate.domain.check_code import new_check_code
from certificate.domain.number import CertificateNumber
from certificate.resources import Resources


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """One revision of a certificate, as far as what is done to it goes.

    Attributes:
        version: grows by one with each change of state.
    """

    id: UUID
    application_id: UUID
    person_id: UUID
    certificate_type: str
    revision: int
    version: int
    number: CertificateNumber
    state: CertificateState
    sha256: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What signing made of a certificate; ``sha256`` is the digest of the whole PDF."""

    sha256: bytes
    object_key: str
    size: int


class Certificates:
    """The register, within one transaction."""

    def __init__(self, tx: Transaction, resources: Resources) -> None:
        self._tx = tx
        self._resources = resources

    async def reserve(self, application: Application, facts: Facts) -> tuple[Certificate, dict[str, Any]]:
        """Give the next number to an approved application.

        What will be printed is kept, sealed, so that the same letter can be asked for again.

        Returns:
            The certificate that is to be signed, and the facts that its letter states.
        """
        check_code = new_check_code()
        stated = facts.printed() | {
            "purpose": application.wording.purpose,
            "receiver": application.wording.receiver,
            "check_code": check_code,
        }
        columns = self._reservation(application, stated) | {
            "check_code_index": check_code_index(self._resources, check_code),
            "facts_index": facts_index(self._resources, facts),
            "facts_hold": True,
            "record_version": facts.version,
        }
        inserted = await self._tx.execute(insert(tables.certificate).returning(tables.certificate), columns)
        row = inserted.mappings().one()
        certificate = certificate_of(row)
        return certificate, stated | numbered(certificate.number, row["issued_on"])

    def _reservation(self, application: Application, stated: dict[str, str | None]) -> dict[str, Any]:
        certificate_id, today = new_id(), china_date(self._tx.now)
        return {
            "id": certificate_id,
            "application_id": application.id,
            "revision": 1,
            "version": 1,
            "person_id": application.applicant.person_id,
            "record_id": application.applicant.record_id,
            "certificate_type": application.certificate_type.code,
            "number_year": CertificateNumber.year_at(self._tx.now),
            "state": CertificateState.APPROVED.value,
            "submitted_at": application.submitted_at,
            "approved_at": self._tx.now,
            "issued_on": today,
            "valid_until": last_valid_day(today, self._resources.settings.certificate_valid_days),
            "letter_facts": self._resources.sealer.seal(
                json.dumps(stated, ensure_ascii=False), about=letter_facts_place(certificate_id)
            ),
        }

    async def get_locked(self, certificate_id: UUID) -> Certificate | None:
        """The certificate, locked until the transaction ends; None when there is none."""
        query = select(tables.certificate).where(tables.certificate.c.id == certificate_id)
        row = (await self._tx.execute(query.with_for_update())).mappings().one_or_none()
        return certificate_of(row) if row else None

    async def mark_issued(self, certificate: Certificate, signed: Signed) -> None:
        """Enter the signed letter."""
        await self._update(
            certificate.id,
            state=CertificateState.ISSUED.value,
            version=certificate.version + 1,
            issued_at=self._tx.now,
            sha256=signed.sha256,
            object_key=signed.object_key,
            size=signed.size,
            signing_error=None,
            signing_failed_at=None,
        )

    async def mark_failed(self, certificate: Certificate, *, code: str, at: datetime) -> None:
        """Note why the letter could not be made; it still waits for its signature."""
        await self._update(certificate.id, signing_error=code, signing_failed_at=at)

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
        judged = await self._tx.execute(
            table.update()
            .where(table.c.record_id == record_id, table.c.record_version < version)
            .values(facts_hold=holds, record_version=version)
        )
        return judged.rowcount

    async def _update(self, certificate_id: UUID, **values: Any) -> None:  # noqa: ANN401 - columns of any type
        await self._tx.execute(
            tables.certificate.update().where(tables.certificate.c.id == certificate_id).values(values)
        )


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
        sha256=row["sha256"],
    )


def numbered(number: CertificateNumber, issued_on: date) -> dict[str, str]:
    """The facts of a letter that its reservation gives it."""
    return {"number": str(number), "display_number": number.display, "issued_on": issued_on.isoformat()}


def letter_facts_place(certificate_id: UUID) -> str:
    """What a certificate's letter facts are sealed for."""
    return f"certificate.letter_facts:{certificate_id}"


def check_code_index(resources: Resources, check_code: str) -> bytes:
    """The blind index of a check code in canonical form."""
    return resources.index.of("certificate.check_code", check_code)


def facts_index(resources: Resources, facts: Facts) -> bytes:
    """The blind index of the printed facts: equal as long as the letter says what the register says."""
    return resources.index.of("certificate.facts", json.dumps(facts.printed(), ensure_ascii=False, sort_keys=True))
