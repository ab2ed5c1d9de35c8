"""Accounts of registered persons."""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.db import Transaction
from kernel.id_number import IdNumber
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from identity.domain.account import AlreadyRegistered, PersonNotFound
from identity.domain.phone import Phone
from identity.domain.registration import Registration
from identity.resources import Resources
from identity.tables import Account


@dataclass(frozen=True, slots=True)
class Person:
    """An account with its personal data opened."""

    person_id: UUID
    record_id: UUID
    id_number: IdNumber = field(repr=False)
    name: str = field(repr=False)
    phone: Phone = field(repr=False)


class Accounts:
    """Accounts in one transaction."""

    def __init__(self, tx: Transaction, resources: Resources) -> None:
        self._tx = tx
        self._sealer = resources.sealer
        self._index = resources.index

    async def exists(self, id_number: IdNumber) -> bool:
        """Whether somebody registered with this ID number."""
        return await self.find(id_number) is not None

    async def find(self, id_number: IdNumber, *, phone: Phone | None = None, lock: bool = False) -> Account | None:
        """The account of an ID number; with a phone, only if it is the account's."""
        statement = select(Account).where(col(Account.id_number_index) == self._index.of("id_number", id_number))
        if phone is not None:
            statement = statement.where(col(Account.phone_index) == self._index.of("phone", phone))
        if lock:
            statement = statement.with_for_update().execution_options(populate_existing=True)
        return await self._tx.session.scalar(statement)

    async def get(self, person_id: UUID, *, lock: bool = False) -> Account:
        """One account.

        Raises:
            PersonNotFound: there is none.
        """
        account = await self._tx.session.get(Account, person_id, with_for_update=lock or None, populate_existing=lock)
        if account is None:
            raise PersonNotFound
        return account

    async def of_record(self, record_id: UUID) -> list[Account]:
        """The accounts tied to a record of the register (one, unless a record was given to another ID number)."""
        rows = await self._tx.session.scalars(
            select(Account).where(col(Account.record_id) == record_id).with_for_update()
        )
        return list(rows)

    async def add(self, registration: Registration, person_id: UUID, password_hash: str) -> None:
        """Make the account of a registration that passed.

        Raises:
            AlreadyRegistered: another registration of the same ID number was quicker.
        """
        added = await self._tx.execute(
            insert(Account)
            .values(
                person_id=person_id,
                record_id=registration.record_id,
                record_version=registration.record_version,
                id_number_index=self._index.of("id_number", registration.id_number),
                id_number_sealed=self._seal(person_id, "id_number", registration.id_number),
                name_sealed=self._seal(person_id, "name", registration.name),
                phone_index=self._index.of("phone", registration.phone),
                phone_sealed=self._seal(person_id, "phone", registration.phone),
                password_hash=password_hash,
                password_changed_at=self._tx.now,
                agreement_version=registration.agreement_version,
                agreement_accepted_at=registration.agreement_accepted_at,
                registered_at=self._tx.now,
            )
            .on_conflict_do_nothing(index_elements=["id_number_index"])
        )
        if added.rowcount == 0:
            raise AlreadyRegistered

    def rename(self, account: Account, name: str) -> None:
        """Take the name that the register holds now."""
        account.name_sealed = self._seal(account.person_id, "name", name)

    def set_phone(self, account: Account, phone: str) -> None:
        """Take a proven phone."""
        account.phone_index = self._index.of("phone", phone)
        account.phone_sealed = self._seal(account.person_id, "phone", phone)

    def open(self, account: Account) -> Person:
        """The account's personal data in clear."""
        return Person(
            person_id=account.person_id,
            record_id=account.record_id,
            id_number=IdNumber(self._open(account, "id_number")),
            name=self._open(account, "name"),
            phone=Phone(self._open(account, "phone")),
        )

    def _seal(self, person_id: UUID, column: str, plain: str) -> str:
        return self._sealer.seal(plain, about=f"account.{column}:{person_id}")

    def _open(self, account: Account, column: str) -> str:
        return self._sealer.open(getattr(account, f"{column}_sealed"), about=f"account.{column}:{account.person_id}")
