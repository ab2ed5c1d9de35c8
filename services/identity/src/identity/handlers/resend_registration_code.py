"""Send another registration code, to a corrected phone if one is given (B2)."""

from kernel.db import Transaction

from identity.domain.phone import Phone
from identity.handlers.send_code import send_code
from identity.handlers.start_registration import code_scope
from identity.repository.registrations import Registrations
from identity.resources import Resources


async def resend_registration_code(token: str, phone: Phone | None, tx: Transaction, resources: Resources) -> int:
    """Replace the code; returns after how many seconds the next can be asked for."""
    registrations = Registrations(tx, resources)
    registration = await registrations.get(token, lock=True)
    registration.require_waiting_for_code()
    if phone is not None:
        registration.change_phone(phone)
    scope = code_scope(registration)
    resend_after = await send_code(scope, tx, resources)
    await registrations.save(registration)
    return resend_after
