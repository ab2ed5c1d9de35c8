"""A signing job: one for each approval, identified by the application and its revision."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class JobState(StrEnum):
    """Where a job stands. A failed one is taken up again when the letter is asked for again."""

    SIGNING = "signing"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """What is being signed. ``signed_at`` is settled when the job begins and goes into the signature.

    It stays the same when the job is taken up after a crash, so that the same letter comes out, byte for byte.
    """

    id: UUID
    application_id: UUID
    certificate_id: UUID
    revision: int
    number: str
    state: JobState
    key_id: str
    signed_at: datetime
    attempts: int


class DailyCapReached(Exception):
    """The day's signatures are used up; more than the cap is a sign of misuse, and waits for a person."""
