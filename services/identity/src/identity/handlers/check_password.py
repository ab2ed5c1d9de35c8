"""Check an account's password, slowed down after too many wrong ones."""

from identity.domain.account import ServiceBusy
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources


async def check_password(
    account: str, address: str, password_hash: str | None, password: str, resources: Resources
) -> bool:
    """Whether the password is right; the try is counted before it is looked at.

    Raises:
        LoginThrottled: too many wrong ones a moment ago; this one is not looked at.
        ServiceBusy: too many at once; this one does not count.
    """
    async with resources.database.transaction() as tx:
        await LoginFailures(tx, resources, account=account, address=address).count_try()
    try:
        return await resources.passwords.check(password_hash, password)
    except ServiceBusy:
        async with resources.database.transaction() as tx:
            await LoginFailures(tx, resources, account=account, address=address).take_back()
        raise
