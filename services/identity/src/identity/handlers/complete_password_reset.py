"""Set the new password; all sessions end, the phone hears of it (manual 2.3)."""

from kernel.db import Transaction
from kernel.id_number import IdNumber
from sqlalchemy import select
from sqlmodel import col

from identity.domain.code import CodeScope, CodeWrong, Purpose
from identity.domain.password import check_strength
from identity.domain.phone import Phone
from identity.domain.reset import ResetNotFound
from identity.handlers.check_code import check_code
from identity.handlers.set_password import set_password
from identity.repository.accounts import Accounts
from identity.resources import Resources
from identity.tables import PasswordReset


async def complete_password_reset(token: str, code: str, new_password: str, resources: Resources) -> None:
    """Check the code and change the password in one transaction; a wrong code counts.

    Raises:
        ResetNotFound: no such reset, or it ran out or is done, or another one of the same account was quicker.
        CodeWrong: the code is wrong (or nobody got one).
    """
    check_strength(new_password, field="new_password")
    async with resources.database.transaction() as tx:
        person_id = (await _find(token, tx, resources)).person_id
    password_hash = await resources.passwords.make(new_password)
    async with resources.database.transaction() as tx:
        accounts = Accounts(tx, resources)
        # Everybody locks the account first: of several resets of one account one wins.
        account = None if person_id is None else await accounts.get(person_id, lock=True)
        reset = await _find(token, tx, resources, lock=True)
        id_number = IdNumber(
            resources.sealer.open(reset.id_number_sealed, about=f"password_reset.id_number:{reset.id}")
        )
        phone = Phone(resources.sealer.open(reset.phone_sealed, about=f"password_reset.phone:{reset.id}"))
        await check_code(CodeScope(Purpose.RESET, reset.id, id_number, phone), code, tx, resources)
        if account is None:
            raise CodeWrong(field="code")
        await set_password(account, password_hash, tx, resources)


async def _find(token: str, tx: Transaction, resources: Resources, *, lock: bool = False) -> PasswordReset:
    statement = select(PasswordReset).where(
        col(PasswordReset.token_hash) == resources.index.of("password_reset.token", token),
        col(PasswordReset.expires_at) > tx.now,
        col(PasswordReset.completed_at).is_(None),
    )
    reset = await tx.session.scalar(statement.with_for_update() if lock else statement)
    if reset is None:
        raise ResetNotFound
    return reset
