"""Count about how many different ID numbers an address asks; who asks about many is looking for archives."""

import structlog
from kernel.id_number import IdNumber
from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from identity.domain.lookup import SANDBOX_FACTOR, SPAN, LookupsThrottled, counted_as
from identity.resources import Resources
from identity.tables import Lookup

log = structlog.get_logger()


async def count_lookup(id_number: IdNumber, address: str, resources: Resources) -> None:
    """Count a question before it is answered, in a transaction of its own; the same number again is free.

    Raises:
        LookupsThrottled: the address has asked about enough others within the hour.
    """
    limit = resources.settings.lookups_an_hour * (SANDBOX_FACTOR if resources.settings.sandbox else 1)
    mine = resources.index.of("lookup.address", counted_as(address))
    subject = resources.index.of("id_number", id_number)
    async with resources.database.transaction() as tx:
        lock = int.from_bytes(mine[:8], signed=True)
        await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
        others = select(func.count(), func.min(col(Lookup.asked_at))).where(
            col(Lookup.address_index) == mine,
            col(Lookup.id_number_index) != subject,
            col(Lookup.asked_at) > tx.now - SPAN,
        )
        asked, oldest = (await tx.execute(others)).one()
        if asked >= limit:
            log.warning("lookups.probed", address_index=mine.hex()[:16])
            raise LookupsThrottled(retry_after=max(1, int((oldest + SPAN - tx.now).total_seconds())))
        await tx.execute(
            insert(Lookup)
            .values(address_index=mine, id_number_index=subject, asked_at=tx.now)
            .on_conflict_do_update(index_elements=["address_index", "id_number_index"], set_={"asked_at": tx.now})
        )
