"""Forget messages whose time is over."""

from datetime import timedelta

import structlog
from sqlalchemy import text

from notification.resources import Resources

log = structlog.get_logger()

_AT_ONCE = 5_000
_MESSAGES = """
    DELETE FROM message WHERE id = ANY (ARRAY(
        SELECT id FROM message WHERE created_at < :before LIMIT :most
    ))
"""
_SANDBOX = """
    DELETE FROM sandbox_sms WHERE id = ANY (ARRAY(
        SELECT id FROM sandbox_sms WHERE sent_at < :before LIMIT :most
    ))
"""


async def sweep_messages(resources: Resources) -> int:
    """Delete rows that the settings do not keep any longer, whatever became of them; returns how many."""
    settings = resources.settings
    removed = await _sweep(_MESSAGES, timedelta(days=settings.message_days), resources)
    removed += await _sweep(_SANDBOX, timedelta(days=settings.sandbox_sms_days), resources)
    if removed:
        log.info("messages.swept", rows=removed)
    return removed


async def _sweep(statement: str, keep: timedelta, resources: Resources) -> int:
    """In pieces, none of which takes longer than a statement may."""
    removed = 0
    while True:
        async with resources.database.transaction() as tx:
            swept = await tx.execute(text(statement), {"before": tx.now - keep, "most": _AT_ONCE})
        removed += swept.rowcount
        if swept.rowcount < _AT_ONCE:
            return removed
