"""Administer the accounts of the centre's staff; each change is audited and ends the account's sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kernel.db import Transaction
from kernel.id_number import IdNumber
from sqlalchemy import any_, literal, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from identity.domain import staff as rules
from identity.domain.password import PasswordWrong
from identity.domain.session import Audience
from identity.domain.staff import Actor, LastAdministrator, OwnStaffAccount, Role, StaffAccountNotFound, UsernameTaken
from identity.handlers.check_password import check_password
from identity.handlers.end_sessions import end_sessions
from identity.handlers.tell_of_staff import tell_of_staff
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources
from identity.tables import StaffAccount


@dataclass(frozen=True, slots=True)
class CreateStaff:
    """A new account; the ID number keeps its holder from deciding about themselves."""

    username: str
    password: str = field(repr=False)
    roles: Sequence[Role]
    id_number: IdNumber | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class ChangeStaff:
    """What is to be changed; None leaves it."""

    username: str
    roles: Sequence[Role] | None = None
    disabled: bool | None = None


async def create_staff(command: CreateStaff, actor: Actor, resources: Resources) -> StaffAccount:
    """Make an account.

    Raises:
        UsernameInvalid: no name that could be given.
        UsernameTaken: somebody has it, or had it.
        RolesMissing: no role was named.
        StaffPasswordWeak: the password is.
    """
    rules.check_username(command.username)
    rules.check_staff_password(command.password)
    roles = rules.clean_roles(command.roles)
    password_hash = await resources.passwords.make(command.password)
    own_index = None if command.id_number is None else resources.index.of("id_number", command.id_number)
    async with resources.database.transaction() as tx:
        added = await tx.execute(
            insert(StaffAccount)
            .values(
                username=command.username,
                password_hash=password_hash,
                roles=roles,
                id_number_index=own_index,
                created_at=tx.now,
            )
            .on_conflict_do_nothing()
        )
        if added.rowcount == 0:
            raise UsernameTaken(field="username")
        tell_of_staff(actor, "staff_account.created", rules.staff_id(command.username), tx, account=command.username)
        return await _get(command.username, tx)


async def change_staff(command: ChangeStaff, actor: Actor, tx: Transaction, resources: Resources) -> StaffAccount:
    """Give other roles, shut an account or open it again; its sessions end, as tokens carry the roles.

    Raises:
        StaffAccountNotFound: nobody has this name.
        OwnStaffAccount: the administrator's own.
        LastAdministrator: nobody would be left to manage accounts.
        RolesMissing: no role was named.
    """
    if command.username == actor.username:
        raise OwnStaffAccount
    roles = None if command.roles is None else rules.clean_roles(command.roles)
    await tx.execute(text("LOCK TABLE staff_account IN SHARE ROW EXCLUSIVE MODE"))  # administrators are counted below
    account = await _get(command.username, tx)
    before = (list(account.roles), account.disabled_at is not None)
    if roles is not None:
        account.roles = roles
    if command.disabled is not None:
        account.disabled_at = (account.disabled_at or tx.now) if command.disabled else None
    after = (list(account.roles), account.disabled_at is not None)
    if before == after:
        return account
    await tx.session.flush()
    await _require_administrator(tx)
    await end_sessions(Audience.STAFF, account.username, tx, resources)
    for changed, action in (
        (before[0] != after[0], "staff_account.roles_changed"),
        (before[1] < after[1], "staff_account.disabled"),
        (before[1] > after[1], "staff_account.enabled"),
    ):
        if changed:
            tell_of_staff(actor, action, rules.staff_id(account.username), tx, account=account.username)
    return account


async def reset_staff_password(username: str, password: str, actor: Actor, resources: Resources) -> None:
    """Give an account another password; its sessions end.

    Raises:
        StaffAccountNotFound: nobody has this name.
        StaffPasswordWeak: the password is.
    """
    rules.check_staff_password(password)
    password_hash = await resources.passwords.make(password)
    async with resources.database.transaction() as tx:
        account = await _get(username, tx)
        account.password_hash = password_hash
        await end_sessions(Audience.STAFF, username, tx, resources)
        tell_of_staff(actor, "staff_account.password_reset", rules.staff_id(username), tx, account=username)


async def change_own_staff_password(
    username: str, password: str, new_password: str, address: str, resources: Resources
) -> None:
    """A member of staff takes another password; all of their sessions end.

    Raises:
        StaffPasswordWeak: the new one is.
        PasswordWrong: the old one is not the account's, or not any more.
    """
    rules.check_staff_password(new_password, field="new_password")
    subject = f"staff:{username}"
    async with resources.database.transaction() as tx:
        known_hash = (await _get(username, tx)).password_hash
    if not await check_password(subject, address, known_hash, password, resources):
        raise PasswordWrong(field="password")
    new_hash = await resources.passwords.make(new_password)
    async with resources.database.transaction() as tx:
        account = await _get(username, tx)
        if account.password_hash != known_hash:
            raise PasswordWrong(field="password")
        await LoginFailures(tx, resources, account=subject, address=address).forget()
        account.password_hash = new_hash
        await end_sessions(Audience.STAFF, username, tx, resources)
        tell_of_staff(Actor(username), "staff_account.password_changed", rules.staff_id(username), tx, account=username)


async def _get(username: str, tx: Transaction) -> StaffAccount:
    account = await tx.session.get(StaffAccount, username, with_for_update=True, populate_existing=True)
    if account is None:
        raise StaffAccountNotFound
    return account


async def _require_administrator(tx: Transaction) -> None:
    left = await tx.session.scalar(
        select(col(StaffAccount.username))
        .where(col(StaffAccount.disabled_at).is_(None), literal(Role.ADMIN.value) == any_(col(StaffAccount.roles)))
        .limit(1)
    )
    if left is None:
        raise LastAdministrator
