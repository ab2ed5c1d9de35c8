"""Send an SMS code: the event that asks notification for it."""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.contracts.identity import CodeRequested
from kernel.db import Transaction
from kernel.id_number import IdNumber

from identity.domain.code import MAX_WRONG_A_DAY, RESEND_AFTER, CodeThrottled, Purpose, new_code
from identity.domain.phone import Phone
from identity.repository.codes import Codes
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class SendCode:
    """What a code is for: a purpose, the attempt it belongs to, the ID number at stake and the phone.

    With `deliver` false nothing is sent although all else is the same, so that a caller who named somebody else's
    phone cannot tell.
    """

    purpose: Purpose
    attempt_id: UUID
    id_number: IdNumber = field(repr=False)
    phone: Phone = field(repr=False)
    deliver: bool = True


async def send_code(command: SendCode, tx: Transaction, resources: Resources) -> int:
    """Make a code and ask for its SMS; returns after how many seconds the next can be asked for.

    Raises:
        CodeThrottled: the phone or the ID number had enough for now.
    """
    codes = Codes(tx, resources)
    if wait := await codes.seconds_until_next(command.phone):
        raise CodeThrottled(retry_after=wait)
    subject = resources.index.of("id_number", command.id_number)
    if await codes.wrong_today(subject) >= MAX_WRONG_A_DAY:
        raise CodeThrottled(retry_after=3600)
    code = new_code(command.purpose)
    row = await codes.replace(command.purpose, command.attempt_id, subject, command.phone, code)
    if command.deliver:
        sealed = resources.events.seal(CodeRequested, row.id, {"phone": command.phone, "code": code})
        tx.publish(
            CodeRequested(code_id=row.id, purpose=command.purpose.value, expires_at=row.expires_at, message=sealed)
        )
    return int(RESEND_AFTER.total_seconds())
