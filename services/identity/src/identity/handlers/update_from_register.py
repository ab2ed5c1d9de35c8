"""Follow a change of the archive register: the holder's name, or the record's end."""

import structlog
from kernel.contracts.archive import RecordChanged
from kernel.db import Transaction

from identity.repository.accounts import Accounts
from identity.resources import Resources

log = structlog.get_logger()


async def update_from_register(event: RecordChanged, tx: Transaction, resources: Resources) -> None:
    """Take the register's name; the newest version of the record wins, whatever order events come in."""
    accounts = Accounts(tx, resources)
    for account in await accounts.of_record(event.record_id):
        if event.version <= account.record_version:
            continue
        account.record_version = event.version
        account.record_removed_at = event.changed_at if event.change == "removed" else None
        if event.change == "changed":
            name = str(resources.events.open(event, event.facts)["name"])
            if name != accounts.open(account).name:
                accounts.rename(account, name)
                log.info("account.renamed", person_id=str(account.person_id))
