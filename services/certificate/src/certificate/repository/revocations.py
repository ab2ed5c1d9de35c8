"""Why certificates were taken back or made anew, and who asked and agreed; the reasons are sealed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from kernel.sealed import Sealer
from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from certificate import tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Revocation:
    """That a certificate is to be taken back; it has happened once somebody has confirmed it."""

    certificate_id: UUID
    reason: str
    four_eyes: bool
    asked_by: str
    asked_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None


class Revocations:
    """Revocations and reissues, within one transaction."""

    def __init__(self, tx: Transaction, sealer: Sealer) -> None:
        self._tx = tx
        self._sealer = sealer

    async def find(self, certificate_id: UUID) -> Revocation | None:
        """What was asked for, if anything was."""
        query = select(tables.revocation).where(tables.revocation.c.certificate_id == certificate_id)
        row = (await self._tx.execute(query)).mappings().one_or_none()
        return self._read(row) if row else None

    async def of_certificates(self, certificate_ids: list[UUID]) -> dict[UUID, Revocation]:
        """The revocations of several certificates, of those that have one."""
        query = select(tables.revocation).where(tables.revocation.c.certificate_id.in_(certificate_ids))
        rows = (await self._tx.execute(query)).mappings()
        return {row["certificate_id"]: self._read(row) for row in rows}

    async def add(self, revocation: Revocation) -> None:
        """Keep one; a certificate has one at the most, and the first one stays."""
        values = {
            "certificate_id": revocation.certificate_id,
            "reason": self._sealer.seal(revocation.reason, about=_reason_place(revocation.certificate_id)),
            "four_eyes": revocation.four_eyes,
            "asked_by": revocation.asked_by,
            "asked_at": revocation.asked_at,
            "confirmed_by": revocation.confirmed_by,
            "confirmed_at": revocation.confirmed_at,
        }
        await self._tx.execute(insert(tables.revocation).values(values).on_conflict_do_nothing())

    async def confirm(self, certificate_id: UUID, username: str, *, four_eyes: bool) -> None:
        """Note who agreed; that it was somebody else is the constraint's to hold as well."""
        update = tables.revocation.update().where(tables.revocation.c.certificate_id == certificate_id)
        await self._tx.execute(update.values(confirmed_by=username, confirmed_at=self._tx.now, four_eyes=four_eyes))

    async def drop(self, certificate_id: UUID) -> None:
        """Forget what was asked for and not confirmed."""
        table = tables.revocation
        await self._tx.execute(
            table.delete().where(table.c.certificate_id == certificate_id, table.c.confirmed_at.is_(None))
        )

    async def add_reissue(self, certificate_id: UUID, successor_id: UUID, reason: str, asked_by: str) -> None:
        """Keep why a letter was asked for anew."""
        reissue_id = new_id()
        values = {
            "id": reissue_id,
            "certificate_id": certificate_id,
            "successor_id": successor_id,
            "reason": self._sealer.seal(reason, about=f"reissue.reason:{reissue_id}"),
            "asked_by": asked_by,
            "asked_at": self._tx.now,
        }
        await self._tx.execute(insert(tables.reissue), values)

    def _read(self, row: RowMapping) -> Revocation:
        opened = self._sealer.open(row["reason"], about=_reason_place(row["certificate_id"]))
        return Revocation(**{**row, "reason": opened})


def _reason_place(certificate_id: UUID) -> str:
    return f"revocation.reason:{certificate_id}"
