"""Close a person's account. Certificates stay in their register, as the law wants."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import structlog
from kernel.contracts.identity import AccountClosed
from kernel.db import Transaction
from sqlalchemy import delete, select, update
from sqlmodel import col

from identity.domain.account import ConfirmationRequired
from identity.domain.password import PasswordWrong
from identity.domain.session import Audience
from identity.handlers.change_password import confirm_password
from identity.handlers.end_sessions import end_sessions
from identity.repository.accounts import Accounts
from identity.repository.evidence import Evidence
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources
from identity.tables import FaceSessionRow, IdentityReview, PasswordReset, RegistrationRow, SessionRow

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class CloseAccount:
    """What the page sends; without a password the session must be a new one. `address` is the browser's."""

    person_id: UUID
    session_id: UUID
    password: str | None = field(repr=False)
    address: str = field(repr=False)


async def close_account(command: CloseAccount, resources: Resources) -> None:
    """Close it if it is its holder who asks, not somebody who found their browser open.

    Raises:
        ConfirmationRequired: no password came, and the session was opened a while ago.
        PasswordWrong: it is not the account's, or not any more.
    """
    known_hash = None
    if command.password is not None:
        known_hash = await confirm_password(command.person_id, command.password, command.address, resources)
    async with resources.database.transaction() as tx:
        if known_hash is None:
            await _require_new_session(command.session_id, tx, resources)
        elif (await Accounts(tx, resources).get(command.person_id)).password_hash != known_hash:
            raise PasswordWrong(field="password")
        await _remove(command.person_id, tx, resources)


async def _require_new_session(session_id: UUID, tx: Transaction, resources: Resources) -> None:
    session = await tx.session.get(SessionRow, session_id)
    newest = tx.now - timedelta(minutes=resources.settings.close_minutes)
    if session is None or session.started_at < newest:
        raise ConfirmationRequired


async def _remove(person_id: UUID, tx: Transaction, resources: Resources) -> None:
    """Remove all that identity keeps of a person; the ID number can be registered again.

    Codes stay for two days, as keyed hashes: they count towards the limits of their phone. The rows of ended sessions
    stay until no access token of theirs can be around. Evidence is deleted by the worker within a minute.
    """
    accounts = Accounts(tx, resources)
    id_number_index = (await accounts.get(person_id)).id_number_index
    # Everybody locks registrations first, then the account.
    mine = list(
        await tx.session.scalars(
            select(col(RegistrationRow.id))
            .where(col(RegistrationRow.id_number_index) == id_number_index)
            .order_by(col(RegistrationRow.id))
            .with_for_update()
        )
    )
    account = await accounts.get(person_id, lock=True)
    await end_sessions(Audience.PERSON, str(person_id), tx, resources)
    await tx.execute(
        update(SessionRow)
        .where(col(SessionRow.audience) == Audience.PERSON, col(SessionRow.subject) == str(person_id))
        .values(device="", address="")
    )
    evidence = Evidence(tx, resources)
    for holder, table in (
        (col(FaceSessionRow.id), FaceSessionRow),
        (col(IdentityReview.evidence_of), IdentityReview),
    ):
        holders = await tx.session.scalars(select(holder).where(col(table.registration_id).in_(mine)))
        for holder_id in holders:
            await evidence.end(holder_id, "closed")
    await tx.execute(delete(RegistrationRow).where(col(RegistrationRow.id).in_(mine)))
    await tx.execute(delete(PasswordReset).where(col(PasswordReset.person_id) == person_id))
    await LoginFailures.remove(str(person_id), tx, resources)
    await tx.session.delete(account)
    tx.publish(AccountClosed(person_id=person_id, closed_at=tx.now))
    log.info("account.closed", person_id=str(person_id))
