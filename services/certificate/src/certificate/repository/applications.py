"""Applications in the database: personal data sealed on the way in, opened on the way out.

Saving goes by the version that was loaded, so nothing is locked while a person or another service is waited for; of two
that change one application at once, the second is told what the first one did.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from kernel.db import Transaction
from kernel.sealed import Sealer
from sqlalchemy import ColumnElement, RowMapping, insert, or_, select
from sqlalchemy.exc import IntegrityError

from certificate import tables
from certificate.domain.application import Applicant, Application, ApplicationNotFound, Step
from certificate.domain.archive_facts import Facts
from certificate.domain.claim import Claim
from certificate.domain.letter import Letter
from certificate.domain.rejection import Remarks
from certificate.domain.rules import AlreadyPending
from certificate.domain.state import PENDING, State
from certificate.domain.types import certificate_type
from certificate.domain.wording import Wording

log = structlog.get_logger()


class Applications:
    """The applications, within one transaction."""

    def __init__(self, tx: Transaction, sealer: Sealer) -> None:
        self._tx = tx
        self._sealer = sealer

    async def add(self, application: Application) -> None:
        """Store a new application.

        Raises:
            AlreadyPending: One of this type is pending for the person.
        """
        with _second_pending_refused():
            await self._tx.execute(insert(tables.application), self._columns(application))
        await self._add_steps(application)

    async def get(self, application_id: UUID, *, of_person: UUID | None = None) -> Application:
        """Load an application.

        Raises:
            ApplicationNotFound: There is none, or it is not ``of_person``'s.
        """
        query = select(tables.application).where(tables.application.c.id == application_id)
        row = (await self._tx.execute(query)).mappings().one_or_none()
        if row is None:
            raise ApplicationNotFound
        if of_person not in {None, row["person_id"]}:
            log.warning("application.withheld", application_id=str(application_id), person_id=str(of_person))
            raise ApplicationNotFound
        return self.read(row)

    async def save(self, application: Application, *, reviewer: str | None = None) -> None:
        """Store, once, what was done to a loaded application; a claim ends with it.

        Args:
            application: What was loaded and changed.
            reviewer: Who decided, whom somebody else's claim keeps from it.

        Raises:
            DomainError: Somebody else changed or claimed it in the meantime; the refusal says what is left.
            AlreadyPending: A resubmission, while a newer one of this type is pending.
        """
        loaded_version = application.version - len(application.steps)
        update = (
            tables.application.update()
            .where(tables.application.c.id == application.id, tables.application.c.version == loaded_version)
            .values(self._changed_columns(application))
        )
        if reviewer is not None:
            update = update.where(self._free_for(reviewer))
        with _second_pending_refused():
            saved = (await self._tx.execute(update)).rowcount == 1
        if not saved:
            current = await self.get(application.id)
            if reviewer is not None and current.claim is not None:
                current.claim.refuse_others(reviewer, self._tx.now)
            current.require_still(application.steps[0].state)
        await self._add_steps(application)

    async def set_claim(self, application: Application, claim: Claim | None, username: str) -> bool:
        """Store somebody's claim or take it away; False when another's claim or a step was faster."""
        table = tables.application
        update = (
            table.update()
            .where(table.c.id == application.id, table.c.version == application.version, self._free_for(username))
            .values(claimed_by=claim.username if claim else None, claimed_until=claim.until if claim else None)
        )
        return (await self._tx.execute(update)).rowcount == 1

    def _free_for(self, username: str) -> ColumnElement[bool]:
        table = tables.application.c
        return or_(table.claimed_by.is_(None), table.claimed_by == username, table.claimed_until <= self._tx.now)

    async def has_pending(self, person_id: UUID, type_code: str) -> bool:
        """Whether one of this type is pending for the person."""
        table = tables.application.c
        query = select(table.id).where(
            table.person_id == person_id, table.certificate_type == type_code, table.state.in_(PENDING)
        )
        return await self._tx.scalar(query) is not None

    async def left_behind(self, person_id: UUID) -> list[Application]:
        """What waits for a decision or for its person, locked: a decision under way is waited for, and then counts."""
        table = tables.application
        waiting = table.c.state.in_([State.SUBMITTED.value, State.REJECTED.value])
        query = select(table).where(table.c.person_id == person_id, waiting).order_by(table.c.id)
        rows = await self._tx.execute(query.with_for_update(key_share=True))
        return [self.read(row) for row in rows.mappings()]

    async def history(self, application_id: UUID) -> list[Step]:
        """Every step of an application, the first submission first."""
        table = tables.history
        query = select(table).where(table.c.application_id == application_id).order_by(table.c.version)
        return [self._read_step(row) for row in (await self._tx.execute(query)).mappings()]

    async def approved_at(self, application_id: UUID) -> datetime:
        """When a reviewer approved it last: anew, where it had been rejected as no letter could be made."""
        table = tables.history.c
        query = select(table.at).where(table.application_id == application_id, table.state == State.APPROVED.value)
        at: datetime = (await self._tx.execute(query.order_by(table.version.desc()).limit(1))).scalar_one()
        return at

    def read(self, row: RowMapping) -> Application:
        """An application from its row."""
        particulars = self._open("particulars", row)
        letter = row["letter_key"] and Letter(row["letter_key"], particulars["letter"], row["letter_size"])
        return Application(
            id=row["id"],
            applicant=Applicant(row["person_id"], row["record_id"], row["id_number_index"], row["name_index"]),
            certificate_type=certificate_type(row["certificate_type"]),
            state=State(row["state"]),
            version=row["version"],
            submitted_at=row["submitted_at"],
            facts=Facts.from_json(self._open("snapshot", row)),
            wording=Wording(particulars["purpose"], particulars["receiver"]),
            letter=letter or None,
            claim=Claim(row["claimed_by"], row["claimed_until"]) if row["claimed_by"] is not None else None,
        )

    async def _add_steps(self, application: Application) -> None:
        for step in application.steps:
            await self._tx.execute(insert(tables.history), self._step_columns(application.id, step))

    def _columns(self, application: Application) -> dict[str, Any]:
        return {
            "id": application.id,
            "person_id": application.applicant.person_id,
            "record_id": application.applicant.record_id,
            "id_number_index": application.applicant.id_number_index,
            "certificate_type": application.certificate_type.code,
            **self._state_columns(application),
            **self._submission_columns(application),
        }

    def _changed_columns(self, application: Application) -> dict[str, Any]:
        resubmitted = any(step.state is State.SUBMITTED for step in application.steps)
        changed = self._state_columns(application)
        return changed | self._submission_columns(application) if resubmitted else changed

    def _state_columns(self, application: Application) -> dict[str, Any]:
        return {
            "state": application.state.value,
            "version": application.version,
            "claimed_by": None,
            "claimed_until": None,
        }

    def _submission_columns(self, application: Application) -> dict[str, Any]:
        letter = application.letter
        particulars = {
            "purpose": application.wording.purpose,
            "receiver": application.wording.receiver,
            "letter": letter.filename if letter else None,
        }
        return {
            "name_index": application.applicant.name_index,
            "submitted_at": application.submitted_at,
            "snapshot": self._seal("snapshot", application.id, application.facts.as_json()),
            "particulars": self._seal("particulars", application.id, particulars),
            "letter_key": letter.key if letter else None,
            "letter_size": letter.size if letter else None,
        }

    def _step_columns(self, application_id: UUID, step: Step) -> dict[str, Any]:
        comment = step.remarks.comment
        return {
            "application_id": application_id,
            "version": step.version,
            "state": step.state.value,
            "at": step.at,
            "actor": step.actor,
            "reasons": list(step.remarks.reasons),
            "comment": comment and self._sealer.seal(comment, about=comment_place(application_id, step.version)),
            "letter_key": step.letter_key,
            "changed": list(step.changed),
        }

    def _read_step(self, row: RowMapping) -> Step:
        place = comment_place(row["application_id"], row["version"])
        comment = row["comment"] and self._sealer.open(row["comment"], about=place)
        remarks = Remarks(tuple(row["reasons"]), comment)
        return Step(
            version=row["version"],
            state=State(row["state"]),
            at=row["at"],
            actor=row["actor"],
            remarks=remarks,
            letter_key=row["letter_key"],
            changed=tuple(row["changed"]),
        )

    def _seal(self, column: str, application_id: UUID, value: dict[str, Any]) -> str:
        return self._sealer.seal(json.dumps(value, ensure_ascii=False), about=f"application.{column}:{application_id}")

    def _open(self, column: str, row: RowMapping) -> dict[str, Any]:
        opened: dict[str, Any] = json.loads(self._sealer.open(row[column], about=f"application.{column}:{row['id']}"))
        return opened


def comment_place(application_id: UUID, version: int) -> str:
    """What the comment of one step is sealed for."""
    return f"application_history.comment:{application_id}:{version}"


@contextmanager
def _second_pending_refused() -> Iterator[None]:
    """Let the constraint speak: it holds where two requests at once would both have seen none pending."""
    try:
        yield
    except IntegrityError as error:
        if "application_one_pending" in str(error.orig):
            raise AlreadyPending from None
        raise
