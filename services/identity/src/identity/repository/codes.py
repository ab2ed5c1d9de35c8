"""SMS codes: the rows behind sending and checking them."""

from datetime import datetime, timedelta
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id
from sqlalchemy import ColumnElement, Integer, case, cast, func, or_, select, text, update
from sqlmodel import col

from identity.domain import code as rules
from identity.domain.code import CodeScope
from identity.resources import Resources
from identity.tables import SmsCode

_DAY = timedelta(days=1)


class Codes:
    """SMS codes in one transaction."""

    def __init__(self, tx: Transaction, resources: Resources) -> None:
        self._tx = tx
        self._index = resources.index

    async def seconds_until_next(self, scope: CodeScope) -> int:
        """How long phone and attempt wait for their next code; others asking for it wait for this transaction."""
        phone_index = self._index.of("phone", scope.phone)
        lock = int.from_bytes(phone_index[:8], signed=True)
        await self._tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})
        of_phone = await self._sent(col(SmsCode.phone_index) == phone_index)
        of_subject = col(SmsCode.subject_index) == self._index.of("id_number", scope.id_number)  # has the index
        of_attempt = await self._sent(of_subject & (col(SmsCode.attempt_id) == scope.attempt_id))
        return max(
            rules.seconds_until_next(of_phone, self._tx.now),
            rules.seconds_until_next(of_attempt, self._tx.now, rules.ATTEMPT_LIMITS),
        )

    async def _sent(self, condition: ColumnElement[bool]) -> list[datetime]:
        """When codes were sent within a day."""
        newer = col(SmsCode.created_at) > self._tx.now - _DAY
        return list(await self._tx.session.scalars(select(col(SmsCode.created_at)).where(condition, newer)))

    async def wrong_today(self, scope: CodeScope) -> int:
        """Wrong guesses at codes of one ID number and phone within 24 hours."""
        used = await self._tx.scalar(
            select(func.coalesce(func.sum(col(SmsCode.wrong)), 0)).where(
                col(SmsCode.subject_index) == self._index.of("id_number", scope.id_number),
                col(SmsCode.phone_index) == self._index.of("phone", scope.phone),
                col(SmsCode.created_at) > self._tx.now - _DAY,
            )
        )
        return int(used)

    async def sent_within(self, span: timedelta, at_most: int) -> int:
        """How many codes were made lately, for all phones; counted up to a limit."""
        newer = select(col(SmsCode.id)).where(col(SmsCode.created_at) > self._tx.now - span).limit(at_most)
        return int(await self._tx.scalar(select(func.count()).select_from(newer.subquery())))

    async def replace(self, scope: CodeScope, code: str) -> SmsCode:
        """Store a new code; the attempt's earlier one ends."""
        await self._tx.execute(
            update(SmsCode)
            .where(col(SmsCode.attempt_id) == scope.attempt_id, col(SmsCode.ended_at).is_(None))
            .values(ended_at=self._tx.now)
        )
        row = SmsCode(
            id=new_id(),
            purpose=scope.purpose,
            attempt_id=scope.attempt_id,
            subject_index=self._index.of("id_number", scope.id_number),
            phone_index=self._index.of("phone", scope.phone),
            code_hash=self._hash(scope, code),
            created_at=self._tx.now,
            expires_at=self._tx.now + rules.LIFETIME,
        )
        self._tx.session.add(row)
        await self._tx.session.flush()
        return row

    async def take_try(self, scope: CodeScope, code: str) -> bool | None:
        """Use up one try of the attempt's code, in one statement that parallel guesses queue up behind.

        Returns:
            whether the guess was right (the code is used up then), or None when there is no code to guess at.
        """
        right = col(SmsCode.code_hash) == self._hash(scope, code)
        last = col(SmsCode.tries) + 1 >= rules.MAX_TRIES
        row = await self._tx.session.execute(
            update(SmsCode)
            .where(
                col(SmsCode.attempt_id) == scope.attempt_id,
                col(SmsCode.purpose) == scope.purpose,
                col(SmsCode.ended_at).is_(None),
                col(SmsCode.expires_at) > self._tx.now,
                col(SmsCode.tries) < rules.MAX_TRIES,
            )
            .values(
                tries=col(SmsCode.tries) + 1,
                wrong=col(SmsCode.wrong) + cast(~right, Integer),
                ended_at=case((or_(right, last), self._tx.now), else_=None),
            )
            .returning(right)
        )
        found = row.first()
        return None if found is None else bool(found[0])

    async def mark_undelivered(self, code_id: UUID) -> bool:
        """Note that a code did not get through; False when there is no such code."""
        marked = await self._tx.execute(
            update(SmsCode).where(col(SmsCode.id) == code_id).values(undelivered_at=self._tx.now)
        )
        return marked.rowcount == 1

    def _hash(self, scope: CodeScope, code: str) -> bytes:
        return self._index.of("sms_code", f"{scope.purpose}:{scope.attempt_id}:{scope.phone}:{code}")
