"""Send an SMS code: the event that asks notification for it."""

from datetime import timedelta

import structlog
from kernel.contracts.identity import CodeRequested
from kernel.db import Transaction

from identity.domain.code import MAX_WRONG_A_DAY, RESEND_AFTER, CodeScope, CodeThrottled, new_code
from identity.repository.codes import Codes
from identity.resources import Resources

log = structlog.get_logger()


async def send_code(scope: CodeScope, tx: Transaction, resources: Resources, *, deliver: bool = True) -> int:
    """Make a code and ask for its SMS; returns after how many seconds the next can be asked for.

    With `deliver` false nothing is sent although all else is the same, so that a caller who named somebody else's
    phone cannot tell.

    Raises:
        CodeThrottled: the phone, the attempt or the ID number had enough for now, or all phones together.
    """
    codes = Codes(tx, resources)
    if wait := await codes.seconds_until_next(scope):
        raise CodeThrottled(retry_after=wait)
    if await codes.wrong_today(scope) >= MAX_WRONG_A_DAY:
        raise CodeThrottled(retry_after=3600)
    budget = resources.settings.codes_an_hour
    if await codes.sent_within(timedelta(hours=1), budget) >= budget:
        log.error("codes.budget_exhausted", budget=budget)
        raise CodeThrottled(retry_after=300)
    code = new_code(scope.purpose)
    row = await codes.replace(scope, code)
    if deliver:
        sealed = resources.events.seal(CodeRequested, row.id, {"phone": scope.phone, "code": code})
        tx.publish(
            CodeRequested(code_id=row.id, purpose=scope.purpose.value, expires_at=row.expires_at, message=sealed)
        )
    return int(RESEND_AFTER.total_seconds())
