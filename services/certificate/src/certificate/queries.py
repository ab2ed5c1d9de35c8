"""Reading: what pages show, each by one statement."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from kernel.db import Transaction
from kernel.paging import CursorInvalid, PageQuery
from sqlalchemy import RowMapping, Select, select, tuple_

from certificate import tables
from certificate.domain.certificate import CertificateState
from certificate.domain.number import CertificateNumber
from certificate.domain.state import State

application, certificate, history = tables.application.c, tables.certificate.c, tables.history.c


async def applications_of_person(tx: Transaction, person_id: UUID, page: PageQuery) -> Sequence[RowMapping]:
    """A person's applications, the latest submission first; one row more than the page holds, if there is one."""
    query = select(application.id, application.certificate_type, application.submitted_at, application.state).where(
        application.person_id == person_id
    )
    return await _page(tx, query, page, oldest_first=False)


async def applications_for_review(
    tx: Transaction, page: PageQuery, *, state: State | None, type_code: str | None, oldest_first: bool
) -> Sequence[RowMapping]:
    """All applications, as far as the staff's list shows them."""
    query = select(tables.application)
    if state is not None:
        query = query.where(application.state == state.value)
    if type_code is not None:
        query = query.where(application.certificate_type == type_code)
    return await _page(tx, query, page, oldest_first=oldest_first)


async def _page(
    tx: Transaction, query: Select[*tuple[object, ...]], page: PageQuery, *, oldest_first: bool
) -> Sequence[RowMapping]:
    """Keyset paging by (submitted_at, id), as the indexes are ordered."""
    place = tuple_(application.submitted_at, application.id)
    if (after := page.after(2)) is not None:
        last = _place_of(after)
        query = query.where(place > last if oldest_first else place < last)
    columns = (application.submitted_at, application.id)
    ordered = query.order_by(*(column.asc() if oldest_first else column.desc() for column in columns))
    return (await tx.execute(ordered.limit(page.limit + 1))).mappings().all()


def _place_of(cursor: Sequence[str]) -> tuple[datetime, UUID]:
    try:
        return datetime.fromisoformat(cursor[0]).astimezone(UTC), UUID(cursor[1])
    except (ValueError, OverflowError):
        raise CursorInvalid(field="cursor") from None


async def latest_certificate(tx: Transaction, application_id: UUID) -> RowMapping | None:
    """The newest revision of an application's certificate."""
    query = (
        select(tables.certificate)
        .where(certificate.application_id == application_id)
        .order_by(certificate.revision.desc())
        .limit(1)
    )
    return (await tx.execute(query)).mappings().one_or_none()


async def signed_certificate_id(tx: Transaction, application_id: UUID) -> UUID | None:
    """The newest signed revision of an application's certificate: while a reissue is being signed, the one before."""
    query = (
        select(certificate.id)
        .where(certificate.application_id == application_id, certificate.state != CertificateState.APPROVED.value)
        .order_by(certificate.revision.desc())
        .limit(1)
    )
    found: UUID | None = await tx.scalar(query)
    return found


async def certificates_of_person(tx: Transaction, person_id: UUID, page: PageQuery) -> Sequence[RowMapping]:
    """A person's signed certificates, the latest first."""
    place = tuple_(certificate.approved_at, certificate.id)
    query = select(tables.certificate).where(
        certificate.person_id == person_id, certificate.state != CertificateState.APPROVED.value
    )
    if (after := page.after(2)) is not None:
        query = query.where(place < _place_of(after))
    ordered = query.order_by(certificate.approved_at.desc(), certificate.id.desc()).limit(page.limit + 1)
    return (await tx.execute(ordered)).mappings().all()


async def certificate_by_id(tx: Transaction, certificate_id: UUID) -> RowMapping | None:
    """One certificate."""
    query = select(tables.certificate).where(certificate.id == certificate_id)
    return (await tx.execute(query)).mappings().one_or_none()


async def certificate_by_sha256(tx: Transaction, sha256: bytes) -> RowMapping | None:
    """The certificate whose signed file has this digest."""
    query = select(tables.certificate).where(certificate.sha256 == sha256)
    return (await tx.execute(query)).mappings().one_or_none()


async def certificate_by_number(tx: Transaction, number: CertificateNumber) -> RowMapping | None:
    """The certificate of this number."""
    query = select(tables.certificate).where(
        certificate.number_year == number.year, certificate.number_serial == number.serial
    )
    return (await tx.execute(query)).mappings().one_or_none()
