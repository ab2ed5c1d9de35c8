"""Note that an SMS with a code did not get through, so that the page can say so (B2)."""

from uuid import UUID

import structlog
from kernel.db import Transaction

from identity.repository.codes import Codes
from identity.resources import Resources

log = structlog.get_logger()


async def mark_code_undelivered(code_id: UUID, tx: Transaction, resources: Resources) -> None:
    """Mark the code; messages about anything else are none of our business."""
    if await Codes(tx, resources).mark_undelivered(code_id):
        log.warning("code.undelivered", code_id=str(code_id))
