"""What archive tells: records that changed, imports that ended."""

from kernel.contracts.archive import ImportCompleted, RecordChanged
from kernel.db import Transaction

from certificate.domain.archive_facts import Facts
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificates
from certificate.resources import Resources


async def judge_certificates(event: RecordChanged, tx: Transaction, resources: Resources) -> None:
    """Note on the record's certificates whether what they state still holds; older news changes nothing."""
    gone = event.change == "removed"
    current = None if gone else Facts.from_json(resources.event_sealer.open(event, event.facts))
    await Certificates(tx, resources).judge_facts(event.record_id, event.version, current)


async def note_import(event: ImportCompleted, tx: Transaction) -> None:
    """Keep who imported what, with the counts, for the audit log and the statistics."""
    await record_audit(
        tx,
        actor=f"staff:{event.requested_by}",
        action="register.imported",
        object_id=event.import_id,
        rows=event.rows,
        added=event.added,
        changed=event.changed,
        unchanged=event.unchanged,
        refused=event.refused,
    )
