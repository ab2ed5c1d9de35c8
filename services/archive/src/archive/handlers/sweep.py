"""Forget what need not be kept: refused cells, imports, resolved disputes, files that belong to no import."""

from datetime import timedelta

import structlog
from sqlalchemy import text

from archive.adapters.parked_files import ParkedFiles
from archive.repository.imports import Imports
from archive.resources import Resources

log = structlog.get_logger()

_AT_ONCE = 5_000
_CELLS = """
    DELETE FROM archive_import_error WHERE ctid = ANY (ARRAY(
        SELECT cell.ctid FROM archive_import_error cell JOIN archive_import import ON import.id = cell.import_id
        WHERE import.finished_at < :before LIMIT :most
    ))
"""
_IMPORTS = """
    DELETE FROM archive_import WHERE id = ANY (ARRAY(
        SELECT id FROM archive_import import
        WHERE finished_at < :before AND parts = 0
          AND NOT EXISTS (SELECT FROM archive_import_error cell WHERE cell.import_id = import.id)
        LIMIT :most
    ))
"""
_DISPUTES = """
    DELETE FROM archive_dispute WHERE id = ANY (ARRAY(
        SELECT id FROM archive_dispute WHERE resolved_at < :before LIMIT :most
    ))
"""


async def sweep_rows(resources: Resources) -> int:
    """Delete rows whose time is over, by the settings; returns how many."""
    settings = resources.settings
    removed = 0
    for statement, days in (
        (_CELLS, settings.import_error_days),
        (_IMPORTS, settings.import_days),
        (_DISPUTES, settings.dispute_days),
    ):
        removed += await _sweep(statement, timedelta(days=days), resources)
    if removed:
        log.info("rows.swept", rows=removed)
    return removed


async def sweep_orphans(resources: Resources) -> int:
    """Remove the files whose upload ended before their import was entered; returns of how many imports."""
    files = ParkedFiles(resources.imports, resources.sealer)
    async with resources.database.transaction() as tx:
        before = tx.now - timedelta(minutes=resources.settings.import_orphan_minutes)
    found = await files.stored_before(before)
    async with resources.database.transaction() as tx:
        orphans = found - await Imports(tx).parked(found)
    for import_id in orphans:
        await files.discard_all(import_id)
        log.info("import.orphan_removed", import_id=str(import_id))
    return len(orphans)


async def _sweep(statement: str, keep: timedelta, resources: Resources) -> int:
    """In pieces, none of which takes longer than a statement may."""
    removed = 0
    while True:
        async with resources.database.transaction() as tx:
            swept = await tx.execute(text(statement), {"before": tx.now - keep, "most": _AT_ONCE})
        removed += swept.rowcount
        if swept.rowcount < _AT_ONCE:
            return removed
