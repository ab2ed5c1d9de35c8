"""Check an SMS code; each look counts."""

import unicodedata

from kernel.db import Transaction
from prometheus_client import Counter

from identity.domain.code import MAX_WRONG_A_DAY, CodeExpired, CodeScope, CodeThrottled, CodeWrong
from identity.repository.codes import Codes
from identity.resources import Resources

CODES_TRIED = Counter("zhengxin_codes_tried_total", "SMS codes that people entered", ["purpose", "outcome"])
"""Many wrong ones all over the system are an attack that no limit of one account sees."""


async def check_code(scope: CodeScope, entered: str, tx: Transaction, resources: Resources) -> None:
    """Use the attempt's code up if it is the right one.

    Raises:
        CodeWrong: it is not; the try counts although the request is refused.
        CodeExpired: there is no code to try any more.
        CodeThrottled: too many wrong ones for this ID number and phone today.
    """
    codes = Codes(tx, resources)
    if await codes.wrong_today(scope) >= MAX_WRONG_A_DAY:
        CODES_TRIED.labels(scope.purpose, "throttled").inc()
        raise CodeThrottled(retry_after=3600)
    right = await codes.take_try(scope, "".join(unicodedata.normalize("NFKC", entered).split()))
    outcome = "expired" if right is None else "right" if right else "wrong"
    CODES_TRIED.labels(scope.purpose, outcome).inc()
    if right is None:
        raise CodeExpired(field="code")
    if not right:
        raise CodeWrong(field="code")
