"""Verify a registration's phone by its SMS code; the face check begins."""

from kernel.db import Transaction

from identity.handlers.check_code import check_code
from identity.handlers.open_face_session import FaceLink, add_face_session
from identity.handlers.start_registration import code_scope
from identity.repository.registrations import Registrations
from identity.resources import Resources


async def verify_phone(token: str, code: str, tx: Transaction, resources: Resources) -> FaceLink:
    """Check the code; a wrong one counts."""
    registrations = Registrations(tx, resources)
    registration = await registrations.get(token, lock=True)
    registration.require_waiting_for_code()
    await check_code(code_scope(registration), code, tx, resources)
    registration.verify_phone(tx.now)
    link = await add_face_session(registration, token, tx, resources)
    await registrations.save(registration)
    return link
