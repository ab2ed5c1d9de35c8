"""Counts and durations for the centre, read from the histories of applications."""

from collections.abc import Sequence

from kernel.db import Transaction
from sqlalchemy import RowMapping, TextClause, text

from certificate.domain.period import Period

# How long a step took counts from the step before it: a decision from its submission, a letter from its approval.
_STEPS = """
    FROM application_history AS step
    JOIN application ON application.id = step.application_id
    LEFT JOIN application_history AS before
        ON before.application_id = step.application_id AND before.version = step.version - 1
    WHERE step.at >= :begin AND step.at < :end
"""
_MEASURES = """
    step.state,
    count(*) AS count,
    percentile_cont(ARRAY[0.5, 0.9, 0.99]) WITHIN GROUP (ORDER BY extract(epoch FROM step.at - before.at)) AS seconds
"""
_PER_DAY = text(
    f"""
    SELECT (step.at AT TIME ZONE 'Asia/Shanghai')::date AS day, application.certificate_type, {_MEASURES} {_STEPS}
    GROUP BY day, application.certificate_type, step.state ORDER BY day, application.certificate_type, step.state
    """
)
_TOTALS = text(
    f"SELECT application.certificate_type, {_MEASURES} {_STEPS}"
    " GROUP BY application.certificate_type, step.state ORDER BY application.certificate_type, step.state"
)
_REASONS = text(
    """
    SELECT reason, count(*) AS count FROM application_history, unnest(reasons) AS reason
    WHERE at >= :begin AND at < :end AND state = 'rejected'
    GROUP BY reason ORDER BY count DESC, reason
    """
)
_WAITING = text(
    "SELECT certificate_type, count(*) AS count, min(submitted_at) AS since FROM application"
    " WHERE state = 'submitted' GROUP BY certificate_type ORDER BY certificate_type"
)


async def steps_per_day(tx: Transaction, period: Period) -> Sequence[RowMapping]:
    """``day, certificate_type, state, count, seconds``: the 50th, 90th and 99th percentile."""
    return await _read(tx, _PER_DAY, period)


async def steps_in_all(tx: Transaction, period: Period) -> Sequence[RowMapping]:
    """The same over the whole period, without ``day``."""
    return await _read(tx, _TOTALS, period)


async def rejection_reasons(tx: Transaction, period: Period) -> Sequence[RowMapping]:
    """``reason, count``, the most frequent first."""
    return await _read(tx, _REASONS, period)


async def waiting_now(tx: Transaction) -> Sequence[RowMapping]:
    """``certificate_type, count, since`` of what nobody has decided."""
    return (await tx.execute(_WAITING)).mappings().all()


async def _read(tx: Transaction, query: TextClause, period: Period) -> Sequence[RowMapping]:
    return (await tx.execute(query, {"begin": period.begin, "end": period.end})).mappings().all()
