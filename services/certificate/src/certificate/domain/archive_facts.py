"""What the archive register says about a person, as far as a certificate needs it."""

from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from kernel.errors import DomainError, Kind


class ArchiveType(StrEnum):
    """存档类别: who entrusted the archive to the centre."""

    UNIT = "unit"
    INDIVIDUAL = "individual"


class RecordMissing(DomainError):
    """The register no longer holds the person's archive."""

    code = "certificate.record.not_in_register"
    kind = Kind.CONFLICT
    message = "档案登记表中已没有该人员的记录，请联系人才中心"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that is no longer what it was; both sides as the register writes them."""

    field: str
    submitted: str | None
    current: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One archive record at one version.

    Attributes:
        sex: 男 or 女.
        dismissed_on: 解聘时间, when a unit has let the person go.
        fees_paid_until: 缴费截止时间, a month as ``YYYY-MM``.
        version: grows by one with each change of the record in the register.
    """

    PRINTED: ClassVar[tuple[str, ...]] = ("name", "id_number", "sex", "archive_type", "archive_number")

    name: str
    id_number: str
    sex: str
    archive_type: ArchiveType
    archive_number: str | None
    dismissed_on: date | None
    fees_paid_until: str | None
    version: int

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Facts":
        """Read the register's answer or a snapshot; fields that no certificate needs are left aside."""
        known = {field.name: data[field.name] for field in fields(cls)}
        known["archive_type"] = ArchiveType(known["archive_type"])
        known["dismissed_on"] = date.fromisoformat(known["dismissed_on"]) if known["dismissed_on"] else None
        return cls(**known)

    def as_json(self) -> dict[str, Any]:
        """The form that ``from_json`` reads."""
        return asdict(self) | {"dismissed_on": self.dismissed_on.isoformat() if self.dismissed_on else None}

    def printed(self) -> dict[str, str | None]:
        """What stands on a certificate: the facts that must still hold for it to be true."""
        stated = self.as_json()
        return {name: stated[name] for name in self.PRINTED}

    def differences(self, current: "Facts") -> list[Difference]:
        """Fields in which the register has moved on since these facts were taken."""
        then, now = self.as_json(), current.as_json()
        return [
            Difference(name, then[name], now[name]) for name in then if name != "version" and then[name] != now[name]
        ]
