"""Open a session, or go on with one: the access token, the next refresh token and what the page shows."""

from dataclasses import dataclass, field
from uuid import UUID

from kernel.contracts import identity as events
from kernel.db import Transaction

from identity.domain.session import ACCESS_LIFETIME, Audience, Device
from identity.repository.accounts import Accounts
from identity.repository.sessions import Sessions
from identity.resources import Resources
from identity.tables import Account, SessionRow, StaffAccount


@dataclass(frozen=True, slots=True)
class PersonSignedIn:
    """Who signed in."""

    person_id: UUID
    name: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class StaffSignedIn:
    """Which member of staff signed in."""

    username: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What signing in gives; the lifetimes are in seconds."""

    access_token: str = field(repr=False)
    expires_in: int
    refresh_token: str = field(repr=False)
    refresh_expires_in: int
    who: PersonSignedIn | StaffSignedIn


async def open_person_session(account: Account, device: Device, tx: Transaction, resources: Resources) -> SignedIn:
    """Sign a person in."""
    session = Sessions(tx, resources).open(Audience.PERSON, str(account.person_id), device)
    return await give_tokens(session, account, tx, resources)


async def open_staff_session(account: StaffAccount, device: Device, tx: Transaction, resources: Resources) -> SignedIn:
    """Sign a member of staff in; the audit log hears of it."""
    session = Sessions(tx, resources).open(Audience.STAFF, account.username, device)
    tx.publish(events.StaffSignedIn(username=account.username, session_id=session.id, at=tx.now))
    return await give_tokens(session, account, tx, resources)


async def give_tokens(
    session: SessionRow, account: Account | StaffAccount, tx: Transaction, resources: Resources
) -> SignedIn:
    """A new pair of tokens for a session."""
    extra: dict[str, object]
    who: PersonSignedIn | StaffSignedIn
    if isinstance(account, Account):
        extra = {"rid": str(account.record_id)}
        who = PersonSignedIn(account.person_id, Accounts(tx, resources).open(account).name)
    else:
        extra = {"roles": account.roles}
        if account.id_number_index is not None:
            extra["idx"] = account.id_number_index.hex()
        who = StaffSignedIn(account.username, tuple(account.roles))
    access_token = resources.tokens.sign(
        audience=Audience(session.audience), subject=session.subject, session_id=session.id, at=tx.now, extra=extra
    )
    return SignedIn(
        access_token=access_token,
        expires_in=int(ACCESS_LIFETIME.total_seconds()),
        refresh_token=await Sessions(tx, resources).add_refresh_token(session),
        refresh_expires_in=int((session.refresh_until - tx.now).total_seconds()),
        who=who,
    )
