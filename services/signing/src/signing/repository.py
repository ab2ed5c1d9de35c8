"""Signing jobs in the database."""

from uuid import UUID

from kernel.clock import china_date
from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import Row, select, update
from sqlalchemy.dialects.postgresql import insert

from signing.domain.job import DailyCapReached, Job, JobState
from signing.tables import day, job


class Jobs:
    """The jobs, within one transaction."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def find(self, application_id: UUID, revision: int) -> Job | None:
        """The job of an approval, locked until the transaction ends."""
        found = await self._tx.execute(
            select(job).where(job.c.application_id == application_id, job.c.revision == revision).with_for_update()
        )
        row = found.one_or_none()
        return None if row is None else _job(row)

    async def add(
        self, *, application_id: UUID, certificate_id: UUID, revision: int, number: str, key_id: str
    ) -> Job | None:
        """Enter a new job; None when another worker was faster."""
        now = self._tx.now
        added = await self._tx.execute(
            insert(job)
            .values(
                id=new_id(),
                application_id=application_id,
                certificate_id=certificate_id,
                revision=revision,
                number=number,
                state=JobState.SIGNING,
                key_id=key_id,
                signed_at=now.replace(microsecond=0),
                attempts=1,
                begun_at=now,
            )
            .on_conflict_do_nothing(constraint="signing_job_once")
            .returning(job)
        )
        row = added.one_or_none()
        return None if row is None else _job(row)

    async def resume(self, found: Job, *, key_id: str) -> Job:
        """Take a job up again. With another key than it began with, or after a failure, it is signed as of now."""
        fresh = found.state is JobState.FAILED or found.key_id != key_id
        resumed = await self._tx.execute(
            update(job)
            .where(job.c.id == found.id)
            .values(
                state=JobState.SIGNING,
                key_id=key_id,
                signed_at=self._tx.now.replace(microsecond=0) if fresh else found.signed_at,
                attempts=job.c.attempts + 1,
                failure=None,
            )
            .returning(job)
        )
        return _job(resumed.one())

    async def record_intent(self, begun: Job, digest: bytes) -> None:
        """Store the hash of what is about to be signed."""
        await self._tx.execute(
            update(job).where(job.c.id == begun.id, job.c.state != JobState.DONE).values(intent=digest)
        )

    async def complete(self, begun: Job, *, sha256: bytes, object_key: str, size: int, pages: int) -> bool:
        """Record the stored letter; False when the job was done already."""
        completed = await self._tx.execute(
            update(job)
            .where(job.c.id == begun.id, job.c.state != JobState.DONE)
            .values(
                state=JobState.DONE,
                key_id=begun.key_id,
                signed_at=begun.signed_at,
                sha256=sha256,
                object_key=object_key,
                size=size,
                pages=pages,
                failure=None,
                finished_at=self._tx.now,
            )
        )
        return completed.rowcount == 1

    async def fail(self, begun: Job, *, code: str) -> bool:
        """Record why no letter can be made; False when one was made already."""
        failed = await self._tx.execute(
            update(job)
            .where(job.c.id == begun.id, job.c.state != JobState.DONE)
            .values(state=JobState.FAILED, failure=code, finished_at=self._tx.now)
        )
        return failed.rowcount == 1

    async def count_today(self, *, cap: int) -> None:
        """Count one more job today, in China's calendar.

        Raises:
            DailyCapReached: the day has had as many as it may have.
        """
        today = china_date(self._tx.now)
        counted = await self._tx.scalar(
            insert(day)
            .values(day=today, jobs=1)
            .on_conflict_do_update(index_elements=[day.c.day], set_={"jobs": day.c.jobs + 1}, where=day.c.jobs < cap)
            .returning(day.c.jobs)
        )
        if counted is None:
            raise DailyCapReached(today.isoformat())


def _job(row: Row[*tuple[object, ...]]) -> Job:
    columns = row._mapping  # SQLAlchemy's public way to the columns by name
    return Job(
        id=columns[job.c.id],
        application_id=columns[job.c.application_id],
        certificate_id=columns[job.c.certificate_id],
        revision=columns[job.c.revision],
        number=columns[job.c.number],
        state=JobState(columns[job.c.state]),
        key_id=columns[job.c.key_id],
        signed_at=columns[job.c.signed_at],
        attempts=columns[job.c.attempts],
    )
