"""Log a member of staff in; the audit log hears of it, and of wrong passwords."""

from identity.domain.session import Device
from identity.domain.staff import Actor, StaffLoginFailed, staff_id
from identity.handlers.check_password import check_password
from identity.handlers.open_session import SignedIn, open_staff_session
from identity.handlers.tell_of_staff import tell_of_staff
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources
from identity.tables import StaffAccount


async def log_in_staff(username: str, password: str, device: Device, resources: Resources) -> SignedIn:
    """Name and password; which of them was wrong is not said.

    Raises:
        StaffLoginFailed: one of them was.
    """
    async with resources.database.transaction() as tx:
        account = await tx.session.get(StaffAccount, username)
    if account is not None and account.disabled_at is not None:
        account = None
    # A name that nobody has is slowed down like any other, or the pause would tell which names there are.
    subject = f"staff:{username}"
    password_hash = None if account is None else account.password_hash
    right = await check_password(subject, device.address, password_hash, password, resources)
    if account is None:
        raise StaffLoginFailed
    if not right:
        await _tell_of_failure(username, resources)
        raise StaffLoginFailed
    async with resources.database.transaction() as tx:
        # What an administrator changed while the password was being checked counts already.
        current = await tx.session.get_one(StaffAccount, username, with_for_update=True)
        if current.password_hash != account.password_hash or current.disabled_at is not None:
            raise StaffLoginFailed
        await LoginFailures(tx, resources, account=subject, address=device.address).forget()
        return await open_staff_session(current, device, tx, resources)


async def _tell_of_failure(username: str, resources: Resources) -> None:
    """Of accounts that are there only: what else is typed as a name may be somebody's password."""
    async with resources.database.transaction() as tx:
        tell_of_staff(Actor(username), "staff_account.sign_in_failed", staff_id(username), tx, account=username)
