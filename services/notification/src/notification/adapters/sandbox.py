"""The sandbox's SMS provider: keeps messages, sealed, where the sandbox's own path shows them. Sends nothing."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from kernel.sealed import BlindIndex, Sealer
from sqlalchemy import select
from sqlmodel import col

from notification.adapters.needs import ProviderNeeds
from notification.domain.sms import Sms
from notification.tables import SandboxSms

_NEWEST = 50


class SandboxSmsProvider:
    """Takes every message."""

    name = "sandbox"

    def __init__(self, needs: ProviderNeeds) -> None:
        self._needs = needs

    async def send(self, sms: Sms) -> str:
        """Keep the message."""
        row_id = new_id()

        def seal(column: str, plain: str) -> str:
            return self._needs.sealer.seal(plain, about=_place(column, row_id))

        row = SandboxSms(
            id=row_id,
            reference=sms.reference,
            phone_index=_index(sms.phone, self._needs.index),
            phone_sealed=seal("phone", sms.phone),
            template=sms.template.value,
            text_sealed=seal("text", sms.text),
            code_sealed=None if sms.code is None else seal("code", sms.code),
            sent_at=sms.at,
        )
        async with self._needs.database.transaction() as tx:
            tx.session.add(row)
        return str(row_id)


@dataclass(frozen=True, slots=True)
class KeptSms:
    """A message that the provider kept."""

    phone: str = field(repr=False)
    template: str
    text: str = field(repr=False)
    code: str | None = field(repr=False)
    sent_at: datetime


async def kept_sms(phone: str, tx: Transaction, *, sealer: Sealer, index: BlindIndex) -> list[KeptSms]:
    """The newest 50 messages to a phone, newest first."""
    rows = await tx.session.scalars(
        select(SandboxSms)
        .where(col(SandboxSms.phone_index) == _index(phone, index))
        .order_by(col(SandboxSms.id).desc())
        .limit(_NEWEST)
    )
    return [_opened(row, sealer) for row in rows]


def _opened(row: SandboxSms, sealer: Sealer) -> KeptSms:
    return KeptSms(
        phone=sealer.open(row.phone_sealed, about=_place("phone", row.id)),
        template=row.template,
        text=sealer.open(row.text_sealed, about=_place("text", row.id)),
        code=None if row.code_sealed is None else sealer.open(row.code_sealed, about=_place("code", row.id)),
        sent_at=row.sent_at,
    )


def _index(phone: str, index: BlindIndex) -> bytes:
    return index.of("sandbox_sms.phone", phone)


def _place(column: str, row_id: UUID) -> str:
    return f"sandbox_sms.{column}_sealed:{row_id}"
