"""Tell the audit log what a member of staff did or looked at."""

from uuid import UUID

import structlog
from kernel.contracts.identity import StaffActed
from kernel.db import Transaction

from identity.domain.staff import Actor

log = structlog.get_logger()


def tell_of_staff(actor: Actor, action: str, object_id: UUID, tx: Transaction, *, account: str | None = None) -> None:
    """Publish with the transaction; `action` as `noun.verbed`, `account` the name where it is about a staff account."""
    tx.publish(StaffActed(actor=actor.username, action=action, object_id=object_id, account=account, acted_at=tx.now))
    log.info("staff.acted", actor=actor.username, action=action, object_id=str(object_id))
