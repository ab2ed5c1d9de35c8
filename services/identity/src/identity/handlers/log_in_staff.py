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
    if account is not None and account.disabled_at is not None:
        account = None
    # A name that nobody has is slowed down like any other, or the pause would tell which names there are.
    subject = f"staff:{username}"
    password_hash = None if account is None else account.password_hash
    if not await check_password(subject, address, password_hash, password, resources) or account is None:
        raise StaffLoginFailed
    async with resources.database.transaction() as tx:
        await LoginFailures(tx, resources, account=subject, address=address).forget()
        return await open_staff_session(account, tx, resources)
