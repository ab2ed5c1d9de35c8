"""Send a login code: the way in without a picture puzzle at the password (B4)."""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.id_number import IdNumber

from identity.domain.code import Purpose
from identity.domain.phone import Phone
from identity.handlers.check_captcha import check_captcha
from identity.handlers.send_code import SendCode, send_code
from identity.repository.accounts import Accounts
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class StartCodeLogin:
    """What the page sends, its formats checked."""

    id_number: IdNumber = field(repr=False)
    phone: Phone = field(repr=False)
    captcha_id: str
    captcha_answer: str = field(repr=False)


def login_attempt(id_number: IdNumber, phone: Phone, resources: Resources) -> UUID:
    """The attempt that login codes of this pair belong to: there is one at a time."""
    return UUID(bytes=resources.index.of("login.attempt", f"{id_number}:{phone}")[:16])


async def start_code_login(command: StartCodeLogin, resources: Resources) -> int:
    """The same answer whether or not ID number and phone belong together: seconds until the next code."""
    await check_captcha(command.captcha_id, command.captcha_answer, resources)
    async with resources.database.transaction() as tx:
        account = await Accounts(tx, resources).find(command.id_number, phone=command.phone)
        attempt = login_attempt(command.id_number, command.phone, resources)
        wanted = SendCode(Purpose.LOGIN, attempt, command.id_number, command.phone, deliver=account is not None)
        return await send_code(wanted, tx, resources)
