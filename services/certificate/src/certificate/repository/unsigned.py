"""Approved certificates whose letter does not come."""

from collections.abc import Sequence
from uuid import UUID

from kernel.db import Transaction
from sqlalchemy import RowMapping, text

_AT_ONCE = 100
_MOST_DOUBLINGS = 6

# A request is repeated after growing pauses, so that signers who are behind are not given more than there is to do.
_OVERDUE = text(
    """
    SELECT * FROM certificate
    WHERE state = 'approved'
        AND NOT EXISTS (SELECT FROM revocation AS ended
            WHERE ended.certificate_id = certificate.id AND ended.confirmed_at IS NOT NULL)
        AND NOT EXISTS (SELECT FROM certificate AS later
            WHERE later.application_id = certificate.application_id AND later.revision > certificate.revision)
        AND greatest(approved_at, requested_at)
            + make_interval(secs => :seconds) * (2 ^ least(requests - 1, :doublings)) <= :now
    ORDER BY approved_at LIMIT :most FOR UPDATE SKIP LOCKED
    """
)
_REQUESTED = text("UPDATE certificate SET requests = requests + 1, requested_at = :now WHERE id = ANY(:ids)")
_ORPHANS = text(
    """
    SELECT id FROM application
    WHERE state = 'approved' AND NOT EXISTS (SELECT FROM certificate WHERE application_id = application.id)
    ORDER BY submitted_at, id LIMIT :most
    """
)


async def take_overdue(tx: Transaction, seconds: int) -> Sequence[RowMapping]:
    """Certificates that were asked for longer ago than that, noted as asked for again; nobody else gets the same."""
    values = {"seconds": seconds, "doublings": _MOST_DOUBLINGS, "now": tx.now, "most": _AT_ONCE}
    rows = (await tx.execute(_OVERDUE, values)).mappings().all()
    if rows:
        await tx.execute(_REQUESTED, {"now": tx.now, "ids": [row["id"] for row in rows]})
    return rows


async def approved_without_certificate(tx: Transaction) -> list[UUID]:
    """Approved applications for which no certificate was reserved: there should be none."""
    return [row.id for row in await tx.execute(_ORPHANS, {"most": _AT_ONCE})]
