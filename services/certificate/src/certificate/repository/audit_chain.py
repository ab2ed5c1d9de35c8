"""The chain over the audit log: every row gets a position without gaps and a digest over itself and the one before.

The digests are keyed, so that nobody makes a fitting one with the database alone. Rows are linked after their commit,
by one worker at a time: whoever audits waits for nobody. The head says where the chain ends, so that a cut shows.
"""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC
from uuid import UUID

from kernel.db import Transaction
from kernel.sealed import BlindIndex
from sqlalchemy import RowMapping, delete, exists, insert, select, text

from certificate import tables

audit, link, unlinked, head = tables.audit, tables.audit_link, tables.audit_unlinked, tables.audit_head
_READ_AT_ONCE = 2000


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where the chain does not fit."""

    position: int
    audit_id: UUID | None
    what: str


async def link_some(tx: Transaction, index: BlindIndex, *, most: int = 1000) -> int:
    """Link rows that are committed; how many. Returns 0 at once while another worker does it."""
    last = (await tx.execute(select(head).with_for_update(skip_locked=True))).mappings().one_or_none()
    if last is None:
        return 0
    waiting = (
        select(audit).join(unlinked, unlinked.c.audit_id == audit.c.id).order_by(audit.c.at, audit.c.id).limit(most)
    )
    rows = (await tx.execute(waiting)).mappings().all()
    if not rows:
        return 0
    position, digest, links = last["position"], bytes(last["digest"]), []
    for row in rows:
        position, digest = position + 1, _digest(index, position + 1, digest, row)
        links.append({"position": position, "audit_id": row["id"], "digest": digest})
    await tx.execute(insert(link), links)
    await tx.execute(delete(unlinked).where(unlinked.c.audit_id.in_([row["id"] for row in rows])))
    await tx.execute(head.update().values(position=position, digest=digest))
    return len(rows)


async def first_fault(tx: Transaction, index: BlindIndex) -> tuple[int, Fault | None]:
    """Walk along the chain; how many links fit, and the first that does not. The transaction's first statement."""
    await tx.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))  # others go on linking
    last = (await tx.execute(select(head))).mappings().one_or_none()
    position, digest = 0, b""
    async for row in _links(tx):
        position += 1
        if row["position"] != position:
            return position - 1, Fault(position, None, "missing")
        if row["id"] is None:
            return position - 1, Fault(position, row["audit_id"], "row deleted")
        digest = _digest(index, position, digest, row)
        if digest != row["digest"]:
            return position - 1, Fault(position, row["id"], "altered")
    if last is None or (position, digest) != (last["position"], bytes(last["digest"])):
        return position, Fault(position + 1, None, "missing: the chain was cut")
    return position, await _outside(tx, position)


async def _outside(tx: Transaction, position: int) -> Fault | None:
    """A row that neither is in the chain nor waits for it was put there by somebody else."""
    query = select(audit.c.id).where(
        ~exists().where(link.c.audit_id == audit.c.id), ~exists().where(unlinked.c.audit_id == audit.c.id)
    )
    stray = await tx.scalar(query.order_by(audit.c.at, audit.c.id).limit(1))
    return Fault(position + 1, stray, "not in the chain") if stray else None


async def _links(tx: Transaction) -> AsyncIterator[RowMapping]:
    """Every link with its row, in order; a row that is gone reads as nulls."""
    after = -1
    while True:
        query = (
            select(link, audit)
            .outerjoin(audit, audit.c.id == link.c.audit_id)
            .where(link.c.position > after)
            .order_by(link.c.position)
            .limit(_READ_AT_ONCE)
        )
        rows = (await tx.execute(query)).mappings().all()
        for row in rows:
            yield row
        if len(rows) < _READ_AT_ONCE:
            return
        after = rows[-1]["position"]


def _digest(index: BlindIndex, position: int, before: bytes, row: RowMapping) -> bytes:
    stated = [
        position,
        before.hex(),
        str(row["id"]),
        row["at"].astimezone(UTC).isoformat(),
        row["actor"],
        row["action"],
        str(row["object_id"]),
        row["request_id"],
        row["details"],
    ]
    return index.of("audit.link", json.dumps(stated, ensure_ascii=False, sort_keys=True))
