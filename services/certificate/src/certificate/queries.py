"""Reading: what pages show, each by one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from kernel.db import Transaction
from kernel.paging import CursorInvalid, PageQuery
from sqlalchemy import ColumnElement, RowMapping, Select, and_, exists, not_, or_, select, tuple_

from certificate import tables
from certificate.domain.certificate import CertificateState
from certificate.domain.number import CertificateNumber
from certificate.domain.state import State

application, certificate, audit = tables.application.c, tables.certificate.c, tables.audit.c


@dataclass(frozen=True, slots=True)
class Meant:
    """What a search is for: exactly one of these."""

    number: CertificateNumber | None = None
    application_id: UUID | None = None
    id_number_index: bytes | None = None
    name_index: bytes | None = None


async def applications_of_person(tx: Transaction, person_id: UUID, page: PageQuery) -> Sequence[RowMapping]:
    """A person's applications, the latest submission first; one row more than the page holds, if there is one."""
    query = select(application.id, application.certificate_type, application.submitted_at, application.state).where(
        application.person_id == person_id
    )
    return await _page(tx, query, page, oldest_first=False)


async def all_applications_of_person(tx: Transaction, person_id: UUID) -> Sequence[RowMapping]:
    """All of a person's applications whole, the latest submission first."""
    query = select(tables.application).where(application.person_id == person_id)
    ordered = query.order_by(application.submitted_at.desc(), application.id.desc())
    return (await tx.execute(ordered)).mappings().all()


async def applications_for_review(
    tx: Transaction,
    page: PageQuery,
    *,
    state: State | None,
    type_code: str | None,
    meant: Meant | None,
    oldest_first: bool,
) -> Sequence[RowMapping]:
    """All applications, or those that are meant, as far as the staff's list shows them."""
    query = select(tables.application)
    if state is not None:
        query = query.where(application.state == state.value)
    if type_code is not None:
        query = query.where(application.certificate_type == type_code)
    if meant is not None:
        query = query.where(_is_meant(meant))
    return await _page(tx, query, page, oldest_first=oldest_first)


def _is_meant(meant: Meant) -> ColumnElement[bool]:
    if meant.number is not None:
        numbered = select(certificate.application_id).where(
            certificate.number_year == meant.number.year, certificate.number_serial == meant.number.serial
        )
        return application.id.in_(numbered)
    if meant.application_id is not None:
        return application.id == meant.application_id
    if meant.id_number_index is not None:
        return application.id_number_index == meant.id_number_index
    return application.name_index == meant.name_index


def place_in_list(row: RowMapping, *, oldest_first: bool) -> list[str]:
    """Where the next page goes on; the order shows in how many parts it has, so that it fits no other one."""
    place = [row["submitted_at"].isoformat(), str(row["id"])]
    return [*place, "oldest"] if oldest_first else place


async def _page(
    tx: Transaction, query: Select[*tuple[object, ...]], page: PageQuery, *, oldest_first: bool
) -> Sequence[RowMapping]:
    """Keyset paging by (submitted_at, id), as the indexes are ordered; a cursor of the other order is refused."""
    place = tuple_(application.submitted_at, application.id)
    if (after := page.after(2 + oldest_first)) is not None:
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
    """The newest issued revision of an application's certificate: while a reissue is being signed, the one before."""
    query = (
        select(certificate.id)
        .where(certificate.application_id == application_id, certificate.issued_at.is_not(None))
        .order_by(certificate.revision.desc())
        .limit(1)
    )
    found: UUID | None = await tx.scalar(query)
    return found


async def certificates_of_person(tx: Transaction, person_id: UUID, page: PageQuery) -> Sequence[RowMapping]:
    """A person's certificates, the latest first; those that were ever issued."""
    return await _page_of_certificates(tx, _issued_to(person_id), page)


async def all_certificates_of_person(tx: Transaction, person_id: UUID) -> Sequence[RowMapping]:
    """The same without pages."""
    ordered = _issued_to(person_id).order_by(certificate.approved_at.desc(), certificate.id.desc())
    return (await tx.execute(ordered)).mappings().all()


def _issued_to(person_id: UUID) -> Select[*tuple[object, ...]]:
    return select(tables.certificate).where(certificate.person_id == person_id, certificate.issued_at.is_not(None))


async def _page_of_certificates(
    tx: Transaction, query: Select[*tuple[object, ...]], page: PageQuery
) -> Sequence[RowMapping]:
    if (after := page.after(2)) is not None:
        query = query.where(tuple_(certificate.approved_at, certificate.id) < _place_of(after))
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


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateFilter:
    """What staff look for; None leaves a condition out.

    Attributes:
        state: as of ``today``: what expired by the calendar counts as expired, whether or not that was noted.
        to_confirm: whether a revocation waits for a second member of staff.
    """

    today: date
    meant: Meant | None = None
    state: CertificateState | None = None
    to_confirm: bool | None = None


async def certificates_for_staff(tx: Transaction, page: PageQuery, wanted: CertificateFilter) -> Sequence[RowMapping]:
    """The register of certificates, the latest first, those that are being signed included."""
    query = select(tables.certificate)
    if wanted.meant is not None:
        query = query.where(_certificate_is_meant(wanted.meant))
    if wanted.state is not None:
        query = query.where(_stands(wanted.state, wanted.today))
    if wanted.to_confirm is not None:
        revocation = tables.revocation.c
        waiting = (
            exists().where(revocation.certificate_id == certificate.id, revocation.confirmed_at.is_(None))
        ) & _stands(CertificateState.ISSUED, wanted.today)
        query = query.where(waiting if wanted.to_confirm else not_(waiting))
    return await _page_of_certificates(tx, query, page)


def _certificate_is_meant(meant: Meant) -> ColumnElement[bool]:
    if meant.number is not None:
        return and_(certificate.number_year == meant.number.year, certificate.number_serial == meant.number.serial)
    if meant.application_id is not None:
        return certificate.application_id == meant.application_id
    if meant.id_number_index is not None:
        return certificate.id_number_index == meant.id_number_index
    return certificate.name_index == meant.name_index


def _stands(state: CertificateState, today: date) -> ColumnElement[bool]:
    """The condition that a certificate stands so today; ``state_on`` in SQL."""
    lapsed = certificate.valid_until < today
    match state:
        case CertificateState.ISSUED:
            return and_(certificate.state == state.value, or_(certificate.valid_until.is_(None), not_(lapsed)))
        case CertificateState.EXPIRED:
            issued = certificate.state == CertificateState.ISSUED.value
            return or_(certificate.state == state.value, and_(issued, lapsed))
        case _:
            return certificate.state == state.value


async def audit_rows(
    tx: Transaction,
    page: PageQuery,
    *,
    begin: datetime | None,
    end: datetime | None,
    actor: str | None,
    object_id: UUID | None,
) -> Sequence[RowMapping]:
    """The audit log, the latest first; ``end`` is not included, ``actor`` may leave out what kind they are of."""
    query = select(tables.audit)
    if begin is not None:
        query = query.where(audit.at >= begin)
    if end is not None:
        query = query.where(audit.at < end)
    if actor is not None:
        query = query.where(audit.actor.in_([actor, f"staff:{actor}", f"person:{actor}"]))
    if object_id is not None:
        query = query.where(audit.object_id == object_id)
    if (after := page.after(2)) is not None:
        query = query.where(tuple_(audit.at, audit.id) < _place_of(after))
    ordered = query.order_by(audit.at.desc(), audit.id.desc()).limit(page.limit + 1)
    return (await tx.execute(ordered)).mappings().all()
