"""Close a person's account. Certificates stay in their register, as the law wants."""

from uuid import UUID

import structlog
from kernel.db import Transaction
from sqlalchemy import delete, select, update
from sqlmodel import col

from identity.domain.session import Audience
from identity.handlers.end_sessions import end_sessions
from identity.repository.accounts import Accounts
from identity.repository.evidence import Evidence
from identity.repository.login_failures import LoginFailures
from identity.resources import Resources
from identity.tables import FaceSessionRow, IdentityReview, PasswordReset, RegistrationRow, SessionRow

log = structlog.get_logger()


async def close_account(person_id: UUID, tx: Transaction, resources: Resources) -> None:
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
    log.info("account.closed", person_id=str(person_id))
