"""Start setting a new password (manual 2.3)."""

from dataclasses import dataclass, field

from kernel.id_number import IdNumber
from kernel.ids import new_id, new_token

from identity.domain.code import CodeScope, Purpose
from identity.domain.phone import Phone
from identity.domain.reset import LIFETIME
from identity.handlers.check_captcha import check_captcha
from identity.handlers.send_code import send_code
from identity.repository.accounts import Accounts
from identity.resources import Resources
from identity.tables import PasswordReset


@dataclass(frozen=True, slots=True)
class StartPasswordReset:
    """What the page sends, its formats checked."""

    id_number: IdNumber = field(repr=False)
    phone: Phone = field(repr=False)
    captcha_id: str
    captcha_answer: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StartedReset:
    """The reset's secret id and how long until another code can be asked for."""

    token: str = field(repr=False)
    resend_after: int


async def start_password_reset(command: StartPasswordReset, resources: Resources) -> StartedReset:
    """The same answer whether or not ID number and phone belong together; only the holder gets a code."""
    await check_captcha(command.captcha_id, command.captcha_answer, resources)
    async with resources.database.transaction() as tx:
        account = await Accounts(tx, resources).find(command.id_number, phone=command.phone)
        reset_id, token = new_id(), new_token()
        tx.session.add(
            PasswordReset(
                id=reset_id,
                token_hash=resources.index.of("password_reset.token", token),
                person_id=None if account is None else account.person_id,
                id_number_sealed=resources.sealer.seal(command.id_number, about=f"password_reset.id_number:{reset_id}"),
                phone_sealed=resources.sealer.seal(command.phone, about=f"password_reset.phone:{reset_id}"),
                created_at=tx.now,
                expires_at=tx.now + LIFETIME,
            )
        )
        scope = CodeScope(Purpose.RESET, reset_id, command.id_number, command.phone)
        return StartedReset(token, await send_code(scope, tx, resources, deliver=account is not None))
