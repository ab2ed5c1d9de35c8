"""Make the sandbox's staff accounts; the production profile refuses to start while one of them exists."""

import structlog
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from identity.domain.staff import SANDBOX_ACCOUNTS
from identity.resources import Resources
from identity.tables import StaffAccount

log = structlog.get_logger()


class SandboxLeftOver(Exception):
    """The production profile found something of the sandbox's."""


async def make_sandbox_staff(resources: Resources) -> None:
    """Add those that are missing; several processes may do so at once."""
    async with resources.database.transaction() as tx:
        known = set(await tx.session.scalars(select(col(StaffAccount.username))))
    for username, password, role in SANDBOX_ACCOUNTS:
        if username in known:
            continue
        password_hash = await resources.passwords.make(password)
        async with resources.database.transaction() as tx:
            await tx.execute(
                insert(StaffAccount)
                .values(username=username, password_hash=password_hash, roles=[role], created_at=tx.now)
                .on_conflict_do_nothing()
            )
        log.info("sandbox_staff.made", username=username)


async def refuse_sandbox_staff(resources: Resources) -> None:
    """Check that none of the sandbox's passwords opens an account.

    Raises:
        SandboxLeftOver: naming the account.
    """
    for username, password, _ in SANDBOX_ACCOUNTS:
        async with resources.database.transaction() as tx:
            account = await tx.session.get(StaffAccount, username)
        if account is not None and await resources.passwords.check(account.password_hash, password):
            raise SandboxLeftOver(f"staff account {username} has the sandbox's password: change it or remove it")
