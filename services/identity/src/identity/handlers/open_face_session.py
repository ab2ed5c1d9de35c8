"""Open a face session: the first one, or another after a failure or a QR code that ran out."""

import base64
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from kernel.db import Transaction
from kernel.ids import new_id

from identity.domain.face import LIFETIME, FaceSession
from identity.domain.registration import Registration
from identity.repository.face_sessions import FaceSessions
from identity.repository.registrations import Registrations
from identity.resources import Resources


@dataclass(frozen=True, slots=True)
class FaceLink:
    """What the QR code holds."""

    token: str = field(repr=False)
    url: str = field(repr=False)
    expires_at: datetime


def face_link(registration_token: str, session_id: UUID, expires_at: datetime, resources: Resources) -> FaceLink:
    """The link of a face session.

    Its token is derived from the registration's secret id by a key, so that a reloaded page gets the same QR code
    although the database holds neither of the two.
    """
    derived = resources.index.of("face_session.link", f"{registration_token}:{session_id}")[:16]
    token = base64.urlsafe_b64encode(derived).rstrip(b"=").decode()
    return FaceLink(token, f"{resources.settings.public_url.rstrip('/')}/m/face/{token}", expires_at)


async def add_face_session(
    registration: Registration, registration_token: str, tx: Transaction, resources: Resources
) -> FaceLink:
    """Begin a face check of a registration in hand and store the session; the caller saves the registration."""
    registration.open_face_session(tx.now)
    session = FaceSession(id=new_id(), registration_id=registration.id, expires_at=tx.now + LIFETIME)
    link = face_link(registration_token, session.id, session.expires_at, resources)
    await FaceSessions(tx, resources).replace(session, link.token)
    return link


async def open_face_session(registration_token: str, tx: Transaction, resources: Resources) -> FaceLink:
    """重新验证: another session for the same registration."""
    registrations = Registrations(tx, resources)
    registration = await registrations.get(registration_token, lock=True)
    link = await add_face_session(registration, registration_token, tx, resources)
    await registrations.save(registration)
    return link
