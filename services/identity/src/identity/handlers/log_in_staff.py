"""Log a member of staff in."""

from identity.domain.staff import StaffLoginFailed
from identity.handlers.check_password import check_password
from identity.handlers.open_session import SignedIn, open_staff_session
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources
from identity.tables import StaffAccount


async def log_in_staff(username: str, password: str, address: str, resources: Resources) -> SignedIn:
    """Name and password; which of them was wrong is not said.

    Raises:
        StaffLoginFailed: one of them was.
    """
    async with resources.database.transaction() as tx:
        account = await tx.session.get(StaffAccount, username)
    if account is None or account.disabled_at is not None:
        await resources.passwords.check(None, password)
        raise StaffLoginFailed
    subject = f"staff:{username}"
    if not await check_password(subject, address, account.password_hash, password, resources):
        raise StaffLoginFailed
    async with resources.database.transaction() as tx:
        await LoginFailures(tx, resources, account=subject, address=address).forget()
        return await open_staff_session(account, tx, resources)
