"""A signed-in person takes another phone: a code to the new one, and the password."""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.db import Transaction

from identity.domain.account import PhoneUnchanged
from identity.domain.code import CodeScope, Purpose
from identity.domain.password import PasswordWrong
from identity.domain.phone import Phone
from identity.handlers.change_password import confirm_password
from identity.handlers.check_code import check_code
from identity.handlers.recover_phone import change_phone_of
from identity.handlers.send_code import send_code
from identity.repository.accounts import Accounts, Person
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class ChangePhone:
    """What the page sends; `address` is the browser's."""

    person_id: UUID
    phone: Phone = field(repr=False)
    code: str = field(repr=False)
    password: str = field(repr=False)
    address: str = field(repr=False)


def _scope(person: Person, phone: Phone, resources: Resources) -> CodeScope:
    """The attempt follows from person and phone, so there is one at a time."""
    attempt_id = UUID(bytes=resources.index.of("phone_change.attempt", f"{person.person_id}:{phone}")[:16])
    return CodeScope(Purpose.PHONE_CHANGE, attempt_id, person.id_number, phone)


async def send_phone_change_code(person_id: UUID, phone: Phone, tx: Transaction, resources: Resources) -> int:
    """Send a code to the new phone; returns after how many seconds the next can be asked for.

    Raises:
        PhoneUnchanged: it is the account's already.
        CodeThrottled: the phone had enough codes for now.
    """
    accounts = Accounts(tx, resources)
    person = accounts.open(await accounts.get(person_id))
    if person.phone == phone:
        raise PhoneUnchanged(field="phone")
    return await send_code(_scope(person, phone, resources), tx, resources)


async def change_phone(command: ChangePhone, resources: Resources) -> Person:
    """Password first, then the code, which is used up by a right answer.

    Raises:
        PasswordWrong: the password is not the account's.
        CodeWrong: the code is not the one that the new phone got.
    """
    known_hash = await confirm_password(command.person_id, command.password, command.address, resources)
    async with resources.database.transaction() as tx:
        accounts = Accounts(tx, resources)
        account = await accounts.get(command.person_id, lock=True)
        if account.password_hash != known_hash:
            raise PasswordWrong(field="password")
        await check_code(_scope(accounts.open(account), command.phone, resources), command.code, tx, resources)
        await change_phone_of(account, command.phone, tx, resources)
        return accounts.open(account)
