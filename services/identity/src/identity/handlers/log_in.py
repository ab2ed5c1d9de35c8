"""Log in with ID number and password (manual 3.1)."""

from dataclasses import dataclass, field

from kernel.id_number import IdNumber

from identity.domain.account import AccountUnknown
from identity.domain.password import PasswordWrong
from identity.domain.session import Device
from identity.handlers.check_captcha import check_captcha
from identity.handlers.check_password import check_password
from identity.handlers.open_session import SignedIn, open_person_session
from identity.repository.accounts import Accounts
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class LogIn:
    """What the page sends, and from where."""

    id_number: IdNumber = field(repr=False)
    password: str = field(repr=False)
    captcha_id: str
    captcha_answer: str = field(repr=False)
    device: Device


async def log_in(command: LogIn, resources: Resources) -> SignedIn:
    """Captcha, account, slow-down, password; an unknown account takes as long as a wrong password.

    Raises:
        AccountUnknown: nobody registered with this ID number.
        PasswordWrong: the password is not the account's.
    """
    await check_captcha(command.captcha_id, command.captcha_answer, resources)
    async with resources.database.transaction() as tx:
        account = await Accounts(tx, resources).find(command.id_number)
    if account is None:
        await resources.passwords.check(None, command.password)
        raise AccountUnknown(field="id_number")
    subject = str(account.person_id)
    if not await check_password(subject, command.device.address, account.password_hash, command.password, resources):
        raise PasswordWrong(field="password")
    async with resources.database.transaction() as tx:
        # A password set anew while the old one was being checked has ended all sessions: none may follow.
        current = await Accounts(tx, resources).get(account.person_id, lock=True)
        if current.password_hash != account.password_hash:
            raise PasswordWrong(field="password")
        await LoginFailures(tx, resources, account=subject, address=command.device.address).forget()
        return await open_person_session(current, command.device, tx, resources)
