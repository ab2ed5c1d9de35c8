"""The newest version of each archive record that was heard of.

An approval asks archive first and commits later. What archive tells in between would find no certificate to judge; so
both sides write the record's row here, whose lock lets one wait for the other.
"""

from typing import Any
from uuid import UUID

from kernel.db import Transaction
from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import Insert, insert

from certificate import tables


async def note_seen(tx: Transaction, record_id: UUID, version: int, index: bytes | None) -> None:
    """Note a version and the blind index of its printed facts, None when the record is gone; older news is left."""
    await tx.execute(_noted(record_id, version, index))


def judged_columns(record_id: UUID, version: int, index: bytes) -> dict[str, Any]:
    """``facts_hold`` and ``record_version`` of a certificate that states these facts.

    To be written by one statement, which notes the version as well: no round trip more.
    """
    seen = tables.record_seen.c
    noted = _noted(record_id, version, index).returning(seen.version, seen.facts_index).cte("noted")
    return {
        "facts_hold": select(noted.c.facts_index.is_not_distinct_from(index)).scalar_subquery(),
        "record_version": select(noted.c.version).scalar_subquery(),
    }


def _noted(record_id: UUID, version: int, index: bytes | None) -> Insert:
    statement = insert(tables.record_seen).values(record_id=record_id, version=version, facts_index=index)
    new, old = statement.excluded, tables.record_seen.c
    return statement.on_conflict_do_update(
        index_elements=[old.record_id],
        set_={
            "version": func.greatest(old.version, new.version),
            "facts_index": case((new.version > old.version, new.facts_index), else_=old.facts_index),
        },
    )
