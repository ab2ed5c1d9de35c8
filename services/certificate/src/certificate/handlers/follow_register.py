"""What archive tells: records that changed, imports that ended."""

from kernel.contracts.archive import ImportCompleted, RecordChanged
from kernel.db import Transaction

from certificate.domain.archive_facts import Facts
from certificate.repository.audit import record_audit
from certificate.repository.certificates import Certificates
from certificate.repository.letter_facts import facts_index
from certificate.repository.seen_records import note_seen
from certificate.resources import Resources


async def judge_certificates(event: RecordChanged, tx: Transaction, resources: Resources) -> None:
    """Note on the record's certificates whether what they state still holds; older news changes nothing."""
    gone = event.change == "removed"
    current = None if gone else Facts.from_json(resources.event_sealer.open(event, event.facts))
    # First: an approval that is under way has this row locked and is waited for, or waits and reads what is noted here.
    await note_seen(tx, event.record_id, event.version, facts_index(resources, current) if current else None)
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
