"""Send a login code: the way in without a picture puzzle at the password (B4)."""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.id_number import IdNumber

from identity.domain.code import CodeScope, Purpose
from identity.domain.phone import Phone
from identity.handlers.check_captcha import check_captcha
from identity.handlers.send_code import send_code
from identity.repository.accounts import Accounts
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class StartCodeLogin:
    """What the page sends, its formats checked."""

    id_number: IdNumber = field(repr=False)
    phone: Phone = field(repr=False)
    captcha_id: str
    captcha_answer: str = field(repr=False)


def login_scope(id_number: IdNumber, phone: Phone, resources: Resources) -> CodeScope:
    """What login codes of this pair are bound to; the attempt follows from the pair, so there is one at a time."""
    attempt_id = UUID(bytes=resources.index.of("login.attempt", f"{id_number}:{phone}")[:16])
    return CodeScope(Purpose.LOGIN, attempt_id, id_number, phone)


async def start_code_login(command: StartCodeLogin, resources: Resources) -> int:
    """The same answer whether or not ID number and phone belong together: seconds until the next code."""
    await check_captcha(command.captcha_id, command.captcha_answer, resources)
    async with resources.database.transaction() as tx:
        account = await Accounts(tx, resources).find(command.id_number, phone=command.phone)
        scope = login_scope(command.id_number, command.phone, resources)
        return await send_code(scope, tx, resources, deliver=account is not None)
