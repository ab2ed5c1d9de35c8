"""Verify a registration's phone by its SMS code; the face check begins."""

from dataclasses import dataclass

import structlog
from kernel.db import Transaction

from identity.domain.registration import State
from identity.handlers.check_code import check_code
from identity.handlers.open_face_session import FaceLink, add_face_session
from identity.handlers.start_registration import code_scope
from identity.repository.registrations import Registrations
from identity.resources import Resources

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Verified:
    """Where the registration stands now; `link` while a face check is next."""

    state: State
    link: FaceLink | None = None


async def verify_phone(token: str, code: str, tx: Transaction, resources: Resources) -> Verified:
    """Check the code; a wrong one counts.

    Whoever waits for staff, or was accepted by them, may come back days later from another device: the first page and a
    code to the same phone lead to where they were.
    """
    registrations = Registrations(tx, resources)
    registration = await registrations.get(token, lock=True)
    registration.require_waiting_for_code()
    await check_code(code_scope(registration), code, tx, resources)
    if earlier := await registrations.find_reviewed(registration):
        await registrations.hand_over(registration, earlier)
        log.info("registration.resumed", registration_id=str(earlier.id))
        return Verified(earlier.state)
    registration.verify_phone(tx.now)
    link = await add_face_session(registration, token, tx, resources)
    await registrations.save(registration)
    return Verified(registration.state, link)
