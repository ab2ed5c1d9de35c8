"""Set the new password; all sessions end, the phone hears of it (manual 2.3)."""

from kernel.contracts.identity import PasswordChanged
from kernel.db import Transaction
from kernel.id_number import IdNumber
from sqlalchemy import select
from sqlmodel import col

from identity.domain.code import CodeScope, CodeWrong, Purpose
from identity.domain.password import check_strength
from identity.domain.phone import Phone
from identity.domain.reset import ResetNotFound
from identity.domain.session import Audience
from identity.handlers.check_code import check_code
from identity.handlers.end_sessions import end_sessions
from identity.repository.accounts import Accounts
from identity.resources import Resources
from identity.tables import PasswordReset


async def complete_password_reset(token: str, code: str, new_password: str, resources: Resources) -> None:
    """Check the code and change the password in one transaction; a wrong code counts.

    Raises:
        ResetNotFound: no such reset, or it ran out or is done.
        CodeWrong: the code is wrong (or nobody got one).
    """
    check_strength(new_password, field="new_password")
    async with resources.database.transaction() as tx:
        await _find(token, tx, resources)
    password_hash = await resources.passwords.make(new_password)
    async with resources.database.transaction() as tx:
        reset = await _find(token, tx, resources, lock=True)
        id_number = IdNumber(
            resources.sealer.open(reset.id_number_sealed, about=f"password_reset.id_number:{reset.id}")
        )
        phone = Phone(resources.sealer.open(reset.phone_sealed, about=f"password_reset.phone:{reset.id}"))
        await check_code(CodeScope(Purpose.RESET, reset.id, id_number, phone), code, tx, resources)
        if reset.person_id is None:
            raise CodeWrong(field="code")
        account = await Accounts(tx, resources).get(reset.person_id, lock=True)
        account.password_hash = password_hash
        account.password_changed_at = tx.now
        reset.completed_at = tx.now
        await end_sessions(Audience.PERSON, str(account.person_id), tx, resources)
        recipient = resources.events.seal(PasswordChanged, account.person_id, {"phone": phone})
        tx.publish(PasswordChanged(person_id=account.person_id, changed_at=tx.now, recipient=recipient))


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
