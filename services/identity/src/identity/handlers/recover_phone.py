"""The end of a recovery: the account gets the proven phone; whoever was signed in is signed out."""

import structlog
from kernel.contracts.identity import PhoneChanged
from kernel.db import Transaction

from identity.domain.account import AccountUnknown
from identity.domain.registration import Aim, Registration, State
from identity.domain.session import Audience
from identity.handlers.end_sessions import end_sessions
from identity.repository.accounts import Accounts
from identity.resources import Resources
from identity.tables import Account

log = structlog.get_logger()


async def change_phone_of(
    account: Account, new_phone: str, tx: Transaction, resources: Resources, *, recovered: bool = False
) -> None:
    """Write the new phone and tell the old one, whose holder may not have done it."""
    accounts = Accounts(tx, resources)
    old_phone = accounts.open(account).phone
    accounts.set_phone(account, new_phone)
    recipient = resources.events.seal(PhoneChanged, account.person_id, {"phone": old_phone})
    tx.publish(PhoneChanged(person_id=account.person_id, changed_at=tx.now, recipient=recipient, recovered=recovered))
    log.info("account.phone_changed", person_id=str(account.person_id))


async def finish_recovery(registration: Registration, tx: Transaction, resources: Resources) -> None:
    """Complete a recovery that has just been proven; registrations go on with their password. The caller saves it.

    Raises:
        AccountUnknown: the account was closed meanwhile.
    """
    if registration.aim is not Aim.RECOVERY or registration.state is not State.FACE_PASSED:
        return
    account = await Accounts(tx, resources).find(registration.id_number, lock=True)
    if account is None or account.person_id != registration.person_id:
        raise AccountUnknown
    await change_phone_of(account, registration.phone, tx, resources, recovered=True)
    await end_sessions(Audience.PERSON, str(account.person_id), tx, resources)
    registration.complete(account.person_id, tx.now)
