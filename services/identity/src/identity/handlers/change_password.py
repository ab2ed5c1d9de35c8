"""A signed-in person takes another password."""

from dataclasses import dataclass, field
from uuid import UUID

from identity.domain.password import PasswordWrong, check_strength
from identity.handlers.check_password import check_password
from identity.handlers.set_password import set_password
from identity.repository.accounts import Accounts
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Both passwords as typed; `address` is the browser's."""

    person_id: UUID
    password: str = field(repr=False)
    new_password: str = field(repr=False)
    address: str = field(repr=False)


async def confirm_password(person_id: UUID, password: str, address: str, resources: Resources) -> str:
    """Check a signed-in person's password once more, slowed down like a login; returns the hash that it fits.

    Raises:
        PasswordWrong: it is not the account's.
    """
    async with resources.database.transaction() as tx:
        account = await Accounts(tx, resources).get(person_id)
    if not await check_password(str(person_id), address, account.password_hash, password, resources):
        raise PasswordWrong(field="password")
    async with resources.database.transaction() as tx:
        await LoginFailures(tx, resources, account=str(person_id), address=address).forget()
    return account.password_hash


async def change_password(command: ChangePassword, resources: Resources) -> None:
    """All sessions end, this one too.

    Raises:
        WeakPassword: the new one is.
        PasswordWrong: the old one is not the account's, or not any more.
    """
    check_strength(command.new_password, field="new_password")
    known_hash = await confirm_password(command.person_id, command.password, command.address, resources)
    new_hash = await resources.passwords.make(command.new_password)
    async with resources.database.transaction() as tx:
        account = await Accounts(tx, resources).get(command.person_id, lock=True)
        if account.password_hash != known_hash:
            raise PasswordWrong(field="password")
        await set_password(account, new_hash, tx, resources)
