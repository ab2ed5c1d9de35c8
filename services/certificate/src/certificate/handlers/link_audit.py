"""The chain over the audit log: made longer by a job, walked along by a command."""

from certificate.repository import audit_chain
from certificate.repository.audit_chain import Fault
from certificate.resources import Resources


async def link_audit(resources: Resources) -> int:
    """Link some rows that are committed; how many."""
    async with resources.database.transaction() as tx:
        return await audit_chain.link_some(tx, resources.index)


async def verify_audit(resources: Resources) -> tuple[int, Fault | None]:
    """How many links fit, and the first place that does not."""
    async with resources.database.transaction() as tx:
        return await audit_chain.first_fault(tx, resources.index)
