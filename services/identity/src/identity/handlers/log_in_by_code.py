"""Log in with ID number, phone and an SMS code (B4)."""

from kernel.db import Transaction
from kernel.id_number import IdNumber

from identity.domain.code import CodeWrong
from identity.domain.phone import Phone
from identity.domain.session import Device
from identity.handlers.check_code import check_code
from identity.handlers.open_session import SignedIn, open_person_session
from identity.handlers.start_code_login import login_scope
from identity.repository.accounts import Accounts
from identity.resources import Resources


async def log_in_by_code(
    id_number: IdNumber, phone: Phone, code: str, device: Device, tx: Transaction, resources: Resources
) -> SignedIn:
    """The right code opens the account of the pair.

    Raises:
        CodeWrong: the code is wrong, or the pair does not belong together.
    """
    await check_code(login_scope(id_number, phone, resources), code, tx, resources)
    account = await Accounts(tx, resources).find(id_number, phone=phone, lock=True)
    if account is None:
        raise CodeWrong(field="code")
    return await open_person_session(account, device, tx, resources)
