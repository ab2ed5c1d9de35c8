"""Messages in one transaction."""

from dataclasses import asdict
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col

from notification.domain.message import SENDING_LEASE, Failure, Intent, Recipient, State
from notification.domain.templates import TemplateName
from notification.tables import Message


class Messages:
    """The rows of ``message``."""

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def state_of(self, event_id: UUID) -> State | None:
        """What became of an event's message so far."""
        state = await self._tx.scalar(select(col(Message.state)).where(col(Message.event_id) == event_id))
        return None if state is None else State(state)

    async def take(self, event_id: UUID, template: TemplateName, about: UUID) -> Intent | None:
        """Write the intent to send an event's message, or take over one whose worker is gone.

        Returns:
            None when the message is settled, or in another worker's hands.
        """
        lease = self._tx.now + SENDING_LEASE
        fresh = insert(Message).values(
            id=new_id(),
            event_id=event_id,
            template=template.value,
            about=about,
            state=State.SENDING.value,
            tries=1,
            leased_until=lease,
            created_at=self._tx.now,
        )
        taken = await self._tx.session.execute(
            fresh.on_conflict_do_update(
                index_elements=[col(Message.event_id)],
                set_={"tries": col(Message.tries) + 1, "leased_until": lease},
                where=(col(Message.state) == State.SENDING.value) & (col(Message.leased_until) <= self._tx.now),
            ).returning(col(Message.id), col(Message.tries))
        )
        row = taken.first()
        return None if row is None else Intent(id=row.id, tries=row.tries)

    async def release(self, message_id: UUID, recipient: Recipient | None) -> None:
        """Let the next try begin at once: the provider did not take the message."""
        await self._settle(message_id, recipient, leased_until=self._tx.now)

    async def mark_sent(self, message_id: UUID, recipient: Recipient, *, provider: str, reference: str) -> None:
        """The provider took it."""
        await self._settle(
            message_id,
            recipient,
            state=State.SENT.value,
            provider=provider,
            provider_reference=reference,
            settled_at=self._tx.now,
        )

    async def mark_failed(self, message_id: UUID, recipient: Recipient | None, failure: Failure) -> None:
        """It will not be sent; ``recipient`` is None when that was clear before the phone was asked for."""
        await self._settle(
            message_id, recipient, state=State.FAILED.value, failure=failure.value, settled_at=self._tx.now
        )

    async def _settle(self, message_id: UUID, recipient: Recipient | None, **values: object) -> None:
        if recipient is not None:
            values |= asdict(recipient)
        await self._tx.execute(
            update(Message)
            .where(col(Message.id) == message_id, col(Message.state) == State.SENDING.value)
            .values(**values)
        )
