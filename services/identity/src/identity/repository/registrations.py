"""Registrations, by the token that people hold or by id."""

from typing import Literal, cast
from uuid import UUID

from kernel.db import Transaction
from kernel.id_number import IdNumber
from sqlalchemy import ColumnElement, select
from sqlmodel import col

from identity.domain.phone import Phone
from identity.domain.registration import Aim, Registration, RegistrationNotFound, State
from identity.resources import Resources
from identity.tables import RegistrationRow


class Registrations:
    """Registrations in one transaction."""

    def __init__(self, tx: Transaction, resources: Resources) -> None:
        self._tx = tx
        self._sealer = resources.sealer
        self._index = resources.index

    def add(self, registration: Registration, token: str) -> None:
        """Store a new one; of the token only its hash."""
        self._tx.session.add(
            RegistrationRow(
                id=registration.id,
                token_hash=self._index.of("registration.token", token),
                aim=registration.aim,
                state=registration.state,
                id_number_index=self._index.of("id_number", registration.id_number),
                id_number_sealed=self._seal(registration.id, "id_number", registration.id_number),
                name_sealed=self._seal(registration.id, "name", registration.name),
                phone_sealed=self._seal(registration.id, "phone", registration.phone),
                record_id=registration.record_id,
                record_version=registration.record_version,
                agreement_version=registration.agreement_version,
                agreement_accepted_at=registration.agreement_accepted_at,
                face_attempts=registration.face_attempts,
                person_id=registration.person_id,
                created_at=self._tx.now,
                expires_at=registration.expires_at,
            )
        )

    async def get(self, token: str, *, lock: bool = False) -> Registration:
        """The registration that a token opens.

        Raises:
            RegistrationNotFound: none, or it ran out.
        """
        return await self._get(
            col(RegistrationRow.token_hash) == self._index.of("registration.token", token), lock=lock
        )

    async def get_by_id(self, registration_id: UUID, *, lock: bool = False) -> Registration:
        """As :meth:`get`, for what belongs to a registration."""
        return await self._get(col(RegistrationRow.id) == registration_id, lock=lock)

    async def save(self, registration: Registration) -> None:
        """Write what a step changed."""
        row = await self._tx.session.get_one(RegistrationRow, registration.id)
        if self._open(row, "phone") != registration.phone:
            row.phone_sealed = self._seal(row.id, "phone", registration.phone)
        row.state = registration.state
        row.face_attempts = registration.face_attempts
        row.proven_by = registration.proven_by
        row.person_id = registration.person_id
        row.expires_at = registration.expires_at

    async def find_reviewed(self, registration: Registration) -> Registration | None:
        """An earlier registration of the same ID number and phone that staff look at, or have accepted; locked."""
        waits = col(RegistrationRow.state) == State.FACE_IN_REVIEW
        accepted = (col(RegistrationRow.state) == State.FACE_PASSED) & (col(RegistrationRow.proven_by) == "review")
        rows = await self._tx.session.scalars(
            select(RegistrationRow)
            .where(
                col(RegistrationRow.id_number_index) == self._index.of("id_number", registration.id_number),
                col(RegistrationRow.id) != registration.id,
                col(RegistrationRow.aim) == registration.aim,
                col(RegistrationRow.expires_at) > self._tx.now,
                waits | accepted,
            )
            .order_by(col(RegistrationRow.id).desc())
            .with_for_update()
        )
        for row in rows:
            if self._open(row, "phone") == registration.phone:
                return self._load(row)
        return None

    async def hand_over(self, registration: Registration, earlier: Registration) -> None:
        """Let the token of one registration open an earlier one; the former is removed."""
        row = await self._tx.session.get_one(RegistrationRow, registration.id)
        token_hash = row.token_hash
        await self._tx.session.delete(row)
        await self._tx.session.flush()
        kept = await self._tx.session.get_one(RegistrationRow, earlier.id)
        kept.token_hash = token_hash
        kept.agreement_version = registration.agreement_version
        kept.agreement_accepted_at = registration.agreement_accepted_at

    async def _get(self, condition: ColumnElement[bool], *, lock: bool) -> Registration:
        statement = select(RegistrationRow).where(condition, col(RegistrationRow.expires_at) > self._tx.now)
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        row = await self._tx.session.scalar(statement)
        if row is None:
            raise RegistrationNotFound
        return self._load(row)

    def _load(self, row: RegistrationRow) -> Registration:
        return Registration(
            id=row.id,
            state=State(row.state),
            id_number=IdNumber(self._open(row, "id_number")),
            phone=Phone(self._open(row, "phone")),
            name=self._open(row, "name"),
            record_id=row.record_id,
            record_version=row.record_version,
            agreement_version=row.agreement_version,
            agreement_accepted_at=row.agreement_accepted_at,
            expires_at=row.expires_at,
            face_attempts=row.face_attempts,
            proven_by=cast("Literal['face', 'review'] | None", row.proven_by),
            person_id=row.person_id,
            aim=Aim(row.aim),
        )

    def _seal(self, row_id: UUID, column: str, plain: str) -> str:
        return self._sealer.seal(plain, about=f"registration.{column}:{row_id}")

    def _open(self, row: RegistrationRow, column: str) -> str:
        return self._sealer.open(getattr(row, f"{column}_sealed"), about=f"registration.{column}:{row.id}")
