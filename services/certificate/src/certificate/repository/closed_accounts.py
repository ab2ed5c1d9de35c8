"""Accounts that were closed."""

from datetime import datetime
from uuid import UUID

from kernel.db import Transaction
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from certificate import tables
from certificate.domain.review import AccountClosed


async def note_closed(tx: Transaction, person_id: UUID, at: datetime) -> None:
    """Keep that an account was closed."""
    values = {"person_id": person_id, "closed_at": at}
    await tx.execute(insert(tables.closed_account).values(values).on_conflict_do_nothing())


async def refuse_closed(tx: Transaction, person_id: UUID) -> None:
    """Approve nothing of an account that is closed.

    Raises:
        AccountClosed: It is.
    """
    table = tables.closed_account.c
    if await tx.scalar(select(table.person_id).where(table.person_id == person_id)) is not None:
        raise AccountClosed
