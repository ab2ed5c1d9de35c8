"""Give an account another password: all sessions and open resets end, the phone hears of it."""

from kernel.contracts.identity import PasswordChanged
from kernel.db import Transaction
from sqlalchemy import update
from sqlmodel import col

from identity.domain.session import Audience
from identity.handlers.end_sessions import end_sessions
from identity.repository.accounts import Accounts
from identity.resources import Resources
from identity.tables import Account, PasswordReset


async def set_password(account: Account, password_hash: str, tx: Transaction, resources: Resources) -> None:
    """Write the hash; the caller holds the account's lock."""
    account.password_hash = password_hash
    account.password_changed_at = tx.now
    await tx.execute(
        update(PasswordReset)
        .where(col(PasswordReset.person_id) == account.person_id, col(PasswordReset.completed_at).is_(None))
        .values(completed_at=tx.now)
    )
    await end_sessions(Audience.PERSON, str(account.person_id), tx, resources)
    phone = Accounts(tx, resources).open(account).phone
    recipient = resources.events.seal(PasswordChanged, account.person_id, {"phone": phone})
    tx.publish(PasswordChanged(person_id=account.person_id, changed_at=tx.now, recipient=recipient))
