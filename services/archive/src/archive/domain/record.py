"""An archive record: what the register says about one person, in canonical form."""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from kernel.errors import DomainError, Kind


class RecordNotFound(DomainError):
    """No archive is kept under that ID number or record id."""

    code = "archive.record.not_found"
    kind = Kind.NOT_FOUND
    message = "档案登记表中没有该记录"


class RecordAlreadyRemoved(DomainError):
    """Somebody has removed it."""

    code = "archive.record.already_removed"
    kind = Kind.CONFLICT
    message = "该记录已经注销"


class ReasonMissing(DomainError):
    """A record is removed for a reason that can be read later."""

    code = "archive.record.reason_missing"
    kind = Kind.INVALID
    message = "请填写注销原因"


class RegisterBusy(DomainError):
    """An import is merging into the register; what it brings would meet a removal half-way."""

    code = "archive.register.busy"
    kind = Kind.UNAVAILABLE
    message = "正在导入档案登记表，请稍后再试"


class ArchiveType(StrEnum):
    """Who keeps the archive here: an employer for its staff, or the person."""

    UNIT = "unit"
    INDIVIDUAL = "individual"

    @property
    def label(self) -> str:
        """As the register and the pages write it."""
        return _LABELS[self]


_LABELS = {ArchiveType.UNIT: "单位存档", ArchiveType.INDIVIDUAL: "个人存档"}


@dataclass(frozen=True, slots=True)
class Facts:
    """The seven facts of a record. Two rows that say the same have equal facts, however they are written.

    Attributes:
        name: as printed, ``·`` between the parts of a name, no stray spaces.
        id_number: 18 half-width characters.
        sex: ``男`` or ``女``.
        archive_type: ``unit`` or ``individual``.
        archive_number: free text, not unique; None when the register has none.
        dismissed_on: ISO date, or None.
        fees_paid_until: ``YYYY-MM``, or None.
    """

    name: str
    id_number: str
    sex: str
    archive_type: str
    archive_number: str | None
    dismissed_on: str | None
    fees_paid_until: str | None

    def canonical(self) -> str:
        """One text for equal facts: what is hashed to notice change, and what is sealed."""
        return _encode(
            (
                self.name,
                self.id_number,
                self.sex,
                self.archive_type,
                self.archive_number,
                self.dismissed_on,
                self.fees_paid_until,
            )
        )

    @classmethod
    def from_canonical(cls, text: str) -> "Facts":
        """The reverse of :meth:`canonical`."""
        return cls(*json.loads(text))

    def as_json(self) -> dict[str, Any]:
        """By name, for answers and events."""
        return {field: getattr(self, field) for field in FIELDS}

    def differences(self, other: "Facts") -> list[str]:
        """The names of the facts in which two records differ, in the register's order."""
        return [field for field in FIELDS if getattr(self, field) != getattr(other, field)]


FIELDS = ("name", "id_number", "sex", "archive_type", "archive_number", "dismissed_on", "fees_paid_until")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it is kept: the facts, who they belong to, and how often they have changed.

    A removed record keeps its facts for the clerk; nobody else is told of it.
    """

    id: UUID
    version: int
    facts: Facts
    removed_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """As the other services get it: look-ups and ``archive.record_changed``."""
        return {"record_id": str(self.id), "version": self.version, **self.facts.as_json()}
